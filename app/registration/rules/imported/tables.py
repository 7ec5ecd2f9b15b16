"""The text of a list taken apart into rows, and written as the box of the preview holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from app.i18n import sheets
from app.i18n.sheets import Line
from app.i18n.texts import many_lines, one_line

MOST_BYTES = 1_400_000
#: They are registered in one transaction, while nobody else can register.
MOST_ROWS = 1_000
MOST_COLUMNS = 60
#: A list of so many rows, most of them empty, is counted without the empty ones.
MOST_NUMBER = 5_000
#: Rows above the headings, such as the title of the list, that are passed over.
MOST_ABOVE = 10
#: How many lines are looked at to find what separates the cells.
LOOKED_AT = 60
_DELIMITERS = ("\t", ";", ",", "，", "|")

_SAYS_SEPARATOR = re.compile(r"\ufeff?sep=(.)\r?\n?", re.I)
#: “Anna Weber <anna@example.org>”, as mail programs copy addresses.
_ADDRESSED = re.compile(r'\s*"?([^<>"@;]{0,200})"?\s*<\s*([^<>\s;]{3,254})\s*>\s*\Z')


class TooMany(ValueError):
    """More rows than are read at once."""


@dataclass(frozen=True, slots=True)
class Table:
    #: Of the rows that say something, each on the line of `text` that its number says.
    lines: list[Line]

    @property
    def text(self) -> str:
        rows: list[Sequence[str]] = []
        for line in self.lines:
            rows += [()] * (line.number - 1 - len(rows))
            rows.append(line.cells)
        return written(rows)

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)


def table(rows: Iterable[Sequence[str]], numbers: Iterable[int] | None = None) -> Table:
    """Without empty rows and empty cells at the end of rows, each with the number that it has in
    its file, from 1 on where none are given. Raises TooMany."""
    lines: list[Line] = []
    for number, row in zip(numbers or count(1), rows, strict=False):
        cells = [one_line(cell) for cell in row[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(lines) > MOST_ROWS + MOST_ABOVE:
            raise TooMany
        lines.append(Line(number, tuple(cells)))
    if lines and lines[-1].number > MOST_NUMBER:
        lines = [Line(n, line.cells) for n, line in enumerate(lines, 1)]
    return Table(lines)


def read(text: str) -> Table:
    """Raises TooMany."""
    told = _SAYS_SEPARATOR.match(text)
    # Behind a line that holds something, so that empty lines at the top are counted, too.
    _, _, clean = many_lines(f".\n{text[told.end() :] if told else text}").partition("\n")
    addressed = _addressed(clean)
    if addressed is not None:
        return table(addressed)
    delimiter = told[1] if told else _recognised(clean)
    lines = sheets.lines(clean, delimiter, may_hold=_is_one_cell)
    return table(line.cells for line in lines)


def written(rows: Iterable[Sequence[str]]) -> str:
    return sheets.written(rows)


def _is_one_cell(inside: str) -> bool:
    """Whether what stands between quotation marks is not rather some rows, swallowed by a mark
    that nobody closed: such rows hold addresses and what separates cells."""
    _, *further = inside.split("\n")
    return not any(
        "@" in line and any(mark in line for mark in ("\t", ";", ",")) for line in further
    )


def _addressed(text: str) -> list[tuple[str, str]] | None:
    """The people of a line of addresses, as out of the field “To” of a mail program."""
    if "\t" in text or "<" not in text or ">" not in text:
        return None
    pieces = [piece for piece in re.split(r"[;\n]|(?<=>)\s*,", text) if piece.strip()]
    found = [_ADDRESSED.match(piece) for piece in pieces[: MOST_ROWS + MOST_ABOVE + 2]]
    known = [(one[1].strip(), one[2]) for one in found if one]
    return known if len(known) == len(found) else None


def _recognised(text: str) -> str:
    """What most lines agree upon; a tab is never anything else."""
    head = "\n".join(text.split("\n", LOOKED_AT)[:LOOKED_AT])
    if "\t" in head:
        return "\t"
    best, found = 0.0, "\t"
    for delimiter in _DELIMITERS[1:]:
        counts = [len(line.cells) for line in sheets.lines(head, delimiter) if not line.is_empty]
        several = [count for count in counts if count > 1]
        if not several:
            continue
        share = max(several.count(count) for count in set(several)) / len(counts)
        if share > best + 0.05:
            best, found = share, delimiter
    return found
