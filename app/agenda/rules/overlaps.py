"""Who and what is needed in two places at once. Two things that only touch do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

#: Something is told against so many others that run when it begins: who has more of them at once
#: sees enough to act, and a plan pasted into one hour stays readable.
MOST = 8


@dataclass(frozen=True, slots=True)
class Held:
    """An item that holds a room and its people for a known time."""

    key: str
    #: None = plenary: it needs all rooms.
    room: str | None
    people: tuple[str, ...]
    start: datetime
    end: datetime


Pair = tuple[Held, Held]


def minutes(first: Held, second: Held) -> int:
    overlap = min(first.end, second.end) - max(first.start, second.start)
    return int(overlap.total_seconds()) // 60


def in_rooms(held: Iterable[Held]) -> Iterator[Pair]:
    """What needs the same room at once, in the order of time; the earlier one first."""
    running: dict[str | None, list[Held]] = {}
    for one in _in_order(held):
        rooms = list(running) if one.room is None else [one.room, None]
        found: list[Held] = []
        for room in rooms:
            still = [other for other in running.get(room, ()) if other.end > one.start]
            running[room] = still
            found += still
        yield from ((other, one) for other in sorted(found, key=_begins)[:MOST])
        running.setdefault(one.room, []).append(one)


def of_people(held: Iterable[Held]) -> Iterator[tuple[Held, Held, str]]:
    """Who is needed twice at once, in the order of time."""
    running: dict[str, list[Held]] = {}
    for one in _in_order(held):
        for person in dict.fromkeys(one.people):
            still = [other for other in running.get(person, ()) if other.end > one.start]
            yield from ((other, one, person) for other in still[:MOST])
            running[person] = [*still, one]


def _in_order(held: Iterable[Held]) -> list[Held]:
    return sorted(held, key=_begins)


def _begins(one: Held) -> datetime:
    return one.start
