"""CSV and Excel files, read back with nothing of our own."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

from app import i18n
from app.documents import sheets
from app.documents.rules.table import Table
from tests.agenda import documents as make
from tests.conftest import NOON
from tests.documents.agendas import report, rooms, tabled

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(octets: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline="")))


def workbook(table: Table, language: str = "en") -> zipfile.ZipFile:
    with i18n.speaking(language):
        octets = sheets.as_xlsx(table, at=NOON)
        assert octets == sheets.as_xlsx(table, at=NOON)
    return zipfile.ZipFile(io.BytesIO(octets))


def sheet_of(book: zipfile.ZipFile) -> ElementTree.Element:
    return ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))


def strings_of(book: zipfile.ZipFile) -> list[str]:
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(one.itertext()) for one in root]


def test_excel_knows_by_its_first_octets_that_a_csv_file_is_unicode() -> None:
    octets = sheets.as_csv(tabled(rooms(), "zh"))
    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.count(b"\r\n") == 8
    assert rows_of(octets)[2][rows_of(octets)[0].index("标题")] == "城市与自然"


def test_days_and_hours_in_a_csv_file_are_those_of_the_standard() -> None:
    rows = rows_of(sheets.as_csv(tabled(rooms())))
    assert rows[1][:8] == [
        "1", "2027-05-21", "09:00", "09:20", "03:00", "03:20", "2027-05-20 20:00",
        "2027-05-20 20:20",
    ]  # fmt: skip
    assert rows_of(sheets.as_csv(tabled(report())))[1][2:5] == ["not recorded"] * 3


def test_no_text_is_a_formula_in_either_file() -> None:
    title, name = "=HYPERLINK(1)", "@cmd|' /C calc'!A0"
    table = tabled(
        make.document(
            make.item("x", title={"en": title}, speakers=(make.speaker("x"),)),
            people=[make.person("x", name=name, position={"en": "+1"}, affiliation={"en": "-1"})],
        )
    )
    row = rows_of(sheets.as_csv(table))[1]
    assert f"'{title}" in row
    assert f"'{name}, +1, -1" in row
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    book = workbook(table)
    assert list(sheet_of(book).iter(f"{SPACE}f")) == []
    assert list(sheet_of(book).iter(f"{SPACE}hyperlink")) == []
    assert {title, f"{name}, +1, -1"} <= set(strings_of(book))


def test_days_and_hours_in_a_workbook_are_numbers_that_look_like_themselves() -> None:
    book = workbook(tabled(rooms()))
    cells = {one.get("r"): one for one in sheet_of(book).iter(f"{SPACE}c")}
    first = min(int(r[1:]) for r, one in cells.items() if r and r[0] == "B" and not one.get("t"))
    day, hour, there = (cells[f"{letter}{first}"].findtext(f"{SPACE}v") for letter in "BCG")
    assert float(day or 0) == 46528  # 21 May 2027, counted as Excel does
    assert round((float(hour or 0) - 46528) * 24, 6) == 9
    assert round((float(there or 0) - 46527) * 24, 6) == 20
    formats = re.findall(r'formatCode="([^"]*)"', book.read("xl/styles.xml").decode())
    assert {"d mmm yyyy", "hh:mm", "d mmm hh:mm"} <= set(formats)


def test_a_workbook_keeps_its_head_in_sight_and_prints_on_one_width() -> None:
    book = workbook(tabled(rooms(), "zh"), "zh")
    sheet = sheet_of(book)
    (pane,) = sheet.iter(f"{SPACE}pane")
    assert pane.get("state") == "frozen"
    assert len(list(sheet.iter(f"{SPACE}autoFilter"))) == 1
    (setup,) = sheet.iter(f"{SPACE}pageSetup")
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape")
    assert setup.get("fitToHeight") == "0"
    assert 'name="议程"' in book.read("xl/workbook.xml").decode()
    assert "Microsoft YaHei" in book.read("xl/styles.xml").decode()
    assert {"城市与自然", "开始（上海，UTC+8）"} <= set(strings_of(book))


def test_an_agenda_without_items_is_a_table_with_a_head() -> None:
    table = tabled(make.document())
    assert len(rows_of(sheets.as_csv(table))) == 1
    assert "No." in strings_of(workbook(table))
