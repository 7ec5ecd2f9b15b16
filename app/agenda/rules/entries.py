"""Calendar entries for more than one item: the whole workshop, and its days without hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.agenda.rules.document import DaySeen, Document, ItemSeen
from app.agenda.rules.layout import moment


@dataclass(frozen=True, slots=True)
class Span:
    """The days an entry covers, both included, and its hours where all of them are known."""

    first: date | None
    last: date | None
    start: datetime | None = None
    end: datetime | None = None


def has_hours(item: ItemSeen) -> bool:
    """Whether an item can stand in a calendar by itself."""
    return item.start is not None and item.end is not None


def days_without_hours(days: Sequence[DaySeen], items: Sequence[ItemSeen]) -> tuple[date, ...]:
    """The days on which something is planned and not all of it has its hours."""
    without = {item.day for item in items if item.day and not item.removed and not has_hours(item)}
    busy = {item.day for item in items if item.day and not item.removed}
    without |= {day.date for day in days if day.starts is None and day.date not in busy}
    return tuple(sorted(day for day in without if day is not None))


def items_without_hours(document: Document) -> tuple[ItemSeen, ...]:
    """What the all-day entry lists, in the order of the agenda."""
    return tuple(item for item in document.shown() if item.day and not has_hours(item))


def span_of_workshop(days: Sequence[DaySeen], items: Sequence[ItemSeen], zone: str | None) -> Span:
    """First to last day; with hours only where the beginning and the end are both known."""
    if not days:
        return Span(None, None)
    first, last = min(days, key=_date), max(days, key=_date)
    start, end = _begins(first, items, zone), _ends(last, items, zone)
    if start is None or end is None or end <= start:
        return Span(first.date, last.date)
    return Span(first.date, last.date, start, end)


def _date(day: DaySeen) -> date:
    return day.date


def _begins(day: DaySeen, items: Sequence[ItemSeen], zone: str | None) -> datetime | None:
    starts = [item.start for item in items if item.day == day.date and not item.removed]
    if day.starts is not None and zone is not None:
        starts = [moment(day.date, day.starts, zone), *(one for one in starts if one)]
    known = [one for one in starts if one is not None]
    return min(known) if known and len(known) == len(starts) else None


def _ends(day: DaySeen, items: Sequence[ItemSeen], zone: str | None) -> datetime | None:
    ends = [item.end for item in items if item.day == day.date and not item.removed]
    if day.ends is not None and zone is not None:
        ends = [moment(day.date, day.ends, zone), *(one for one in ends if one)]
    known = [one for one in ends if one is not None]
    return max(known) if known and len(known) == len(ends) else None
