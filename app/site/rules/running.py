"""What is on at a moment of the day, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.words import ItemState
from app.i18n import zones


@dataclass(frozen=True, slots=True)
class Running:
    """Keys of items; several where rooms are side by side."""

    now: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


NOTHING = Running()


def running(document: Document, at: datetime) -> Running:
    """Items whose hours hold `at`, and those that begin next on the same day, there.

    An item of unknown length is never said to be on: nobody knows whether it still is.
    """
    whole, zone = document.whole, document.workshop.time_zone
    if document.workshop.cancelled or whole.start is None or zone is None:
        return NOTHING
    if not _may_be_on(document, at):
        return NOTHING
    today = zones.local(at, zone).date()
    items = [one for one in document.shown() if one.state is not ItemState.CANCELLED]
    coming = [start for one in items if (start := one.start) and start > at]
    first = min(coming, default=None)
    if first is not None and zones.local(first, zone).date() != today:
        first = None
    return Running(
        now=tuple(one.key for one in items if _is_on(one, at)),
        next=tuple(one.key for one in items if first and one.start == first),
    )


def _may_be_on(document: Document, at: datetime) -> bool:
    """Spares looking at every item on all other days of the year."""
    first, last, day = document.whole.first, document.whole.last, timedelta(days=1)
    return bool(first and last and first - day <= at.date() <= last + day)


def _is_on(item: ItemSeen, at: datetime) -> bool:
    return item.start is not None and item.end is not None and item.start <= at < item.end
