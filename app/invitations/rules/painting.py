"""Half hours of a workshop's days, to be painted by whoever says when they could be there.

A cell is named by its moment, so that it means the same on every clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from app.errors import Refusal
from app.i18n import N_, zones
from app.people.rules import Window, joined

HALF_HOUR = timedelta(minutes=30)
#: Offered before a day begins and after it ends, in half hours.
AROUND = 4
#: Half hours offered from the beginning of a day whose end is not known.
OPEN_DAY = 12
#: Days side by side: as many as a phone has room for.
ABREAST = 3
_A_DAY = 48
_NAME = "%Y-%m-%dT%H:%MZ"


@dataclass(frozen=True, slots=True)
class Cell:
    start: datetime

    @property
    def end(self) -> datetime:
        return self.start + HALF_HOUR

    @property
    def name(self) -> str:
        return f"{self.start:{_NAME}}"

    def overlaps(self, start: datetime, end: datetime | None) -> bool:
        """What has no known end is where it begins alone."""
        if end is None or end <= start:
            return self.start <= start < self.end
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The same half hour of each day; None where the clocks leave it out."""

    #: On the reader's own clock, and on the workshop's.
    here: time
    there: time
    #: How many days the reader's calendar is ahead of the workshop's, then: -1, 0 or 1.
    shift: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A few days on which both clocks are equally far apart."""

    days: tuple[date, ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells if cell]


class NothingChosen(Refusal):
    message = N_("Please choose at least one time at which you could be there.")
    status = 422


class AlreadyPast(Refusal):
    message = N_("This time is past.")
    status = 422


#: A day of the workshop, with when it begins and ends as far as that is known.
DayOf = tuple[date, datetime | None, datetime | None]


def grids(days: Iterable[DayOf], zone: str, own_zone: str) -> tuple[Grid, ...]:
    """What is offered to be painted; days without a beginning are left out."""
    begun = [(day, start, end) for day, start, end in days if start is not None]

    def apart(one: tuple[date, datetime, datetime | None]) -> tuple[object, object]:
        return (zones.local(one[1], zone).utcoffset(), zones.local(one[1], own_zone).utcoffset())

    alike = (list(some) for _, some in groupby(begun, key=apart))
    return tuple(
        _grid(some[n : n + ABREAST], zone, own_zone)
        for some in alike
        for n in range(0, len(some), ABREAST)
    )


def _grid(
    days: Sequence[tuple[date, datetime, datetime | None]], zone: str, own_zone: str
) -> Grid:
    spans = [_span(day, start, end, zone) for day, start, end in days]
    first, last = min(one for one, _ in spans), max(one for _, one in spans)
    rows = (_row([day for day, _, _ in days], n, zone, own_zone) for n in range(first, last))
    return Grid(days=tuple(day for day, _, _ in days), rows=tuple(row for row in rows if row))


def _span(day: date, start: datetime, end: datetime | None, zone: str) -> tuple[int, int]:
    """First and last half hour of a day, counted from midnight on the workshop's wall."""
    begins = _count(start, day, zone)
    ends = begins + OPEN_DAY if end is None else _count(end - timedelta(minutes=1), day, zone) + 1
    return max(begins - AROUND, 0), min(ends + AROUND, _A_DAY)


def _count(at: datetime, day: date, zone: str) -> int:
    wall = zones.local(at, zone).replace(tzinfo=None) - datetime.combine(day, time())
    return int(wall / HALF_HOUR)


def _row(days: Sequence[date], n: int, zone: str, own_zone: str) -> Row | None:
    there = time(n // 2, n % 2 * 30)
    cells = tuple(_cell(day, there, zone) for day in days)
    first = next(((day, cell) for day, cell in zip(days, cells, strict=True) if cell), None)
    if first is None:
        return None
    here = zones.local(first[1].start, own_zone)
    return Row(here=here.time(), there=there, shift=(here.date() - first[0]).days, cells=cells)


def _cell(day: date, clock: time, zone: str) -> Cell | None:
    try:
        return Cell(zones.moment(day, clock, zone).astimezone(UTC))
    except zones.NoSuchTime:
        return None


def windows_of(cells: Iterable[Cell], names: Collection[str]) -> list[Window]:
    """What the cells of these names say, joined."""
    return joined((cell.start, cell.end) for cell in cells if cell.name in names)


def windows_named(names: Iterable[str]) -> list[Window]:
    """What these names say, whether or not their cells are offered still; others say nothing."""
    found = []
    for name in names:
        try:
            cell = Cell(datetime.strptime(name, _NAME).replace(tzinfo=UTC))
        except ValueError:
            continue
        found.append((cell.start, cell.end))
    return joined(found)


def parted(cells: Collection[Cell], windows: Iterable[Window]) -> tuple[set[str], list[Window]]:
    """Names of the cells that say these windows, and the windows that cells alone cannot say: a
    window is painted whole or said in a row of its own."""
    names: set[str] = set()
    rest: list[Window] = []
    for first, last in joined(windows):
        inside = {cell.name for cell in cells if first <= cell.start and cell.end <= last}
        if windows_of(cells, inside) == [(first, last)]:
            names |= inside
        else:
            rest.append((first, last))
    return names, rest
