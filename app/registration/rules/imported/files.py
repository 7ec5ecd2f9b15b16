"""A file with a list of people: the text it holds, or the texts it can be read as."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_
from app.registration.rules.imported import decoding, tables, workbooks
from app.registration.rules.imported.decoding import Encoding

MOST_BYTES = 5_000_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIPPED = b"PK\x03\x04"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")


class Remark(StrEnum):
    """What is worth saying of how a file was read."""

    MERGED = "merged"
    FORMULAS = "formulas"
    ERRORS = "errors"


class TooLarge(Refusal):
    message = N_(
        "This list is too large. At most %(rows)s people and 5 MB can be read at once; please "
        "divide it."
    )
    status = 422


class Empty(Refusal):
    message = N_("There is nothing in this file.")
    status = 422


class OldExcel(Refusal):
    message = N_(
        "This is a file of an older Excel, or one with a password. Please save it as an Excel "
        "workbook (.xlsx) without a password, or as CSV."
    )
    status = 422


class NotAList(Refusal):
    message = N_(
        "This file cannot be read as a list. Please save the sheet as an Excel workbook (.xlsx) "
        "or as CSV in UTF-8."
    )
    status = 422


class NotInThese(Refusal):
    message = N_(
        "This file cannot be read with the letters that you chose. Please choose others, or let "
        "them be found."
    )
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One text that a file can be read as: of one encoding, or of one sheet."""

    text: str
    encoding: Encoding | None = None
    sheet: str = ""
    hidden: bool = False
    remarks: frozenset[str] = frozenset()

    def sample(self) -> list[str]:
        """The first lines, in which whoever chooses sees whether the letters are right."""
        lines = [line.strip() for line in self.text.splitlines()[:40] if line.strip()]
        telling = [line for line in lines if not line.isascii()]
        return [line[:160] for line in (telling or lines)[:3]]


@dataclass(frozen=True, slots=True)
class Found:
    #: One to take, or several of which somebody has to choose.
    readings: list[Reading]
    #: Sheets that were passed over, as Excel hides them.
    hidden: list[str]


def read(content: bytes, told: Encoding | None = None) -> Found:
    """Raises TooLarge, Empty, OldExcel, NotAList and NotInThese."""
    if not content.strip():
        raise Empty
    if len(content) > MOST_BYTES:
        raise TooLarge(rows=tables.MOST_ROWS)
    if content.startswith(_OLD_EXCEL):
        raise OldExcel
    if content.startswith(_OTHERS):
        raise NotAList
    found = _of_workbook(content) if content.startswith(_ZIPPED) else _of_text(content, told)
    if sum(len(reading.text.encode()) for reading in found.readings) > tables.MOST_BYTES:
        raise TooLarge(rows=tables.MOST_ROWS)
    return found


def _of_text(content: bytes, told: Encoding | None) -> Found:
    # Some of it tells the letters; a list that is far too long is not read as a whole.
    if len(content) > 2 * tables.MOST_BYTES:
        raise TooLarge(rows=tables.MOST_ROWS)
    found = decoding.decoded(content, told)
    if not found:
        raise NotInThese if told else NotAList
    return Found([Reading(text=one.text, encoding=one.encoding) for one in found], [])


def _of_workbook(content: bytes) -> Found:
    try:
        all_sheets = workbooks.sheets(content, tables.MOST_ROWS + tables.MOST_ABOVE + 1)
    except workbooks.NotAWorkbook as error:
        raise NotAList from error
    except workbooks.TooLarge as error:
        raise TooLarge(rows=tables.MOST_ROWS) from error
    filled = [sheet for sheet in all_sheets if not sheet.is_empty]
    if not filled:
        raise Empty
    if any(sheet.cut for sheet in filled if not sheet.hidden):
        raise TooLarge(rows=tables.MOST_ROWS)
    shown = [sheet for sheet in filled if not sheet.hidden]
    # Alone what is shown counts, unless that leaves nothing, or has to be asked about anyway.
    offered = shown if len(shown) == 1 else [sheet for sheet in filled if not sheet.cut]
    readings = [
        Reading(
            text=tables.table(sheet.rows, sheet.numbers).text,
            sheet=sheet.name,
            hidden=sheet.hidden,
            remarks=frozenset(sheet.remarks),
        )
        for sheet in offered
    ]
    return Found(readings, [sheet.name for sheet in filled if sheet not in offered])
