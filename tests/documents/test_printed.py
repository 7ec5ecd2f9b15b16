"""The printed programme: its words, the PDF and the Word file made of them."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from dataclasses import asdict, replace

import docx
import pytest
from docx.oxml.ns import qn

from app import i18n
from app.agenda.rules.colours import TOKENS
from app.documents import pdf, word
from app.documents.rules import people
from app.i18n import LANGUAGES
from tests.agenda import documents as make
from tests.conftest import NOON
from tests.documents.agendas import ADDRESS, NASTY, report, rooms, told

# -- Words ---------------------------------------------------------------------------------------


def test_hours_stand_in_every_zone_and_dated_where_the_day_is_another_one() -> None:
    printed = told(rooms())
    friday, saturday, loose = printed.days
    assert printed.legend == "Times in Shanghai (UTC+8), Berlin (UTC+2), Bogotá (UTC−5)"
    (row,) = friday.stretches[0][0].bands[0].rows
    assert (row.gutter.first, *row.gutter.rest) == (
        "09:00", "Shanghai", "03:00 Berlin", "Thu 20 May 20:00 Bogotá",
    )  # fmt: skip
    assert [lane.room for lane in friday.stretches[1]] == ["Blue", "Red"]
    assert saturday.name == "Saturday, 22 May 2027"
    assert loose.name == "Day not yet decided"


def test_what_is_not_known_is_printed_as_not_recorded() -> None:
    printed = told(report())
    assert printed.kicker == ("21 May 2027", "way of meeting not recorded")
    assert printed.legend == "In this order; hours not recorded"
    assert printed.footnote.startswith("* Our description")
    rows = [row for band in printed.days[0].stretches[0][0].bands for row in band.rows]
    assert [row.gutter.first for row in rows] == ["1", "2", "3"]
    assert [row.is_described for row in rows] == [False, True, False]
    assert people.plain(rows[2].people[0]) == "Moderator: not recorded by name"


def test_what_was_called_off_is_marked_and_themes_to_come_are_announced() -> None:
    printed = told(rooms())
    red = printed.days[0].stretches[1][1].bands[0]
    assert [row.is_cancelled for row in red.rows] == [False, True]
    assert [theme.title for theme in printed.later] == ["Later"]


def test_what_a_reader_must_know_comes_first() -> None:
    document = rooms()
    practice = replace(document, workshop=replace(document.workshop, practice=True))
    assert told(practice, version=None).warnings == (
        "Draft of Monday, 1 March 2027, 20:00 (Shanghai, UTC+8), not published",
        "This is a practice workshop; it does not take place.",
    )
    assert told(document).warnings == ()
    assert told(document).colophon == "Version 3 of Monday, 1 March 2027, 20:00 (Shanghai, UTC+8)"


# -- PDF -----------------------------------------------------------------------------------------


def headings(compiler: object) -> str:
    return json.dumps(json.loads(compiler.query("heading")), ensure_ascii=False)  # type: ignore[attr-defined]


def inside(octets: bytes) -> bytes:
    """A PDF with its streams unpacked, as far as they are."""
    found = [octets]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", octets, re.S):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_for_everybody_and_always_the_same(language: str) -> None:
    with i18n.speaking(language):
        octets = pdf.as_pdf(told(rooms(), language), at=NOON)
        assert octets == pdf.as_pdf(told(rooms(), language), at=NOON)
    assert octets.startswith(b"%PDF-")
    seen = inside(octets)
    assert b"pdfuaid" in seen
    assert b"/StructTreeRoot" in seen
    assert {"en": b"en-GB", "de": b"de-DE", "zh": b"zh-CN"}[language] in seen


def test_chinese_is_set_in_a_font_that_has_it() -> None:
    compiler = pdf.compiled(told(rooms(), "zh"))
    assert "城市与自然" in headings(compiler)
    seen = inside(pdf.as_pdf(told(rooms(), "zh"), at=NOON))
    assert b"NotoSansSC" in seen.replace(b" ", b"")
    assert b"pdfuaid" in seen  # which wants every sign to have a form


def test_what_somebody_typed_is_text_and_nothing_else() -> None:
    said = headings(pdf.compiled(told(rooms())))
    assert json.dumps(NASTY, ensure_ascii=False)[1:-1] in said
    assert b"http://x" not in re.sub(rb"\(.*?\)", b"", pdf.as_pdf(told(rooms()), at=NOON))


def test_a_sign_that_no_font_has_costs_the_standard_and_not_the_file() -> None:
    odd = make.document(make.item("odd", title={"en": "no sign \U0001fffe"}))
    octets = pdf.as_pdf(told(odd), at=NOON)
    assert octets.startswith(b"%PDF-")
    assert b"pdfuaid" not in inside(octets)


def test_one_page_where_it_fits_with_as_much_air_as_there_is() -> None:
    def many(items: int) -> int:
        made = [make.item(f"item-{n}", speakers=(make.speaker("zhu-shu"),)) for n in range(items)]
        return pdf.pages(pdf.compiled(told(make.document(*made))))

    assert [many(n) for n in (1, 25, 60)] == [1, 1, 3]


def test_the_template_asks_for_no_colour_that_there_is_not() -> None:
    named = set(re.findall(r"tokens\.(\w+)", pdf.TEMPLATE.read_text("utf-8"))) - {"at"}
    assert named < set(TOKENS)
    assert "colour" in asdict(told(rooms()))["later"][0]


# -- Word ----------------------------------------------------------------------------------------


def opened(language: str) -> object:
    with i18n.speaking(language):
        octets = word.as_docx(told(rooms(), language), at=NOON)
        assert octets == word.as_docx(told(rooms(), language), at=NOON)
    return docx.Document(io.BytesIO(octets))


def words(document: object) -> str:
    body = document.element.body  # type: ignore[attr-defined]
    return "\n".join("".join(p.itertext()) for p in body.iter(qn("w:p")))


@pytest.mark.parametrize(
    ("language", "tag", "title"),
    [("en", "en-GB", "Cities and nature"), ("de", "de-DE", "Stadt und Natur"),
     ("zh", "zh-CN", "城市与自然")],
)  # fmt: skip
def test_a_word_file_names_its_language_and_a_font_for_chinese(
    language: str, tag: str, title: str
) -> None:
    document = opened(language)
    assert document.core_properties.language == tag  # type: ignore[attr-defined]
    assert document.core_properties.title == title  # type: ignore[attr-defined]
    for name, han in (("Normal", "Microsoft YaHei"), ("Heading 4", "SimSun")):
        style = document.styles[name].element.rPr  # type: ignore[attr-defined]
        assert style.rFonts.get(qn("w:eastAsia")) == han
        assert style.rFonts.get(qn("w:eastAsiaTheme")) is None
        said = style.find(qn("w:lang"))
        assert said.get(qn("w:eastAsia")) == "zh-CN"
        assert said.get(qn("w:val")) == ("en-GB" if language == "zh" else tag)
    assert title in words(document)


def test_a_word_file_has_headings_of_its_own_and_a_table_to_write_in() -> None:
    document = opened("en")
    styles = {p.style.name for p in document.paragraphs}  # type: ignore[attr-defined]
    assert {"Title", "Heading 1", "Heading 2"} <= styles
    table = document.tables[1]  # type: ignore[attr-defined]
    assert [cell.text for cell in table.rows[0].cells] == ["Time", "Agenda"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    first = table.rows[2].cells
    assert first[0].text.split("\n")[0] == "09:20 Shanghai"
    assert first[1].paragraphs[0].style.name == "Heading 4"
    text = words(document)
    for said in (NASTY, "Thu 20 May 20:00 Bogotá", "Cancelled", "Not placed", ADDRESS):
        assert said in text


def test_a_word_file_points_nowhere() -> None:
    with i18n.speaking("en"):
        octets = word.as_docx(told(rooms()), at=NOON)
    with zipfile.ZipFile(io.BytesIO(octets)) as file:
        links = [file.read(name) for name in file.namelist() if name.endswith(".rels")]
    assert not any(b'TargetMode="External"' in one for one in links)
