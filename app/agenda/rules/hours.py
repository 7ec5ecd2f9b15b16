"""From when to when the days of a published agenda last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.agenda.rules.document import DaySeen, Document
from app.agenda.rules.layout import moment


def days(document: Document) -> Sequence[DaySeen]:
    """The days of the agenda in order, those that only items name among them."""
    known = {day.date: day for day in document.days}
    for item in document.shown():
        if item.day is not None and item.day not in known:
            known[item.day] = DaySeen(date=item.day, starts=None, ends=None)
    return [known[day] for day in sorted(known)]


@dataclass(frozen=True, slots=True)
class DayHours:
    day: date
    start: datetime | None
    end: datetime | None


def hours(document: Document) -> tuple[DayHours, ...]:
    """From when to when each day lasts, as far as that is known."""
    return tuple(_hours(document, day) for day in days(document))


def _hours(document: Document, day: DaySeen) -> DayHours:
    zone = document.workshop.time_zone
    items = [one for one in document.shown() if one.day == day.date]
    starts = [one.start for one in items if one.start]
    ends = [one.end for one in items if one.end]
    begins = zone and day.starts and moment(day.date, day.starts, zone)
    start = min([*starts, begins] if begins else starts, default=None)
    end = zone and day.ends and moment(day.date, day.ends, zone) or None
    if end is None and len(ends) == len(items):
        end = max(ends, default=None)  # else the last to end may be one of unknown length
    return DayHours(day.date, start, end if start and end and end > start else None)


def moments(document: Document) -> tuple[datetime, ...]:
    """Every moment at which something is known to begin or end, the first one first."""
    known = [at for day in hours(document) for at in (day.start, day.end) if at]
    known += [at for one in document.shown() for at in (one.start, one.end) if at]
    return tuple(sorted(known))
