"""Larger moves of an agenda, decided: two change places, and who gives way when an item grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.agenda.rules.layout import Placement, Slot
from app.agenda.rules.order import Key
from app.errors import Refusal
from app.i18n import N_

#: Lengths of a break that are offered.
BREAKS = (10, 15, 20, 30, 60)
#: A break that is shorter is none.
SHORTEST_BREAK = 5


class LengthUnknown(Refusal):
    message = N_("The length of this item is not recorded. Give it one, then it can be split.")


class NothingLeft(Refusal):
    message = N_(
        "Both parts need at least one minute: please split between 1 and %(most)s minutes."
    )
    status = 422


class SameItem(Refusal):
    message = N_("Please choose another item to change places with.")
    status = 422


class NotAfter(Refusal):
    message = N_("This break does not come after the item on the same day any more.")


class BreakTooShort(Refusal):
    message = N_(
        "The break has %(minutes)s minutes and keeps at least %(least)s. "
        "Take fewer, or remove the break."
    )
    status = 422


def exchanged(order: Sequence[Key], one: Key, other: Key) -> list[Key]:
    """The two in each other's places."""
    places = {one: other, other: one}
    return [places.get(key, key) for key in order]


def halves(minutes: int | None, first: int) -> tuple[int, int]:
    """Both parts in minutes. Raises LengthUnknown, NothingLeft."""
    if minutes is None or minutes < 2:
        raise LengthUnknown
    if not 0 < first < minutes:
        raise NothingLeft(most=minutes - 1)
    return first, minutes - first


def shortened(minutes: int | None, taken: int) -> int:
    """What is left of a break. Raises BreakTooShort."""
    left = (minutes or 0) - taken
    if left < SHORTEST_BREAK:
        raise BreakTooShort(minutes=minutes or 0, least=SHORTEST_BREAK)
    return left


# -- When an item has grown ----------------------------------------------------------------------


class Way(StrEnum):
    """What may give way. That the rest begins later has happened already."""

    SHORTEN = "shorten"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Offer:
    way: Way
    #: Of the break.
    key: str
    minutes: int
    #: Of the break afterwards.
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What follows from an item that takes longer than it did."""

    #: How many items of its line begin later, up to the next pin.
    pushed: int
    offers: Sequence[Offer]
    #: The pinned item that the push runs into, and by how many minutes they overlap now.
    collides: str | None = None
    overlap: int = 0


def after_growth(
    slots: Sequence[Slot],
    placed: Mapping[str, Placement],
    breaks: frozenset[str],
    key: str,
    grown: int,
) -> Growth:
    """Who gives way to the item `key`, which is `grown` minutes longer than before.

    Only a break before the next pin can: what comes after a pin was not moved. A pin is met where
    it begins before what comes before it has ended.
    """
    line = line_after(slots, key)
    pinned = next((n for n, slot in enumerate(line) if slot.pinned is not None), len(line))
    moved = line[:pinned]
    met = line[pinned] if pinned < len(line) else None
    gap = placed[met.key].gap if met is not None else None
    eaten = next((slot for slot in moved if slot.key in breaks and slot.minutes), None)
    return Growth(
        pushed=len(moved),
        offers=_offers(eaten, grown),
        collides=met.key if met is not None and gap is not None and gap < 0 else None,
        overlap=-gap if gap is not None and gap < 0 else 0,
    )


def line_after(slots: Sequence[Slot], key: str) -> list[Slot]:
    """What follows the item on its day and in its room; plenary items are in every room."""
    here = next((n for n, slot in enumerate(slots) if slot.key == key), None)
    if here is None or slots[here].day is None:
        return []
    item = slots[here]
    return [
        slot
        for slot in slots[here + 1 :]
        if slot.day == item.day and (None in (slot.room, item.room) or slot.room == item.room)
    ]


def _offers(eaten: Slot | None, grown: int) -> list[Offer]:
    if eaten is None or eaten.minutes is None or grown < 1:
        return []
    offers = []
    taken = min(grown, eaten.minutes - SHORTEST_BREAK)
    if taken > 0:
        offers.append(Offer(Way.SHORTEN, eaten.key, taken, eaten.minutes - taken))
    offers.append(Offer(Way.REMOVE, eaten.key, eaten.minutes, 0))
    return offers
