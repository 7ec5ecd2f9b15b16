"""Calendar entries for more than one item: the whole workshop, and its days without hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.agenda.rules.document import DaySeen, Document, EntrySeen, FirstDay, ItemSeen
from app.agenda.rules.layout import moment


@dataclass(frozen=True, slots=True)
class Span:
    """The days an entry covers, both included, and its hours as far as they are known."""

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
    """First to last day; the start where it is known, and the end where that is known too."""
    if not days:
        return Span(None, None)
    first, last = min(days, key=_date), max(days, key=_date)
    start, end = _begins(first, items, zone), _ends(last, items, zone)
    if start is None:
        return Span(first.date, last.date)
    return Span(first.date, last.date, start, end if end is not None and end > start else None)


def moved_from(before: Document | None, whole: EntrySeen) -> FirstDay | None:
    """The first day as the version before had it, where it is another one now.

    Later versions that keep the day carry it along. A workshop that moves back has not moved.
    """
    if before is None or before.whole.first is None or whole.first is None:
        return None
    known = before.moved_from
    if before.whole.first == whole.first:
        return known
    if known is not None and known.day == whole.first:
        return None
    return FirstDay(day=before.whole.first, start=before.whole.start)


def _date(day: DaySeen) -> date:
    return day.date


def _begins(day: DaySeen, items: Sequence[ItemSeen], zone: str | None) -> datetime | None:
    """The earliest beginning, where nothing whose hour is not known may come before it."""
    planned = [item for item in items if item.day == day.date and not item.removed]
    known = [item.start for item in planned if item.start is not None]
    if day.starts is not None and zone is not None:
        begins = moment(day.date, day.starts, zone)
        return min([begins, *known]) if begins is not None else None
    return min(known) if known and not _something_may_come_first(planned) else None


def _something_may_come_first(planned: Sequence[ItemSeen]) -> bool:
    """Whether an item without its hour follows none that has one, in its room or in plenary."""
    begun: list[ItemSeen] = []
    for item in planned:
        if item.start is not None:
            begun.append(item)
        elif not any(_follows(item, earlier) for earlier in begun):
            return True
    return False


def _follows(item: ItemSeen, earlier: ItemSeen) -> bool:
    return item.room is None or earlier.room is None or item.room == earlier.room


def _ends(day: DaySeen, items: Sequence[ItemSeen], zone: str | None) -> datetime | None:
    ends = [item.end for item in items if item.day == day.date and not item.removed]
    if day.ends is not None and zone is not None:
        ends = [moment(day.date, day.ends, zone), *(one for one in ends if one)]
    known = [one for one in ends if one is not None]
    return max(known) if known and len(known) == len(ends) else None
