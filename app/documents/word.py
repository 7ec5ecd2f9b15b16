"""The printed programme as a Word file that partners can go on writing in.

Headings are Word's own styles, so that its outline and table of contents know them; the agenda is
a table with its head on every page. Fonts are named for Latin and for East Asian text apart
(w:eastAsia), and the language of the text is said, so that Word checks it as what it is.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.agenda.rules.colours import TOKENS
from app.documents.printed import Band, Day, Lane, Printed, Row, Theme
from app.documents.rules.people import Run, Style
from app.i18n import gettext, language

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

#: What Windows and macOS have; other programs take what they have for the script.
_SERIF, _SANS, _HAN_SERIF, _HAN_SANS = "Palatino Linotype", "Calibri", "SimSun", "Microsoft YaHei"
_LANGUAGES = {"en": "en-GB", "de": "de-DE", "zh": "zh-CN"}
#: Of zips: the same words give the same octets.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
#: Width of the columns in millimetres, on A4 with margins of 18.
_GUTTER, _BODY = 40, 134


def as_docx(printed: Printed, *, at: datetime) -> bytes:
    """In the spoken language; `at` is the date in the file."""
    from docx import Document as new_document  # noqa: PLC0415 – is not always here

    document = new_document()
    _set_up(document, printed, at)
    _add_head(document, printed)
    _heading(document, printed.agenda, 1)
    for line in (printed.legend, printed.footnote):
        _muted(document, line)
    for day in printed.days:
        _add_day(document, printed, day)
    if printed.later:
        _add_lanes(document, printed, (Lane("", tuple(Band(one, ()) for one in printed.later)),))
    if printed.contact:
        _heading(document, printed.contact_label, 1)
        for words in printed.contact:
            document.add_paragraph(words)
    _muted(document, " · ".join(filter(None, (printed.colophon, printed.address))))
    octets = BytesIO()
    document.save(octets)
    return _undated(octets.getvalue())


# -- The file ------------------------------------------------------------------------------------


def _set_up(document: Document, printed: Printed, at: datetime) -> None:
    from docx.shared import Mm, Pt  # noqa: PLC0415

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(16)
    facts = document.core_properties
    facts.title, facts.author, facts.comments = printed.title, "", ""
    facts.language = _LANGUAGES[language()]
    facts.created = facts.modified = at.astimezone(UTC).replace(tzinfo=None)
    for name, size, font, han, colour in (
        ("Normal", 10, _SANS, _HAN_SANS, "ink"),
        ("Title", 22, _SERIF, _HAN_SERIF, "ink"),
        ("Heading 1", 15, _SERIF, _HAN_SERIF, "ink"),
        ("Heading 2", 13, _SERIF, _HAN_SERIF, "ink"),
        ("Heading 3", 13, _SERIF, _HAN_SERIF, "ink"),
        ("Heading 4", 11, _SERIF, _HAN_SERIF, "ink"),
    ):
        style: Any = document.styles[name]
        style.font.size = Pt(size)
        style.font.bold = name != "Normal"
        style.font.italic = False
        style.font.color.rgb = _rgb(TOKENS[colour])
        style.paragraph_format.space_after = Pt(3)
        style.paragraph_format.space_before = Pt(10 if name in ("Heading 1", "Heading 2") else 0)
        _name_fonts(style, font, han)


def _name_fonts(style: ParagraphStyle, font: str, han: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    style.font.name = font
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # else the theme's fonts win
    fonts.set(qn("w:eastAsia"), han)
    fonts.set(qn("w:cs"), font)
    said = OxmlElement("w:lang")
    spoken = _LANGUAGES[language()]
    said.set(qn("w:val"), "en-GB" if language() == "zh" else spoken)
    said.set(qn("w:eastAsia"), "zh-CN")
    for known in properties.findall(qn("w:lang")):
        properties.remove(known)
    properties.append(said)
    borders = style.element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if borders is not None:  # Word's own line below a title
        borders.getparent().remove(borders)


def _undated(octets: bytes) -> bytes:
    """The same files, without the moment at which they were packed."""
    packed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(octets)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()


# -- Its head ------------------------------------------------------------------------------------


def _add_head(document: Document, printed: Printed) -> None:
    for words in printed.warnings:
        run = document.add_paragraph().add_run(words)
        run.bold, run.font.color.rgb = True, _rgb(TOKENS["warn"])
    _muted(document, " · ".join(printed.kicker))
    document.add_paragraph(printed.title, style="Title")
    _muted(document, printed.note)
    for words in printed.purpose:
        document.add_paragraph(words)
    for label, names in printed.partners:
        paragraph = document.add_paragraph()
        _colour(paragraph.add_run(f"{label}  "), "muted")
        paragraph.add_run("; ".join(names) if language() != "zh" else "；".join(names))
    for day, clocks in printed.hours:
        paragraph = document.add_paragraph()
        paragraph.add_run(day).bold = True
        paragraph.add_run("   " + "   ".join(clocks))


# -- The agenda ----------------------------------------------------------------------------------


def _add_day(document: Document, printed: Printed, day: Day) -> None:
    if day.name:
        _heading(document, day.name, 2)
    _muted(document, day.legend)
    for lanes in day.stretches:
        _add_lanes(document, printed, lanes)


def _add_lanes(document: Document, printed: Printed, lanes: Iterable[Lane]) -> None:
    """Rooms below each other: a column of a third of a page is no place to write in."""
    from docx.shared import Mm, Pt  # noqa: PLC0415

    for lane in lanes:
        if lane.room:
            run = document.add_paragraph().add_run(lane.room)
            run.bold = True
            _colour(run, "muted")
        table = document.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        table.autofit = False
        for column, width in zip(table.columns, (_GUTTER, _BODY), strict=True):
            column.width = Mm(width)
        _add_table_head(table, printed)
        for band in lane.bands:
            if band.theme:
                _add_theme(table.add_row().cells, band.theme, printed)
            for row in band.rows:
                _add_item(table.add_row().cells, row, printed)
        for row_of_table in table.rows:
            _keep_whole(row_of_table)
            for cell, width in zip(row_of_table.cells, (_GUTTER, _BODY), strict=True):
                cell.width = Mm(width)
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.space_after = Pt(1)
        _rule(table)
        document.add_paragraph()


def _add_table_head(table: Any, printed: Printed) -> None:
    """Said on every page that the table runs on to."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    head = table.add_row()
    for cell, words in zip(head.cells, (gettext("Time"), printed.agenda), strict=True):
        _colour(cell.paragraphs[0].add_run(words), "muted")
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _add_theme(cells: tuple[_Cell, ...], theme: Theme, printed: Printed) -> None:
    gutter, body = cells
    number = gutter.paragraphs[0].add_run(theme.number)
    number.bold = True
    _colour(number, theme.colour)
    title = body.paragraphs[0]
    title.style = "Heading 4" if theme.is_continued else "Heading 3"
    _colour(title.add_run(theme.title), theme.colour)
    if theme.focus:
        _colour(body.add_paragraph().add_run(theme.focus), "muted")
    if theme.guests:
        _colour(body.add_paragraph().add_run(printed.guests_label), "muted")
    _add_people(body, theme.guests)


def _add_item(cells: tuple[_Cell, ...], row: Row, printed: Printed) -> None:
    gutter, body = cells
    first = gutter.paragraphs[0]
    run = first.add_run(row.gutter.first)
    if row.gutter.is_unknown:
        _colour(run, "muted")
    else:
        run.bold = True
    for n, words in enumerate(row.gutter.rest):
        below = first if n == 0 else gutter.add_paragraph()
        _colour(below.add_run(f" {words}" if n == 0 else words), "muted")
    if row.facts:
        _colour(gutter.add_paragraph().add_run(" · ".join(row.facts)), "muted")
    _add_name(body.paragraphs[0], row, printed)
    _add_people(body, row.people)
    for words in row.paragraphs:
        body.add_paragraph(words)


def _add_name(name: Paragraph, row: Row, printed: Printed) -> None:
    if row.is_cancelled:
        _colour(name.add_run(f"{printed.cancelled_label}  "), "danger")
    if not row.is_break:
        name.style = "Heading 4"
    run = name.add_run(row.name)
    run.font.strike = row.is_cancelled or None
    beside = ("*" if row.is_described else "") + (f"   {row.unknown}" if row.unknown else "")
    if beside:
        said = name.add_run(beside)
        said.bold = False
        _colour(said, "muted")


def _add_people(cell: _Cell, people: Iterable[tuple[Run, ...]]) -> None:
    for runs in people:
        paragraph = cell.add_paragraph()
        for words, style in runs:
            run = paragraph.add_run(words)
            run.bold = True if style is Style.STRONG else None
            if style is Style.UNKNOWN:
                _colour(run, "muted")


# -- Looks ---------------------------------------------------------------------------------------


def _heading(document: Document, words: str, level: int) -> None:
    document.add_paragraph(words, style=f"Heading {level}")


def _muted(document: Document, words: str) -> None:
    if words:
        _colour(document.add_paragraph().add_run(words), "muted")


def _colour(run: Any, token: str) -> None:
    run.font.color.rgb = _rgb(TOKENS[token])


def _rgb(colour: str) -> Any:
    from docx.shared import RGBColor  # noqa: PLC0415

    return RGBColor.from_string(colour.removeprefix("#"))


def _keep_whole(row: Any) -> None:
    """No item is torn by the end of a page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _rule(table: Any) -> None:
    """Lines between rows alone, as thin and as pale as those of the page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single" if side in ("top", "bottom", "insideH") else "nil")
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), TOKENS["rule"].removeprefix("#"))
        borders.append(line)
    table._tbl.tblPr.append(borders)
