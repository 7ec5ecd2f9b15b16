"""What somebody meets who asks for a place now, as one word: the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.registration.rules import RegistrationState, is_few
from app.workshops.rules import Way


class Asking(StrEnum):
    OPEN = "open"
    FEW = "few"
    WAITING = "waiting"
    FULL = "full"


class Seats(Protocol):
    @property
    def way(self) -> Way: ...

    @property
    def capacity(self) -> int | None: ...

    @property
    def left(self) -> int | None: ...


class Live(Protocol):
    """What registration says of itself, see app.registration.queries.live."""

    @property
    def seats(self) -> Sequence[Seats]: ...

    def newcomer_gets(self, way: Way) -> RegistrationState | None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    word: Asking
    #: Ways that can still be asked for.
    ways: tuple[Way, ...] = ()
    #: Places left, where they are few.
    left: tuple[tuple[Way, int], ...] = ()
    #: Ways without a free place, where another has some: with a waiting list, and without one.
    waits: tuple[Way, ...] = ()
    gone: tuple[Way, ...] = ()


def asking(live: Live) -> Answer:
    """For a workshop whose registration is open."""
    gets = {seats.way: live.newcomer_gets(seats.way) for seats in live.seats}
    ways = tuple(way for way, state in gets.items() if state is not None)
    if not ways:
        return Answer(Asking.FULL)
    seated = [
        seats
        for seats in live.seats
        if seats.left != 0 and gets[seats.way] not in (None, RegistrationState.WAITLISTED)
    ]
    if not seated:
        return Answer(Asking.WAITING, ways)
    few = tuple(
        (seats.way, seats.left)
        for seats in seated
        if seats.left and is_few(seats.capacity, seats.left)
    )
    free = {seats.way for seats in seated}
    return Answer(
        Asking.FEW if len(few) == len(seated) else Asking.OPEN,
        ways,
        few,
        waits=tuple(way for way in ways if way not in free),
        gone=tuple(seats.way for seats in live.seats if seats.way not in ways),
    )
