"""The one word every page says of a workshop: open, waiting list, running, over, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from app.agenda.rules.document import Document
from app.i18n import zones
from app.registration.asking import Live, asking
from app.registration.rules import Doors, Window, doors


class Word(StrEnum):
    ANNOUNCED = "announced"
    SOON = "soon"
    OPEN = "open"
    FEW = "few"
    WAITING = "waiting"
    FULL = "full"
    CLOSED = "closed"
    #: On this day, at hours that are not known.
    TODAY = "today"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


#: Words with which somebody may still ask for a place.
TAKES = frozenset({Word.OPEN, Word.FEW, Word.WAITING})


class Held(Protocol):
    """Whether and when a workshop is held, as far as that is known."""

    @property
    def cancelled(self) -> bool: ...

    @property
    def time_zone(self) -> str | None: ...

    @property
    def first(self) -> date | None: ...

    @property
    def last(self) -> date | None: ...

    @property
    def start(self) -> datetime | None: ...

    @property
    def end(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class _Held:
    cancelled: bool
    time_zone: str | None
    first: date | None
    last: date | None
    start: datetime | None
    end: datetime | None


def held(document: Document) -> Held:
    whole, workshop = document.whole, document.workshop
    return _Held(
        workshop.cancelled, workshop.time_zone, whole.first, whole.last, whole.start, whole.end
    )


def word(held: Held, live: Live | None, window: Window | None, at: datetime) -> Word:
    """`live` and `window` are None where there is no registration."""
    if held.cancelled:
        return Word.CANCELLED
    by_the_clock = _by_the_clock(held, at)
    if window is None or live is None or not live.seats:
        return by_the_clock or Word.ANNOUNCED
    door = doors(window, at, cancelled=False)
    if door is Doors.OVER:
        return Word.OVER
    if door is Doors.NOT_YET:
        return Word.SOON
    if door is Doors.CLOSED or by_the_clock is Word.OVER:
        return by_the_clock or Word.CLOSED
    return Word(asking(live).word)


def _by_the_clock(held: Held, at: datetime) -> Word | None:
    """Running, today or over, where that can be known."""
    zone = held.time_zone
    if ended(held.end, held.last, zone, at):
        return Word.OVER
    if held.start is not None:
        return Word.RUNNING if at >= held.start else None
    if held.first is not None and zone is not None and zones.local(at, zone).date() >= held.first:
        return Word.TODAY
    return None


def is_over(document: Document, at: datetime) -> bool:
    whole, zone = document.whole, document.workshop.time_zone
    return ended(whole.end, whole.last, zone, at)


def ended(end: datetime | None, last: date | None, zone: str | None, at: datetime) -> bool:
    """Whether a workshop is over: at its end, else with its last day, there or everywhere."""
    if end is not None:
        return at >= end
    if last is None:
        return False
    if zone is None:
        return at >= datetime.combine(last, time(), UTC) + timedelta(hours=36)  # in UTC-12
    return zones.local(at, zone).date() > last
