"""A table as CSV and as an Excel workbook."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from app.documents.rules.table import Cell, Clock, Table, Unknown
from app.i18n import gettext, language
from app.i18n.sheets import harmless

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

#: Days and times as each language's office programs write them; numbers and order are the cell's.
_DATES = {"en": "d mmm yyyy", "de": "dd.mm.yyyy", "zh": 'yyyy"年"m"月"d"日"'}
_DATED = {"en": "d mmm hh:mm", "de": "dd.mm. hh:mm", "zh": 'm"月"d"日" hh:mm'}
#: A font that has the signs; programs that lack it take the one they have for the script.
_FONTS = {"zh": "Microsoft YaHei"}
_FONT = "Calibri"

# -- CSV -----------------------------------------------------------------------------------------


def as_csv(table: Table) -> bytes:
    """RFC 4180, UTF-8 with a byte order mark, without which Excel takes it for something else."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.title for column in table.columns])
    for row in table.rows:
        writer.writerow([_in_csv(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _in_csv(cell: Cell) -> str:
    """Days and times as ISO 8601 writes them: every program reads those."""
    if isinstance(cell, Clock):
        return f"{cell.at:%Y-%m-%d %H:%M}" if cell.is_dated else f"{cell.at:%H:%M}"
    if isinstance(cell, Unknown):
        return cell.said
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else str(cell)


# -- XLSX ----------------------------------------------------------------------------------------


def as_xlsx(table: Table, *, at: datetime) -> bytes:
    """Rows that stay below their head, can be filtered, and print on A4, one page wide.

    Days and times are what Excel counts as such. All text goes in as text: nothing in it becomes
    a formula or a link.
    """
    table = table.told_above()
    from xlsxwriter import Workbook  # noqa: PLC0415 – only who asks for a workbook pays for it

    octets = BytesIO()
    book = Workbook(
        octets,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    # Without a zone, as the format wants it; the same version gives the same octets.
    book.set_properties({"title": table.title, "created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet(table.sheet or gettext("Agenda"))
    looks = _looks(book)
    head = len(table.notes) + 2
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, table.title, looks["title"])
    for row, note in enumerate(table.notes, 1):
        sheet.write_string(row, 0, note, looks["note"])
    titles = [column.title for column in table.columns]
    sheet.set_row(head, 15 * max(_lines(titles, table)) + 3)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(head, place, column.title, looks["head"])
    for row, cells in enumerate(table.rows, head + 1):
        sheet.set_row(row, 15 * max(_lines(cells, table)) + 3)
        for place, cell in enumerate(cells):
            _write(sheet, row, place, cell, looks)
    _lay_out(sheet, table, head)
    book.close()
    return octets.getvalue()


def _looks(book: Any) -> dict[str, Format]:
    spoken = language()
    plain = {"font_name": _FONTS.get(spoken, _FONT), "font_size": 11, "valign": "top"}
    ruled = plain | {"text_wrap": True, "bottom": 1, "bottom_color": "#DEDBD1"}
    left = ruled | {"align": "left"}
    return {
        "title": book.add_format(plain | {"bold": True, "font_size": 16}),
        "note": book.add_format(plain | {"font_color": "#55615A"}),
        "head": book.add_format(ruled | {"bold": True, "bottom": 2, "bottom_color": "#1C2420"}),
        "text": book.add_format(ruled),
        "number": book.add_format(left),
        "date": book.add_format(left | {"num_format": _DATES[spoken]}),
        "clock": book.add_format(left | {"num_format": "hh:mm"}),
        "dated": book.add_format(left | {"num_format": _DATED[spoken]}),
        "unknown": book.add_format(ruled | {"font_color": "#55615A"}),
    }


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, looks: dict[str, Format]) -> None:
    if isinstance(cell, Unknown):
        sheet.write_string(row, place, cell.said, looks["unknown"])
    elif isinstance(cell, Clock):
        wall = cell.at.replace(tzinfo=None)  # sheets know no zones; the head of the column does
        sheet.write_datetime(row, place, wall, looks["dated" if cell.is_dated else "clock"])
    elif isinstance(cell, date):
        midnight = datetime.combine(cell, datetime.min.time())
        sheet.write_datetime(row, place, midnight, looks["date"])
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell, looks["number"])
    else:
        sheet.write_string(row, place, cell, looks["text"])


def _lines(cells: Sequence[Cell], table: Table) -> list[int]:
    """How many lines each cell will take: programs do not measure rows that come from a file."""
    return [
        sum(-(-_breadth(line) // (column.width - 1)) or 1 for line in _words(cell).split("\n"))
        for cell, column in zip(cells, table.columns, strict=True)
    ]


def _words(cell: Cell) -> str:
    return cell.said if isinstance(cell, Unknown) else cell if isinstance(cell, str) else ""


def _breadth(text: str) -> int:
    """In letters; a sign of Chinese is two broad."""
    return sum(2 if letter > "⺀" else 1 for letter in text)


def _lay_out(sheet: Worksheet, table: Table, head: int) -> None:
    last = len(table.columns) - 1
    sheet.freeze_panes(head + 1, 2)
    sheet.autofilter(head, 0, head + max(len(table.rows), 1), last)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
