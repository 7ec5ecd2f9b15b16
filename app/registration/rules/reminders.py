"""When participants are reminded and thanked: on each guest's own clock, by day, never late.

A moment that has passed by more than the time given is left out: an e-mail that comes too late
says something wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.i18n import zones


class Reminder(StrEnum):
    """Kinds of letters that a time causes, and nobody's act."""

    DAY_BEFORE = "day_before"
    HOUR_BEFORE = "hour_before"
    THANKS = "thanks"


#: When the day before and the thanks are written, on the guest's clock.
MORNING = time(10)
DAY_LATE = timedelta(hours=3)
HOUR = timedelta(hours=1)
HOUR_LATE = timedelta(minutes=20)
#: Thanks come within this time after the end, or not at all.
THANKS_LATE = timedelta(days=3)
#: Whatever the clock, nobody is reminded sooner than this before the beginning.
AROUND = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a workshop is, as the public reads it."""

    first: date
    #: None = hours are not known.
    start: datetime | None
    #: When it is over: the end of the last day where hours are not known.
    over: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that is due: the moment at which it fell due, and the name of what causes it, by
    which it is written once."""

    reminder: Reminder
    since: datetime
    act: str


def is_near(times: Times, at: datetime) -> bool:
    """Whether anybody, on whatever clock, may be written to at this moment."""
    begins = times.start or datetime.combine(times.first, time(), UTC)
    return begins - AROUND <= at <= times.over + THANKS_LATE


def due(times: Times, zone: str, at: datetime) -> Due | None:
    """What a guest who lives by this clock is written at this moment."""
    found = (
        _day_before(times, zone, at),
        _hour_before(times, at),
        _thanks(times, zone, at),
    )
    return next((one for one in found if one is not None), None)


def _day_before(times: Times, zone: str, at: datetime) -> Due | None:
    since = day_before(times, zone)
    begun = times.start is not None and at >= times.start
    if begun or not since <= at < since + DAY_LATE:
        return None
    return _due(Reminder.DAY_BEFORE, since, times)


def _hour_before(times: Times, at: datetime) -> Due | None:
    if times.start is None or not times.start - HOUR <= at < times.start - HOUR + HOUR_LATE:
        return None
    return _due(Reminder.HOUR_BEFORE, times.start - HOUR, times)


def _thanks(times: Times, zone: str, at: datetime) -> Due | None:
    if not times.over <= at < times.over + THANKS_LATE:
        return None
    there = zones.local(at, zone)
    since = _morning(there.date(), zone)
    if not (since <= at < since + DAY_LATE) or since < times.over:
        return None
    return _due(Reminder.THANKS, since, times)


def _due(reminder: Reminder, since: datetime, times: Times) -> Due:
    """Once for the day on which it begins: where that moves, people are reminded of the new one;
    where hours alone move, another letter has told them."""
    return Due(reminder, since, f"{reminder}:{times.first.isoformat()}")


def day_before(times: Times, zone: str) -> datetime:
    """The morning of the day before it begins, both on the guest's clock."""
    there = zones.local(times.start, zone).date() if times.start else times.first
    return _morning(there - timedelta(days=1), zone)


def after(times: Times, zone: str) -> datetime:
    """The first morning after its end, on the guest's clock."""
    day = zones.local(times.over, zone).date()
    morning = _morning(day, zone)
    return morning if morning >= times.over else _morning(day + timedelta(days=1), zone)


def _morning(day: date, zone: str) -> datetime:
    return zones.moment_or_next(day, MORNING, zone)
