"""The one word a workshop page says of itself: open, waiting list, running, over, cancelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from app.agenda.rules.document import Document
from app.i18n import zones
from app.registration.asking import Live, asking
from app.registration.rules import Doors, Window, doors
from app.site.rules.running import NOTHING, Running, running
from app.workshops.rules import Way


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


def _held(document: Document) -> Held:
    whole, workshop = document.whole, document.workshop
    return _Held(
        workshop.cancelled, workshop.time_zone, whole.first, whole.last, whole.start, whole.end
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a workshop stands at a moment; equal values make equal pages."""

    word: Word
    #: Ways that can still be asked for.
    ways: tuple[Way, ...] = ()
    #: Places left, where they are few.
    left: tuple[tuple[Way, int], ...] = ()
    opens: datetime | None = None
    closes: datetime | None = None
    #: The zone of `opens` and `closes`.
    zone: str = "UTC"
    #: What is on at the moment, and what comes next today.
    running: Running = NOTHING

    @property
    def takes(self) -> bool:
        return self.word in TAKES


def standing(
    document: Document, live: Live | None, window: Window | None, at: datetime
) -> Standing:
    """What the page says; `live` and `window` are None where there is no registration."""
    return replace(word(_held(document), live, window, at), running=running(document, at))


def word(held: Held, live: Live | None, window: Window | None, at: datetime) -> Standing:
    """The same without what is on at the moment: for lists, which know no items."""
    if held.cancelled:
        return Standing(word=Word.CANCELLED)
    if window is None or live is None:
        return Standing(word=_by_the_clock(held, at) or Word.ANNOUNCED)
    zone = window.zone
    door = doors(window, at, cancelled=False)
    if door is Doors.OVER:
        return Standing(word=Word.OVER)
    if door is Doors.NOT_YET:
        return Standing(word=Word.SOON, opens=window.opens, zone=zone)
    by_the_clock = _by_the_clock(held, at)
    if door is Doors.CLOSED or by_the_clock is Word.OVER:
        return Standing(word=by_the_clock or Word.CLOSED)
    return _open(live, window)


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
    held = _held(document)
    return ended(held.end, held.last, held.time_zone, at)


def ended(end: datetime | None, last: date | None, zone: str | None, at: datetime) -> bool:
    """Whether a workshop is over: at its end, else with its last day, there or everywhere."""
    if end is not None:
        return at >= end
    if last is None:
        return False
    if zone is None:
        return at >= datetime.combine(last, time(), UTC) + timedelta(hours=36)  # in UTC-12
    return zones.local(at, zone).date() > last


def _open(live: Live, window: Window) -> Standing:
    met = asking(live)
    return Standing(
        word=Word(met.word),
        ways=met.ways,
        left=met.left,
        closes=window.closes,
        zone=window.zone,
    )
