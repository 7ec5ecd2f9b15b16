"""Larger verbs of a draft's items: duplicate, split, swap, a break between, a break eaten.

As in `items`, every verb is recorded, which locks the agenda before it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.agenda import positions
from app.agenda.models import AgendaItem
from app.agenda.parts import Parts
from app.agenda.positions import Spot
from app.agenda.queries import find_item
from app.agenda.rules import arranging, typed
from app.agenda.rules.history import Act
from app.agenda.rules.words import Kind
from app.agenda.service import items
from app.agenda.service.history import recorded
from app.agenda.service.items import Place
from app.audit.service import note
from app.extensions import db
from app.workshops.models import Workshop

#: What belongs to a place and not to what is said there.
OF_A_PLACE = ("day_id", "room_id", "theme_id", "pinned")
#: Said once, and so with the first part of an item that is split.
ONCE = ("abstract", "summary", "caption")


@recorded(Act.ITEM_COPIED)
def duplicate_item(
    workshop: Workshop, key: str, *, new_key: str, at: datetime, account_id: int | None
) -> AgendaItem:
    """The same once more, right after it, for calendars something new.

    It is not pinned: two cannot begin at one time in one place. Posted again with the same new
    key, the one that is there. Raises Gone.
    """
    known = find_item(workshop, new_key)
    if known is not None:
        return known
    item = items.get(workshop, key)
    values = _facts(item) | {"pinned": None}
    return _after(workshop, item, new_key, values, _parts(item), at, account_id)


@recorded(Act.ITEM_SPLIT)
def split_item(
    workshop: Workshop,
    key: str,
    *,
    new_key: str,
    first: int,
    at: datetime,
    account_id: int | None,
) -> AgendaItem:
    """Two of one: the item keeps the `first` minutes, its second part takes the rest right after.

    Both have the title and the people; abstract, summary and caption stay with the first. Posted
    again with the same new key, the second part that is there. Raises Gone, LengthUnknown,
    NothingLeft.
    """
    known = find_item(workshop, new_key)
    if known is not None:
        return known
    item = items.get(workshop, key)
    kept, rest = arranging.halves(item.minutes, first)
    by: dict[str, Any] = {"at": at, "account_id": account_id}
    items.edit_item(workshop, key, {"minutes": kept}, **by)
    values = _facts(item) | {"pinned": None, "minutes": rest} | dict.fromkeys(ONCE)
    return _after(workshop, item, new_key, values, _parts(item), at, account_id)


@recorded(Act.ITEMS_SWAPPED)
def swap_items(
    workshop: Workshop, key: str, other_key: str, *, at: datetime, account_id: int | None
) -> AgendaItem:
    """Each in the place of the other. Returns the first. Raises Gone, SameItem.

    A place is a spot in the order, a day, a room, a theme and, where one is pinned, the hour: the
    programme keeps its shape and its blocks, and two talks change hands. What is said there goes
    along: title, people, length. So the times between the two follow when their lengths differ.
    """
    if key == other_key:
        raise arranging.SameItem
    one, other = items.get(workshop, key), items.get(workshop, other_key)
    for name in OF_A_PLACE:
        here, there = getattr(one, name), getattr(other, name)
        if here != there:
            setattr(one, name, there)
            setattr(other, name, here)
    db.session.flush()
    for item in (one, other):
        db.session.expire(item, ["day", "room", "theme"])
    line = db.session.scalars(
        select(AgendaItem.id)
        .where(AgendaItem.workshop_id == workshop.id)
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    positions.write(AgendaItem, arranging.exchanged(list(line), one.id, other.id))
    note(
        "item.swapped",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"item:{one.id}",
        other=other.id,
    )
    return one


@recorded(Act.ITEM_ADDED)
def add_break(
    workshop: Workshop,
    *,
    key: str,
    after: str,
    minutes: int,
    at: datetime,
    account_id: int | None,
) -> AgendaItem:
    """A break right after an item, in its room; within its theme if that goes on afterwards.

    Posted again with the same key, the break that is there. Raises Gone, TooShort, TooLong.
    """
    known = find_item(workshop, key)
    if known is not None:
        return known
    typed.check_length(minutes)
    item = items.get(workshop, after)
    following = db.session.scalar(
        select(AgendaItem.theme_id)
        .where(
            AgendaItem.workshop_id == workshop.id,
            AgendaItem.day_id.is_(None) if item.day_id is None else
            AgendaItem.day_id == item.day_id,
            AgendaItem.position > item.position,
        )
        .order_by(AgendaItem.position, AgendaItem.id)
        .limit(1)
    )  # fmt: skip
    goes_on = item.theme is not None and following == item.theme_id
    place = _place(item)
    return items.add_item(
        workshop,
        key=key,
        values={"kind": Kind.BREAK, "minutes": minutes},
        place=Place(day=place.day, room=place.room, theme=place.theme if goes_on else None),
        spot=Spot(after=after),
        at=at,
        account_id=account_id,
    )


@recorded(Act.BREAK_SHORTENED)
def take_from_break(
    workshop: Workshop,
    item_key: str,
    break_key: str,
    minutes: int | None,
    *,
    at: datetime,
    account_id: int | None,
) -> AgendaItem:
    """What an item has grown by is taken out of a later break of its day, so that what follows the
    break begins when it did. None removes the break.

    Returns the break, or the item where the break is gone. Raises Gone, NotAfter, TooShort,
    BreakTooShort.
    """
    item, pause = items.get(workshop, item_key), items.get(workshop, break_key)
    if (
        pause.kind is not Kind.BREAK
        or item.day_id is None
        or pause.day_id != item.day_id
        or pause.position <= item.position
    ):
        raise arranging.NotAfter
    by: dict[str, Any] = {"at": at, "account_id": account_id}
    if minutes is None:
        items.remove_item(workshop, break_key, **by)
        return item
    left = arranging.shortened(pause.minutes, typed.check_length(minutes))
    return items.edit_item(workshop, break_key, {"minutes": left}, **by)


# -- What they share -----------------------------------------------------------------------------


def _facts(item: AgendaItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in items.FACTS}


def _parts(item: AgendaItem) -> Parts:
    return [(part.speaker.key if part.speaker else None, part.part) for part in item.parts]


def _place(item: AgendaItem) -> Place:
    return Place(
        day=item.day.date if item.day else None,
        theme=item.theme.key if item.theme else None,
        room=item.room.key if item.room else None,
    )


def _after(
    workshop: Workshop,
    item: AgendaItem,
    key: str,
    values: dict[str, Any],
    parts: Parts,
    at: datetime,
    account_id: int | None,
) -> AgendaItem:
    return items.add_item(
        workshop,
        key=key,
        values=values,
        place=_place(item),
        spot=Spot(after=item.key),
        parts=parts,
        at=at,
        account_id=account_id,
    )
