"""Reading lists of people: letters, separators, sheets, columns and what cells say."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.i18n import sheets
from app.people import countries
from app.registration.rules.imported import columns, decoding, files, persons, tables, workbooks
from app.registration.rules.imported.decoding import Encoding
from app.registration.rules.imported.persons import Fault, Person
from app.registration.rules.questions import Choice, Question, QuestionKind
from app.workshops.rules import Way

CHINESE = [
    ["姓名", "E-mail", "Country", "Organisation"],
    ["王小明", "wang@example.cn", "中文", "大城市"],
    ["李大文", "li@example.cn", "中文", '公共交通, "第一"'],
]
WESTERN = [
    ["Name", "E-Mail", "Einrichtung", "Funktion"],
    ["Jürgen Müßig", "jm@example.de", "Behörde für Städtebau; Köln", 'Größe "Ä"'],
    ["André Lefèvre", "al@example.fr", "Ville de Nîmes", "Ingénieur"],
]


def as_csv(rows: list[list[str]], delimiter: str = ",", ends: str = "\n") -> str:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    return ends.join(delimiter.join(row) for row in quoted) + ends


def read_rows(content: bytes) -> list[list[str]]:
    found = files.read(content)
    assert len(found.readings) == 1, [one.encoding for one in found.readings]
    return [list(line.cells) for line in tables.read(found.readings[0].text).lines]


def people_of(text: str, **more: Any) -> list[Person]:
    table = tables.read(text)
    heading = columns.find_heading(table.lines)
    found = columns.recognise(table.lines, heading, more.get("questions", ()))
    body = [one for one in table.lines if heading is None or one.number > heading.number]
    headed = len(heading.cells) if heading else None
    return persons.read(body, found, headed=headed, **more)


def faults_of(text: str) -> list[list[Fault]]:
    return [[one.fault for one in person.problems] for person in people_of(text)]


# -- Letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "gb2312",
     "big5", "cp950", "big5hkscs"],
)  # fmt: skip
def test_a_chinese_list_reads_the_same_in_every_encoding(encoding: str, ends: str) -> None:
    assert read_rows(as_csv(CHINESE, ends=ends).encode(encoding)) == CHINESE


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "latin-1", "iso8859-15"])
def test_a_western_list_reads_the_same_in_every_encoding(encoding: str, delimiter: str) -> None:
    assert read_rows(as_csv(WESTERN, delimiter).encode(encoding)) == WESTERN


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850"])
def test_letters_that_could_be_read_in_several_ways_are_asked_about(encoding: str) -> None:
    found = files.read(as_csv(WESTERN).encode(encoding)).readings
    assert len(found) > 1
    right = [one for one in found if one.encoding is Encoding(encoding)]
    assert [list(line.cells) for line in tables.read(right[0].text).lines] == WESTERN
    assert any("Jürgen" in line for line in right[0].sample())


def test_no_reading_is_taken_in_silence_that_is_not_the_right_one() -> None:
    names = ["Jörg Groß", "王小明", "陳大文", "Zoë", "François", "李娜", "Łukasz", "Åsa"]
    for name in names:
        text = f"Name,Mail\n{name},a@example.org\n"
        for encoding in ("gb18030", "big5", "cp1252", "mac-roman", "cp850", "utf-8", "utf-16"):
            try:
                content = text.encode(encoding)
            except UnicodeEncodeError:
                continue
            found = decoding.decoded(content)
            if len(found) == 1:
                assert name in found[0].text, (name, encoding, found[0].encoding)
            else:
                assert any(name in one.text for one in found), (name, encoding)


def test_letters_that_were_chosen_are_taken() -> None:
    content = "Name\nJürgen\n".encode("mac-roman")
    assert "Jürgen" in decoding.decoded(content, Encoding.MAC_ROMAN)[0].text
    with pytest.raises(files.NotInThese):
        files.read(content, Encoding.UTF_8)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", files.Empty),
        (b"  \r\n ", files.Empty),
        (b"%PDF-1.7 ...", files.NotAList),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, files.OldExcel),
        (b"PK\x03\x04 not a zip", files.NotAList),
        (b"a" * (files.MOST_BYTES + 1), files.TooLarge),
        (b"\x81\x00\xff\xfe\x00\x81" * 9, files.NotAList),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(
    content: bytes, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        files.read(content)


# -- Rows -----------------------------------------------------------------------------------------


def test_excels_own_line_says_the_separator() -> None:
    assert [one.cells for one in tables.read("sep=;\r\na;b,c\r\n").lines] == [("a", "b,c")]


def test_breaks_and_separators_within_quotation_marks_belong_to_the_cell() -> None:
    table = tables.read('Name,Mail,Organisation\n"Li, Na",li@example.cn,"Dept.\nof ""Roads"""\n')
    assert table.lines[1].cells == ("Li, Na", "li@example.cn", 'Dept. of "Roads"')


def test_a_mark_that_nobody_closed_swallows_no_rows() -> None:
    text = (
        'Name,Mail,Organisation\nA Li,a@example.org,"Roads\nB Wu,b@example.org,Parks\n'
        'C Xu,c@example.org,"Trees"\nD Yu,d@example.org,Water"\n'
    )
    assert [person.email for person in people_of(text)] == [f"{one}@example.org" for one in "abcd"]


def test_empty_rows_blank_ends_and_invisible_signs_are_cleaned() -> None:
    table = tables.read(
        "Name\tMail\t\t\n\n\u00a0Li\u200b Na\u00a0\tli＠example.cn\x00\t\t\n\t\t\n"
    )
    assert [one.cells for one in table.lines][1] == ("Li Na", "li＠example.cn")
    assert people_of(table.text)[0].address == "li@example.cn"


def test_a_row_keeps_its_number_though_others_are_empty() -> None:
    table = tables.read("\n\nName,Mail\n\nLi,li@example.cn\n,\nWu,wu@example.cn\n")
    assert [one.number for one in table.lines] == [3, 5, 7]
    assert table.text.split("\n")[4] == "Li\tli@example.cn"
    assert tables.read(table.text).lines == table.lines  # and so once more
    far = tables.table([["a"], ["b"]], [1, 1_048_576])
    assert far.text == "a\nb"


def test_addresses_out_of_a_mail_program_are_people() -> None:
    text = 'Anna Weber <anna@example.org>; "Li, Na" <li@example.cn>,\nKim <kim@example.kr>'
    assert [(one.name, one.email) for one in people_of(text)] == [
        ("Anna Weber", "anna@example.org"), ("Li, Na", "li@example.cn"), ("Kim", "kim@example.kr"),
    ]  # fmt: skip


def test_more_rows_than_are_read_at_once_are_refused() -> None:
    with pytest.raises(tables.TooMany):
        tables.read("\n".join(f"P{n},p{n}@example.org" for n in range(2100)))


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=6))
def test_what_the_box_holds_reads_as_the_same_rows(rows: list[list[str]]) -> None:
    first = tables.table([["Name", "Mail"], *rows])
    again = tables.read(first.text)
    assert [one.cells for one in again.lines] == [one.cells for one in first.lines]


@given(st.lists(st.lists(st.text('ab"\t\n ', max_size=5), min_size=1, max_size=4), max_size=5))
def test_what_is_written_with_marks_is_read_without_them(rows: list[list[str]]) -> None:
    rows = [[cell.strip(" \n") for cell in row] for row in rows]
    read = sheets.lines(sheets.written(rows), "\t")
    assert [list(one.cells) for one in read] == (rows or [[""]])


# -- Columns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Name,E-mail,Organisation", "name email affiliation"),
        ("E-Mail-Adresse,Nachname,Vorname,Land", "email family-name given-name country"),
        ("序号,姓名,单位,职务,邮箱,国家/地区,参会方式",
         "left-out name affiliation position email country way"),
        ("Name / 姓名,E-mail 邮箱,單位", "name email affiliation"),
        ("姓名（必填）*,電子郵件：", "name email"),
        ("Shoe size,Mail,Full name", "left-out email name"),
        ("Name,E-mail,How", "name email way"),
        ("Name,Mail,Wie nehmen Sie teil?", "name email way"),
        ("姓名,邮箱,您以何种方式参会？", "name email way"),
    ],
)  # fmt: skip
def test_headings_are_known_in_three_languages_and_any_order(heading: str, expected: str) -> None:
    lines = tables.read(heading + "\n" + "x,x@example.org,x,x,x,x,x").lines
    found = columns.find_heading(lines)
    assert found is lines[0]
    width = len(heading.split(","))
    assert columns.recognise(lines, found)[:width] == expected.split()


def test_the_title_of_a_list_above_the_headings_is_passed_over() -> None:
    found = people_of("Guests of 21 May\n\nName;Mail\nLi Na;li@example.cn")
    assert [person.name for person in found] == ["Li Na"]


def test_without_headings_cells_say_what_a_column_holds() -> None:
    lines = tables.read(
        "1,Li Na,li@example.cn,China,online\n2,Wu Di,wu@example.cn,PRC,vor Ort"
    ).lines
    assert columns.find_heading(lines) is None
    assert columns.recognise(lines, None) == ["left-out", "name", "email", "country", "way"]


def test_two_parts_of_a_name_are_joined_only_where_columns_say_so() -> None:
    text = (
        "Nachname;Vorname;Mail\nWeber;Anna;a@example.org\n李;娜;l@example.org\nHE;;h@example.org"
    )
    assert [one.name for one in people_of(text)] == ["Anna Weber", "李娜", "HE"]
    assert [one.name for one in people_of(text, family_first=True)] == ["Weber Anna", "李娜", "HE"]
    assert people_of("Name;Mail\nWeber, Anna;a@example.org")[0].name == "Weber, Anna"


def test_a_name_in_chinese_beside_another_is_the_native_one() -> None:
    one = people_of("姓名,英文姓名,邮箱\n李娜,Li Na,l@example.cn")[0]
    assert (one.name, one.native_name) == ("Li Na", "李娜")
    assert people_of("中文姓名,邮箱\n李娜,l@example.cn")[0].name == "李娜"


# -- Cells ----------------------------------------------------------------------------------------


def test_every_fault_of_a_row_is_told_and_others_stay_good() -> None:
    text = (
        "Name,Mail\nLi Na,li@example.cn\nWu Di,\n,wu@example.cn\nXu,xu at example\n"
        "Hu,a@example.org b@example.org\nwww.spam.com,s@example.org\n4711,n@example.org\n"
        f"{'x' * 201},x@example.org\nLi Na,LI@example.cn\nOther,li@example.cn\nYu,y@example.org,z"
    )
    assert faults_of(text) == [
        [], [Fault.NO_ADDRESS], [Fault.NO_NAME], [Fault.NOT_AN_ADDRESS],
        [Fault.SEVERAL_ADDRESSES], [Fault.WEB_ADDRESS], [Fault.NUMBER_AS_NAME], [Fault.TOO_LONG],
        [Fault.TWICE], [Fault.ADDRESS_OF_ANOTHER], [Fault.TOO_MANY_CELLS],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    ["li@example.cn", " LI@Example.CN ", "mailto:li@example.cn", "<li@example.cn>",
     "li＠example.cn", "Li Na <li@example.cn>", "li@example.cn;", "li@example.cn, LI@example.cn"],
)  # fmt: skip
def test_an_address_is_found_in_what_surrounds_it(cell: str) -> None:
    person = people_of(f"Name\tMail\nLi Na\t{cell}")[0]
    assert (person.address, person.problems) == ("li@example.cn", [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (
            "PRC|P.R. China|P. R. China|中国|中國|CN|cn|VR China|CHN|中国 China|Beijing, China",
            "CN",
        ),
        ("Deutschland|Germany|DE|DEU|德国|Bundesrepublik Deutschland|Allemagne", "DE"),
        ("UK|United Kingdom|Great Britain|英国", "GB"),
        ("South Korea|Republic of Korea|Südkorea|韩国", "KR"),
        ("Hong Kong|香港|Hong Kong, China", "HK"),
    ],
)
def test_a_country_is_known_by_its_names(words: str, code: str) -> None:
    assert {word: countries.meant(word) for word in words.split("|")} == dict.fromkeys(
        words.split("|"), [code]
    )


def test_a_country_that_is_not_clear_is_a_question_and_can_be_answered() -> None:
    text = "Name,Mail,Country\nKim,k@example.kr,Korea\nXu,x@example.org,Atlantis"
    kim, xu = people_of(text)
    assert countries.meant("Korea") == ["KP", "KR"]
    assert countries.meant("Atlantis") == countries.meant("") == []
    assert [kim.problems[0].fault, xu.problems[0].fault] == [Fault.UNCLEAR] * 2
    assert not kim.is_wrong
    told = {("country", "korea"): "KR", ("country", "atlantis"): persons.NOTHING}
    kim, xu = people_of(text, meanings=told)
    assert (kim.country, kim.problems, xu.country, xu.problems) == ("KR", [], None, [])


def test_ways_and_languages_are_known_in_three_languages() -> None:
    text = "Name,Mail,参会方式,Sprache\n" + "\n".join(
        f"A,a{n}@example.org,{way},{spoken}"
        for n, (way, spoken) in enumerate(
            [("线上", "中文"), ("vor Ort", "deutsch"), ("In person", "EN"), ("maybe", "Klingon")]
        )
    )
    assert [(one.way, one.language) for one in people_of(text)] == [
        (Way.ONLINE, "zh"), (Way.ON_SITE, "de"), (Way.ON_SITE, "en"), (None, None),
    ]  # fmt: skip


def test_columns_headed_by_a_question_hold_answers_to_it() -> None:
    meal = Question(
        key="meal",
        label={"en": "What will you eat?", "zh": "您吃什么？"},
        kind=QuestionKind.CHOICE,
        choices=(Choice(key="rice", label={"en": "Rice", "zh": "米饭"}),),
    )
    bus = Question(key="bus", label={"en": "Bus"}, kind=QuestionKind.YES_NO)
    text = "Name,Mail,您吃什么？,bus\nLi,l@example.cn,米饭,ja\nWu,w@example.cn,Stones,maybe"
    li, wu = people_of(text, questions=[meal, bus])
    assert li.answers == {"meal": "rice", "bus": True}
    assert wu.answers == {}
    assert [one.fault for one in wu.problems] == [Fault.UNCLEAR_ANSWER] * 2
    assert not wu.is_wrong


@pytest.mark.parametrize(
    "evil",
    ['"' * 100_000, '"\t""' * 25_000, "a" * 100_000 + "@", "@" * 100_000,
     "<" * 50_000 + ">" * 50_000, "a@b;" * 25_000, "a <a@b.c>;" * 10_000,
     "中a" * 50_000, "(" * 100_000, " " * 100_000 + "x"],
)  # fmt: skip
def test_evil_texts_are_read_in_no_time(evil: str) -> None:
    began = time.process_time()
    for text in (evil, f"Name,Mail,Country\n{evil},{evil},{evil}"):
        try:
            people_of(text[: tables.MOST_BYTES])
        except tables.TooMany:
            continue
    countries.meant(evil)
    assert time.process_time() - began < 1


# -- Excel ----------------------------------------------------------------------------------------


def book(*named: tuple[str, list[list[Any]]], **options: Any) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as made:
        for name, rows in named:
            sheet = made.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return file.getvalue()


def rows_of(content: bytes) -> list[list[str]]:
    found = files.read(content)
    assert len(found.readings) == 1
    return [list(line.cells) for line in tables.read(found.readings[0].text).lines]


def test_a_sheet_reads_as_its_rows_shared_words_or_not() -> None:
    assert rows_of(book(("Gäste", CHINESE))) == CHINESE
    assert rows_of(book(("Gäste", WESTERN), constant_memory=True)) == WESTERN


def test_what_a_list_is_written_as_reads_back() -> None:
    texts = [["Name", "Mail"], ["=1+1", "@x"], ["'quoted", "  blank "], ["a\tb", 'c"d']]
    read = rows_of(book(("s", texts), strings_to_formulas=False))
    assert read == [["Name", "Mail"], ["=1+1", "@x"], ["'quoted", "blank"], ["a b", 'c"d']]


def test_numbers_dates_and_formulas_are_read_as_people_see_them() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, [4917612345678, 12.5, True, 0.1])
        sheet.write_number(1, 0, 7, made.add_format({"num_format": "00000"}))
        sheet.write_datetime(
            1, 1, date(2027, 5, 21), made.add_format({"num_format": "dd/mm/yyyy"})
        )
        sheet.write_datetime(1, 2, date(1900, 2, 1), made.add_format({"num_format": 14}))
        sheet.write_formula(1, 3, "=1+1", None, 2)
        sheet.write_formula(1, 4, '=A1&"x"', None, "text")
        sheet.write_formula(1, 5, "=NA()", None, "#N/A")
        sheet.write_rich_string(2, 0, "Li ", made.add_format({"bold": True}), "Na")
        sheet.merge_range(3, 0, 3, 2, "merged")
        sheet.write(3, 3, "after")
    [sheet] = workbooks.sheets(file.getvalue(), 100)
    assert sheet.rows == [
        ["4917612345678", "12.5", "yes", "0.1"],
        ["00007", "2027-05-21", "1900-02-01", "2", "text"],
        ["Li Na"],
        ["merged", "", "", "after"],
    ]
    assert sheet.remarks == {"merged", "errors"}


def test_days_count_from_1904_where_the_file_says_so() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"date_1904": True}) as made:
        style = made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        made.add_worksheet().write_datetime(0, 0, date(2027, 5, 21), style)
    assert workbooks.sheets(file.getvalue(), 10)[0].rows == [["2027-05-21"]]


def test_hidden_sheets_are_passed_over_and_named() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        made.add_worksheet("List").write_row(0, 0, ["Name", "Mail"])
        old = made.add_worksheet("Old")
        old.write(0, 0, "x")
        old.hide()
        made.add_worksheet("Empty")
        made.add_chartsheet("Chart").set_chart(_chart(made))
    found = files.read(file.getvalue())
    assert [one.sheet for one in found.readings] == ["List"]
    assert found.hidden == ["Old"]


def _chart(made: Any) -> Any:
    chart = made.add_chart({"type": "column"})
    chart.add_series({"values": "=List!$A$1:$A$2"})
    return chart


def test_several_sheets_are_a_question() -> None:
    found = files.read(book(("May", CHINESE), ("June", WESTERN)))
    assert [one.sheet for one in found.readings] == ["May", "June"]


def test_a_cell_at_the_far_corner_and_a_million_empty_rows_cost_nothing() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Mail"])
        style = made.add_format({"bold": True})
        for n in range(1, 200_000):
            sheet.set_row(n, 15, style)
        sheet.write(1_048_575, 0, "Li")
        sheet.write(1_048_575, 16_383, "far")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [sheet] = workbooks.sheets(file.getvalue(), 2_000)
    assert sheet.rows == [["Name", "Mail"], ["Li"]]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def repacked(content: bytes, **parts: bytes) -> bytes:
    """With these parts instead, named by the last word of their path."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for entry in old.infolist():
            key = entry.filename.rsplit("/", 1)[-1].partition(".")[0]
            new.writestr(entry.filename, parts.get(key, old.read(entry)))
    return file.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
)
OUTSIDE = b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'


@pytest.mark.parametrize(
    "part", [LAUGHS, OUTSIDE, b"<!-- x -->" * 500 + LAUGHS, b"", b"<sst><si>"]
)
def test_entities_and_broken_parts_are_refused(part: bytes) -> None:
    with pytest.raises(files.NotAList):
        files.read(repacked(book(("s", CHINESE)), sharedStrings=part))


def bombs() -> Iterator[bytes]:
    normal = book(("s", CHINESE))
    yield repacked(normal, sheet1=b"<worksheet>" + b" " * (workbooks.MOST_UNPACKED + 1))
    empty = b"<c/>" * (workbooks.MOST_ELEMENTS + 1)
    yield repacked(normal, sheet1=b"<worksheet><sheetData><row>" + empty)
    lying = bytearray(repacked(normal, sharedStrings=b"<sst>" + b"<si/>" * 3_000_000 + b"</sst>"))
    name = b"xl/sharedStrings.xml"
    place = lying.rindex(name) - 46  # its entry in the directory at the end
    lying[place + 24 : place + 28] = (100).to_bytes(4, "little")
    yield bytes(lying)


def test_bombs_are_refused_with_flat_memory() -> None:
    made = list(bombs())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for bomb in made:
        assert len(bomb) < 1_000_000
        with pytest.raises((files.TooLarge, files.NotAList)):
            files.read(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_workbook_with_macros_gives_its_values_alone() -> None:
    file = io.BytesIO(book(("s", CHINESE)))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"never opened")
        archive.writestr("xl/worksheets/../../../etc/cron", b"never opened")
    assert rows_of(file.getvalue()) == CHINESE


def test_names_of_strict_and_prefixed_files_are_understood() -> None:
    sheet = (
        b'<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        b'<x:row><x:c t="inlineStr"><x:is><x:t>Name</x:t></x:is></x:c><x:c t="str"><x:v>Mail</x:v>'
        b"</x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert rows_of(repacked(book(("s", CHINESE)), sheet1=sheet)) == [["Name", "Mail"]]
