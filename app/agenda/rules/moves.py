"""Whose own time or place is another one between two versions, person by person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.words import ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One item of one person, as it was told before and as it is now."""

    #: Key of the person.
    person: str
    #: None = they were not named with it before, or nothing was public yet.
    old: ItemSeen | None
    #: None = it is no longer theirs, or no longer in the agenda.
    new: ItemSeen | None

    @property
    def called_off(self) -> bool:
        return self.new is not None and self.new.state is ItemState.CANCELLED


def moves(before: Document | None, after: Document) -> tuple[Move, ...]:
    """Persons in the order of the agenda's people, those who left last; of each, their items in
    the order of the agenda."""
    old, new = _items(before) if before else {}, _items(after)
    everybody = dict.fromkeys((*new, *old))
    return tuple(
        move
        for person in everybody
        for move in _of_person(person, old.get(person, {}), new.get(person, {}), before, after)
    )


def _of_person(
    person: str,
    old: Mapping[str, ItemSeen],
    new: Mapping[str, ItemSeen],
    before: Document | None,
    after: Document,
) -> Iterator[Move]:
    for uid, item in new.items():
        was = old.get(uid)
        if (
            was is None
            or before is None
            or _when_and_where(was, before) != _when_and_where(item, after)
        ):
            yield Move(person=person, old=was, new=item)
    for uid, item in old.items():
        if uid not in new:
            yield Move(person=person, old=item, new=None)


def _items(document: Document) -> dict[str, dict[str, ItemSeen]]:
    """The items of each person by their UID; a person twice in an item has it once."""
    found: dict[str, dict[str, ItemSeen]] = {person.key: {} for person in document.people}
    for item in document.shown():
        for part in item.speakers:
            if part.person is not None:
                found[part.person][item.uid] = item
    return {person: items for person, items in found.items() if items}


def _when_and_where(item: ItemSeen, document: Document) -> object:
    return item.start, item.end, item.day, room_of(item, document), item.state


def room_of(item: ItemSeen, document: Document) -> dict[str, str] | None:
    """Its room by name: a renamed room is another place to whoever looks for its door."""
    return next((room.name for room in document.rooms if room.key == item.room), None)
