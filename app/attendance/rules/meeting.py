"""When the personal link leads into the meeting, and for which day that counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.agenda.rules.hours import DayHours
from app.i18n import zones
from app.registration.rules.own_page import JOIN_BEFORE

#: The way in stays open so long after the end, as meetings run over; who comes only then is let
#: in and not noted as having been there.
OVERRUN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One day of the meeting, from its beginning to its end; without hours the whole day."""

    day: date
    begins: datetime
    ends: datetime
    has_hours: bool

    @property
    def opens(self) -> datetime:
        return self.begins - JOIN_BEFORE if self.has_hours else self.begins

    @property
    def closes(self) -> datetime:
        return self.ends + OVERRUN if self.has_hours else self.ends


class Door(StrEnum):
    OPEN = "open"
    #: It opens at a moment that is known.
    NOT_YET = "not_yet"
    OVER = "over"
    #: No day is recorded.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meeting:
    door: Door
    #: The sitting that goes on, comes next, or was the last.
    sitting: Sitting | None

    def counts(self, at: datetime) -> bool:
        """Whether who joins now is there on that day."""
        return (
            self.door is Door.OPEN
            and self.sitting is not None
            and self.sitting.opens <= at < self.sitting.ends
        )


def sittings(hours: Iterable[DayHours], zone: str | None) -> list[Sitting]:
    return [_sitting(one, zone) for one in hours]


def _sitting(one: DayHours, zone: str | None) -> Sitting:
    begins, ends = _whole(one.day, zone)
    if one.start is None:
        return Sitting(one.day, begins, ends, has_hours=False)
    return Sitting(one.day, one.start, one.end or max(ends, one.start), has_hours=True)


def _whole(day: date, zone: str | None) -> tuple[datetime, datetime]:
    """From midnight to midnight, there or, where the zone is not known, anywhere on earth."""
    after = day + timedelta(days=1)
    if zone is None:
        first, last = datetime.combine(day, time(), UTC), datetime.combine(after, time(), UTC)
        return first - timedelta(hours=14), last + timedelta(hours=12)
    return zones.moment_or_next(day, time(), zone), zones.moment_or_next(after, time(), zone)


def meeting(those: Sequence[Sitting], at: datetime) -> Meeting:
    """How the way into the meeting stands at this moment."""
    ordered = sorted(those, key=lambda one: one.begins)
    if not ordered:
        return Meeting(Door.UNKNOWN, None)
    going_on = [one for one in ordered if one.opens <= at < one.closes]
    if going_on:  # the one that is still held, rather than the one that has run over
        return Meeting(Door.OPEN, next((one for one in going_on if at < one.ends), going_on[-1]))
    to_come = next((one for one in ordered if at < one.opens), None)
    if to_come is not None:
        return Meeting(Door.NOT_YET, to_come)
    return Meeting(Door.OVER, ordered[-1])
