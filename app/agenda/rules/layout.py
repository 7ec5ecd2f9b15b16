"""When items begin and end: order and length are the truth, times follow.

Items of a day follow each other, per room where there are rooms. An item without a room is
plenary: it waits for all rooms and blocks all of them. A pin stops the flow: the item begins at
exactly that wall clock, and what lies between the flow and the pin is slack, or overlap where it
is negative. What cannot be known stays unknown until the next pin. Lengths are elapsed minutes,
so that an item over a clock change is as long as its people sit there.

A cancelled item keeps its slot: its hour stays empty until the organisers decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.i18n import zones


@dataclass(frozen=True, slots=True)
class Slot:
    """What the layout needs of an item, in the order of the agenda."""

    key: str
    #: None = not placed.
    day: date | None
    #: None where there are rooms = plenary.
    room: str | None
    #: Elapsed; None = not known.
    minutes: int | None
    pinned: time | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Moments in UTC; None = not known."""

    start: datetime | None
    end: datetime | None
    #: Minutes between the flow and a pin: slack, or overlap below zero. None without a pin, and
    #: where the flow is not known.
    gap: int | None = None


NOWHERE = Placement(None, None)


def lay_out(
    days: Mapping[date, time | None],
    zone: str | None,
    rooms: Iterable[str],
    slots: Sequence[Slot],
) -> dict[str, Placement]:
    """The placement of every slot by its key. `days` gives the wall clock each begins at.

    A day that is not among `days`, or without a beginning, is unknown until a pin; without a
    zone nothing is known. A wall clock that the zone skips is taken as if the clock had not been
    changed yet (02:30 becomes 03:30); forms refuse it before it comes here.
    """
    lines = tuple(rooms)
    placed: dict[str, Placement] = {}
    by_day: dict[date | None, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.day, []).append(slot)
    for day, of_day in by_day.items():
        if day is None or zone is None:
            placed |= dict.fromkeys((slot.key for slot in of_day), NOWHERE)
        else:
            placed |= _lay_out_day(day, days.get(day), zone, lines, of_day)
    return placed


def _lay_out_day(
    day: date, starts: time | None, zone: str, rooms: tuple[str, ...], slots: list[Slot]
) -> dict[str, Placement]:
    begins = moment(day, starts, zone) if starts is not None else None
    #: When each line is free again; None = not known. Without rooms there is one line.
    free: dict[str | None, datetime | None] = dict.fromkeys(rooms or (None,), begins)
    #: The latest end that is known on each line, whatever came after it.
    ended = dict(free)
    placed: dict[str, Placement] = {}
    for slot in slots:
        if slot.room is not None and slot.room not in free:
            free[slot.room] = ended[slot.room] = begins
        lines = [slot.room] if slot.room is not None else list(free)
        placement = _place(slot, day, zone, [free[line] for line in lines])
        placed[slot.key] = placement
        for line in lines:
            ended[line] = _latest(ended[line], placement.end)
            free[line] = ended[line] if placement.end is not None else None
    return placed


def _place(slot: Slot, day: date, zone: str, free: list[datetime | None]) -> Placement:
    known = [at for at in free if at is not None]
    flow = max(known) if len(known) == len(free) else None
    if slot.pinned is None:
        return Placement(flow, _after(flow, slot.minutes))
    start = moment(day, slot.pinned, zone)
    gap = None
    if start is not None and flow is not None:
        gap = int((start - flow).total_seconds()) // 60
    return Placement(start, _after(start, slot.minutes), gap)


def _latest(ended: datetime | None, end: datetime | None) -> datetime | None:
    """A short item pinned into a longer one does not free the room before that has ended."""
    return max(ended, end) if ended is not None and end is not None else ended or end


def _after(start: datetime | None, minutes: int | None) -> datetime | None:
    if start is None or minutes is None:
        return None
    try:
        return start + timedelta(minutes=minutes)
    except OverflowError:  # beyond the year 9999
        return None


def moment(day: date, clock: time, zone: str) -> datetime | None:
    """The UTC moment of a wall clock; unlike zones.moment it answers for a skipped one too."""
    try:
        return datetime.combine(day, clock, zones.zone(zone)).astimezone(UTC)
    except OverflowError:  # before the year 1 in UTC
        return None
