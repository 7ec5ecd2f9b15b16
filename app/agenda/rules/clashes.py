"""What cannot both happen in a document: counted for organisers, never in their way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.agenda.rules import overlaps
from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.overlaps import Held
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


def find(document: Document) -> tuple[Clash, ...]:
    """Clashes in the order of time. What is cancelled or has no known hours clashes with
    nothing."""
    items = {item.key: item for item in document.shown()}
    held = [
        Held(
            item.key, item.room, tuple(part.person for part in item.speakers if part.person),
            item.start, item.end,
        )
        for item in items.values()
        if item.start and item.end and item.state is not ItemState.CANCELLED
    ]  # fmt: skip

    def clash(kind: ClashKind, first: Held, second: Held, person: str | None = None) -> Clash:
        return Clash(
            kind=kind, first=items[first.key], second=items[second.key],
            minutes=overlaps.minutes(first, second), person=person,
        )  # fmt: skip

    rooms = [clash(ClashKind.ROOM, *pair) for pair in overlaps.in_rooms(held)]
    people = [clash(ClashKind.PERSON, *found) for found in overlaps.of_people(held)]
    return tuple(sorted((*rooms, *people), key=lambda one: (one.second.start, one.first.start)))
