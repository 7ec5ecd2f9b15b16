"""Tables as text: what spreadsheets copy, save as CSV and read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

#: What Excel, LibreOffice and Google Sheets begin a formula or a command with, and their wide
#: forms, which Excel folds in Chinese and Japanese (OWASP, CSV Injection).
_BEGINNINGS = tuple("=+-@\t\r\n＝＋－＠")


def harmless(text: str) -> str:
    """With an apostrophe before what would be a formula, blanks before it or not."""
    begins = text.startswith(_BEGINNINGS) or text.lstrip().startswith(_BEGINNINGS)
    return f"'{text}" if begins else text


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells; a cell may hold several lines. `number` counts the lines of the text."""

    number: int
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return " · ".join(" ".join(cell.split()) for cell in self.cells if cell.strip())

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def lines(
    text: str, delimiter: str, *, may_hold: Callable[[str], bool] = lambda _: True
) -> list[Line]:
    """As sheets write: a cell in quotation marks may hold the delimiter and line breaks; a mark
    that is not closed before a delimiter is a letter like others.

    `may_hold` looks at what stands between two marks, and says whether that can be one cell.
    """
    found: list[Line] = []
    cells: list[str] = []
    ends = re.compile(f"[{re.escape(delimiter)}\n]")
    here, number, began = 0, 1, 1
    while here <= len(text):
        cell, end = _quoted(text, here, delimiter, may_hold) or _bare(text, here, ends)
        cells.append(cell.strip(" \n"))
        number += text.count("\n", here, end)
        here = end + 1
        if end >= len(text) or text[end] == "\n":
            found.append(Line(began, tuple(cells)))
            cells, number = [], number + 1
            began = number
    return found


def _bare(text: str, here: int, ends: re.Pattern[str]) -> tuple[str, int]:
    match = ends.search(text, here)
    end = match.start() if match else len(text)
    return text[here:end], end


_OPENS = re.compile(r' *"')
_CLOSES = re.compile(r"[ ]*")


def _quoted(
    text: str, here: int, delimiter: str, may_hold: Callable[[str], bool]
) -> tuple[str, int] | None:
    """The cell and where it ends; None where it does not stand in marks that are closed."""
    opens = _OPENS.match(text, here)
    if opens is None:
        return None
    close = opens.end()
    while True:
        close = text.find('"', close)
        if close < 0:
            return None
        if text[close + 1 : close + 2] != '"':
            break
        close += 2
    blanks = _CLOSES.match(text, close + 1)
    end = blanks.end() if blanks else close + 1
    inside = text[opens.end() : close].replace('""', '"')
    if end < len(text) and text[end] not in (delimiter, "\n"):
        return None
    return (inside, end) if may_hold(inside) else None


def written(rows: Iterable[Sequence[str]], delimiter: str = "\t") -> str:
    """The text that `lines` reads as these rows."""
    return "\n".join(delimiter.join(_cell(cell, delimiter) for cell in row) for row in rows)


def _cell(cell: str, delimiter: str) -> str:
    if not any(sign in cell for sign in (delimiter, "\n", '"')):
        return cell
    return '"' + cell.replace('"', '""') + '"'
