"""What cannot both happen: shown to organisers, never in their way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.words import ItemState


class ClashKind(StrEnum):
    PERSON = "person"
    ROOM = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two items that overlap, by so many minutes, and what they both need."""

    kind: ClashKind
    first: ItemSeen
    second: ItemSeen
    minutes: int
    #: Key of who is in both; None for a clash of rooms.
    person: str | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    item: ItemSeen
    start: datetime
    end: datetime


def find(document: Document) -> tuple[Clash, ...]:
    """Clashes in the order of time. Two items that only touch do not clash; what is cancelled
    or has no known hours clashes with nothing."""
    return tuple(
        clash
        for first, second in _overlapping(_held(document))
        for clash in _between(first, second)
    )


def _held(document: Document) -> list[_Held]:
    held = [
        _Held(item, item.start, item.end)
        for item in document.shown()
        if item.start and item.end and item.state is not ItemState.CANCELLED
    ]
    return sorted(held, key=lambda one: one.start)


def _overlapping(held: list[_Held]) -> Iterator[tuple[_Held, _Held]]:
    running: list[_Held] = []
    for one in held:
        running = [earlier for earlier in running if earlier.end > one.start]
        for earlier in running:
            yield earlier, one
        running.append(one)


def _between(first: _Held, second: _Held) -> Iterator[Clash]:
    overlap = min(first.end, second.end) - second.start
    minutes = int(overlap.total_seconds()) // 60
    one, other = first.item, second.item
    # Without a room an item is plenary and needs all of them.
    if one.room is None or other.room is None or one.room == other.room:
        yield Clash(kind=ClashKind.ROOM, first=one, second=other, minutes=minutes)
    people = [part.person for part in one.speakers if part.person]
    needed = {part.person for part in other.speakers}
    for person in dict.fromkeys(people):
        if person in needed:
            yield Clash(
                kind=ClashKind.PERSON, first=one, second=other, minutes=minutes, person=person
            )
