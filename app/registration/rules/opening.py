"""When a workshop takes registrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from app.agenda.rules.document import DaySeen
from app.i18n import language, zones
from app.registration.rules.refusals import Closed, NotYetOpen, WorkshopCancelled, WorkshopOver


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment inside a refusal: said in the language that is spoken when it is shown."""

    at: datetime
    zone: str

    def __str__(self) -> str:
        return zones.when(self.at, self.zone, language())


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When registration is open: from `opens` to just before `closes`.

    None = no such moment known: `opens` from publication on, `closes` without a day to close on.
    """

    opens: datetime | None
    closes: datetime | None
    #: The start of the first day.
    begins: datetime | None
    #: The end of the last day.
    over: datetime | None
    #: The zone these moments are said in.
    zone: str


class Doors(StrEnum):
    """How a workshop's registration stands at a moment, seats aside."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"


def window(
    opens: datetime | None,
    closes: datetime | None,
    days: Sequence[DaySeen],
    time_zone: str | None,
) -> Window:
    """The form's moments, with the start of the last day where it names no closing.

    The day starts at its hours; where they are not known, at the midnight that begins it. Without
    a zone midnights are those of UTC.
    """
    zone = time_zone or "UTC"
    last = max(days, key=lambda day: day.date, default=None)
    if last is None:
        return Window(opens=opens, closes=closes, begins=None, over=None, zone=zone)
    first = min(days, key=lambda day: day.date)
    return Window(
        opens=opens,
        closes=closes or _start(last, time_zone, zone),
        begins=_start(first, time_zone, zone),
        over=_end(last, time_zone, zone),
        zone=zone,
    )


def _start(day: DaySeen, time_zone: str | None, zone: str) -> datetime:
    return zones.moment_or_next(day.date, day.starts if time_zone and day.starts else time(), zone)


def _end(day: DaySeen, time_zone: str | None, zone: str) -> datetime:
    after = day.date + timedelta(days=1)
    if not time_zone or day.ends is None:
        return zones.moment_or_next(after, time(), zone)
    runs_past_midnight = day.starts is not None and day.ends <= day.starts
    return zones.moment_or_next(after if runs_past_midnight else day.date, day.ends, zone)


def doors(window: Window, at: datetime, *, cancelled: bool) -> Doors:
    """One clock decides at one point: at the very second of closing it is closed."""
    if cancelled:
        return Doors.CANCELLED
    if window.over is not None and at >= window.over:
        return Doors.OVER
    if window.opens is not None and at < window.opens:
        return Doors.NOT_YET
    if window.closes is not None and at >= window.closes:
        return Doors.CLOSED
    return Doors.OPEN


def refuse_unless_open(window: Window, at: datetime, *, cancelled: bool) -> None:
    """For newcomers. Raises WorkshopCancelled, WorkshopOver, NotYetOpen or Closed."""
    stands = doors(window, at, cancelled=cancelled)
    refuse_when_past(stands)
    if stands is Doors.NOT_YET:
        raise NotYetOpen(opens=Moment(window.opens or at, window.zone))
    if stands is Doors.CLOSED:
        raise Closed(closes=Moment(window.closes or at, window.zone))


def refuse_when_past(stands: Doors) -> None:
    """For who is registered: they may act until the workshop is over."""
    if stands is Doors.CANCELLED:
        raise WorkshopCancelled
    if stands is Doors.OVER:
        raise WorkshopOver
