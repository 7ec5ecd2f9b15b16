"""The list of all workshops: which are coming and which are over, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.i18n.texts import Text
from app.site.rules.standing import ended
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheShelf:
    """A workshop as the list of all shows it."""

    slug: str
    title: Text
    practice: bool
    cancelled: bool
    time_zone: str | None
    way: Way | None
    place: Text | None
    first: date | None
    last: date | None
    start: datetime | None
    end: datetime | None

    def is_over(self, at: datetime) -> bool:
        return ended(self.end, self.last, self.time_zone, at)


@dataclass(frozen=True, slots=True)
class Shelf:
    #: The next one first; without a date last.
    coming: tuple[OnTheShelf, ...]
    #: The latest one first.
    past: tuple[OnTheShelf, ...]


def sort(workshops: Iterable[OnTheShelf], at: datetime) -> Shelf:
    by_day = sorted(workshops, key=lambda one: (one.first or date.max, one.slug))
    return Shelf(
        coming=tuple(one for one in by_day if not one.is_over(at)),
        past=tuple(one for one in reversed(by_day) if one.is_over(at)),
    )
