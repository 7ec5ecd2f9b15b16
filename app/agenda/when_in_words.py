"""When something is, for pages: its days, and their hours on every clock asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.agenda.rules import hours
from app.agenda.rules.document import Document, ItemSeen
from app.i18n import spans, zones


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What one zone's clocks show."""

    zone: str
    #: 09:00–16:30, dated where the day there is another one.
    hours: str
    #: UTC+8
    offset: str
    #: With the zone's own date, for programs.
    start: str
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWhen:
    day: date
    #: Empty where the hours are not known.
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Empty where no day is known."""

    days: tuple[DayWhen, ...]

    @property
    def date(self) -> str:
        """21 May 2027; 20–22 May 2027."""
        return spans.span_of_days(self.days[0].day, self.days[-1].day)

    @property
    def weekday(self) -> str | None:
        """Of a single day."""
        return spans.weekday(self.days[0].day) if len(self.days) == 1 else None

    @property
    def first(self) -> Clock | None:
        """The clock told first."""
        return next((clock for day in self.days for clock in day.clocks), None)

    @property
    def has_hours(self) -> bool:
        return any(day.clocks for day in self.days)


def of_workshop(document: Document, shown: Sequence[str] | None = None) -> When:
    """Each day from its beginning to its end, in these zones, else in the workshop's own."""
    if shown is None:
        shown = document.workshop.clocks
    return When(
        days=tuple(
            DayWhen(day=one.day, clocks=_clocks(one.day, one.start, one.end, shown))
            for one in hours.hours(document)
        )
    )


def of_item(item: ItemSeen, shown: Iterable[str]) -> When:
    """One item on its day, told by the first of these zones; its own where it has no hours."""
    first = next(iter(shown), None)
    day = zones.local(item.start, first).date() if item.start and first else item.day
    if day is None:
        return When(days=())
    return When(days=(DayWhen(day=day, clocks=_clocks(day, item.start, item.end, shown)),))


def _clocks(
    day: date, start: datetime | None, end: datetime | None, shown: Iterable[str]
) -> tuple[Clock, ...]:
    if start is None:
        return ()
    return tuple(_clock(day, start, end, zone) for zone in dict.fromkeys(shown))


def _clock(day: date, start: datetime, end: datetime | None, zone: str) -> Clock:
    there = zones.local(start, zone)
    return Clock(
        zone=zone,
        hours=spans.hours(start, end, zone, day),
        offset=spans.offsets(start, end, zone),
        start=there.isoformat(),
        end=zones.local(end, zone).isoformat() if end else None,
    )
