"""VTIMEZONE definitions that every calendar program reads alike.

One STANDARD and at most one DAYLIGHT part, yearly rules with one numbered weekday, no RDATE,
whole minutes, onsets in the wall clock before the change (RFC 5545 §3.6.5; MS-OXCICAL
2.1.3.1.1.19.2 reads no more of it). A zone that follows no such rule, like Cairo, whose autumn
change comes on the day after the last Thursday, gets no definition: its times are written in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: Where a zone that never changes begins; all of VTIMEZONE is wall clock (RFC 5545 §3.6.5).
_BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001
#: A rule must hold this many years beyond the last entry: long enough to tell "the fourth Sunday"
#: from "the last", and to catch rules that only seem to be of our kind for some years.
_YEARS_AHEAD = 10


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the clock; `wall` is what the clock showed before."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One STANDARD or DAYLIGHT part; month and weekday None = it always holds."""

    daylight: bool
    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    month: int | None = None
    #: As in BYDAY: 2SU, -1SU.
    weekday: str | None = None


@cache
def parts(zone_name: str, first: int, last: int) -> tuple[Part, ...] | None:
    """The parts that tell the zone's time through these years; None if no simple rule does."""
    zone = ZoneInfo(zone_name)
    if "/" not in zone_name:  # an abbreviation, or UTC itself
        return None
    if not any(_changes(zone, year) for year in range(first - 1, last + 2)):
        return _always(zone, first)
    years = [_changes(zone, year) for year in range(first - 1, last + 1 + _YEARS_AHEAD)]
    if any(len(changes) != 2 for changes in years):
        return None
    standard = _rule([c for year in years for c in year if c.after < c.before], len(years))
    daylight = _rule([c for year in years for c in year if c.after > c.before], len(years))
    return (standard, daylight) if standard and daylight else None


def _always(zone: ZoneInfo, year: int) -> tuple[Part, ...] | None:
    there = datetime(year, 1, 1, 12, tzinfo=zone)
    offset = there.utcoffset() or timedelta()
    if not _whole_minutes(offset):
        return None
    return (Part(False, _BEGINNING, offset, offset, there.tzname() or zone.key),)


def _rule(changes: list[Change], years: int) -> Part | None:
    """What these changes, one a year, have in common; None if a yearly rule cannot say it."""
    if len(changes) != years:
        return None
    alike = {
        (c.wall.month, c.wall.weekday(), c.wall.time(), c.before, c.after, c.name) for c in changes
    }
    counts = set.intersection(*(set(_counts(c.wall)) for c in changes))
    first = changes[0]
    if len(alike) != 1 or not counts or not _whole_minutes(first.before, first.after):
        return None
    return Part(
        first.after > first.before,
        first.wall,
        first.before,
        first.after,
        first.name,
        first.wall.month,
        f"{min(counts)}{_WEEKDAYS[first.wall.weekday()]}",
    )


def _counts(day: datetime) -> Iterator[int]:
    """Which of its weekday in the month the day is: the second, the last (-1)."""
    yield (day.day - 1) // 7 + 1
    if (day + timedelta(days=7)).month != day.month:
        yield -1


def _whole_minutes(*offsets: timedelta) -> bool:
    return not any(offset % timedelta(minutes=1) for offset in offsets)


@cache
def _changes(zone: ZoneInfo, year: int) -> tuple[Change, ...]:
    """Every change of the zone's offset in the year, by its clock."""
    found = []
    day = datetime(year, 1, 1, tzinfo=UTC) - timedelta(hours=36)
    while day < datetime(year + 1, 1, 1, tzinfo=UTC) + timedelta(hours=36):
        tomorrow = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, tomorrow):
            at = _first_with_another_offset(zone, day, tomorrow)
            before, after = _offset(zone, day), _offset(zone, at)
            wall = (at + before).replace(tzinfo=None)
            if wall.year == year:
                name = at.astimezone(zone).tzname() or zone.key
                found.append(Change(wall, before, after, name))
        day = tomorrow
    return tuple(found)


def _first_with_another_offset(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(zone, middle) == _offset(zone, low):
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
