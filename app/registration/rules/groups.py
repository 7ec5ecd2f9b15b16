"""A list of people registered in one go: how pasted lines are read, and who would get what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import Refusal
from app.i18n import N_, sheets
from app.i18n.texts import many_lines, one_line
from app.registration.rules.imported import vocabulary
from app.registration.rules.imported.vocabulary import Column
from app.registration.rules.states import RegistrationState as State
from app.workshops.rules import Way

#: People in one list.
MOST = 30
_DELIMITERS = ("\t", ";", "；", ",", "，")
#: zhu@example.org, mailto:zhu@example.org or Zhu Shu <zhu@example.org>
_IS_ADDRESS = re.compile(r"[^\s,;，；]*@[^\s,;，；]*|[^@]*<[^\s<>]+@[^\s<>]+>")


class NoPlaceForAll(Refusal):
    message = N_(
        "There are not enough places for everybody on this list, and there is no waiting list. "
        "Nobody was registered. Please shorten the list."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One person as a pasted line says it; what it does not say is empty."""

    name: str = ""
    email: str = ""
    affiliation: str = ""
    position: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Free:
    """Places of one way that newcomers could have now; None = without limit."""

    left: int | None
    waiting: int


def read(text: str) -> list[Line]:
    """The people of a pasted text, a line each: name, e-mail, organisation, role, country."""
    clean = many_lines(text)
    delimiter = next((one for one in _DELIMITERS if _separates(one, clean)), ",")
    rows = [
        [one_line(cell) for cell in _cells(line.cells, delimiter)]
        for line in sheets.lines(clean, delimiter)
        if not line.is_empty
    ]
    head = [vocabulary.named(cell) for cell in rows[0]] if rows else []
    if not any(head) or any("@" in cell for cell in rows[0]):
        return [_line(cells) for cells in rows]
    if Column.EMAIL not in head:
        return [_line(cells) for cells in rows[1:]]
    return [_under(head, cells) for cells in rows[1:]]


def _under(head: list[Column | None], cells: list[str]) -> Line:
    """What each heading says; the parts of a name stand together, in the order of the list."""
    said: dict[Column | None, str] = {}
    for column, cell in zip(head, cells, strict=False):
        said[column] = said.get(column) or cell
    parts = [one for one in head if one in (Column.GIVEN_NAME, Column.FAMILY_NAME)]
    name = said.get(Column.NAME) or " ".join(filter(None, map(said.get, parts)))
    rest = (said.get(one, "") for one in (Column.AFFILIATION, Column.POSITION, Column.COUNTRY))
    return Line(name, said.get(Column.EMAIL, ""), *rest)


def _separates(delimiter: str, text: str) -> bool:
    """Whether half of the lines have it at least: a comma in one name makes no columns."""
    lines = [line for line in text.split("\n") if line.strip()]
    return sum(delimiter in line for line in lines) * 2 >= len(lines)


def _cells(cells: Sequence[str], delimiter: str) -> Sequence[str]:
    """Of one line, which may be written otherwise than most of the list: then the mark counts that
    leaves an address in a cell of its own."""
    if any(_IS_ADDRESS.fullmatch(cell.strip()) for cell in cells):
        return cells
    line = f"{delimiter} ".join(cells)
    for other in _DELIMITERS:
        parts = sheets.lines(line, other)[0].cells
        if any(_IS_ADDRESS.fullmatch(cell.strip()) for cell in parts):
            return parts
    return cells


def _line(cells: list[str]) -> Line:
    """The address is found wherever it stands; what stands before it is the name."""
    where = next((n for n, cell in enumerate(cells) if "@" in cell), None)
    if where is None:
        said = [*cells, "", "", "", "", ""]
        return Line(*said[:5])
    name = ", ".join(cell for cell in cells[:where] if cell)
    email, rest = cells[where], cells[where + 1 :]
    before, angle, after = email.partition("<")
    if angle:  # Zhu Shu <zhu@example.org>
        name = name or before.strip(' "')
        email = after.rstrip("> ")
    if not name and rest:
        name, rest = rest[0], rest[1:]
    affiliation, position, country = ([*rest, "", "", ""])[:3]
    return Line(name, email.removeprefix("mailto:"), affiliation, position, country)


def forecast(
    ways: Iterable[Way],
    free: Mapping[Way, Free],
    *,
    waiting_list: bool,
    approval: bool,
    confirm_email: bool,
) -> list[tuple[State, int | None]]:
    """What each would become, and which place in line, if they all came now in this order.

    Raises NoPlaceForAll where somebody would get nothing.
    """
    left = {way: (0 if one.waiting else one.left) for way, one in free.items()}
    waiting = {way: one.waiting for way, one in free.items()}
    said: list[tuple[State, int | None]] = []
    for way in ways:
        seats = left.get(way, 0)
        if seats == 0 and not waiting_list:
            raise NoPlaceForAll
        if confirm_email:
            said.append((State.UNCONFIRMED, None))
        elif approval:
            said.append((State.PENDING, None))
        elif seats == 0:
            waiting[way] = waiting.get(way, 0) + 1
            said.append((State.WAITLISTED, waiting[way]))
        else:
            left[way] = None if seats is None else seats - 1
            said.append((State.CONFIRMED, None))
    return said
