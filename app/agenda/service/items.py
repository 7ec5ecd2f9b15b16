"""Adding, editing and moving the items of a draft, one person at a time.

Every verb is recorded, which locks the agenda before it, so that two people who
rearrange at once come one after the other and nothing is lost or doubled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app import links
from app.agenda import positions
from app.agenda.models import AgendaItem, Day, Room, Theme
from app.agenda.parts import Parts, set_parts
from app.agenda.positions import LAST, Spot
from app.agenda.queries import find_day, find_item, find_room, find_theme
from app.agenda.rules import typed
from app.agenda.rules.history import Act
from app.agenda.rules.refusals import Gone, UnknownPlace
from app.agenda.service.history import recorded
from app.audit.service import note
from app.extensions import config, db
from app.workshops.models import Workshop
from app.workshops.rules import Stale

#: What is said of an item itself; where it stands is moved.
FACTS = (
    "kind", "title", "subject", "minutes", "pinned", "state", "abstract", "summary", "caption",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an item stands, by date and keys; None = not placed, no theme, plenary."""

    day: date | None = None
    theme: str | None = None
    room: str | None = None


@recorded(Act.ITEM_ADDED)
def add_item(
    workshop: Workshop,
    *,
    key: str,
    values: Mapping[str, Any],
    place: Place,
    spot: Spot = LAST,
    parts: Parts = (),
    at: datetime,
    account_id: int | None,
) -> AgendaItem:
    """A new item; posted again with the same key, the one that is there.

    Raises UnknownPlace, UnknownNeighbour, UnknownSpeaker, SkippedClock or NeedsZone.
    """
    known = find_item(workshop, key)
    if known is not None:
        return known
    uid = f"item-{links.new_key()}@{config().uid_domain}"
    item = AgendaItem(workshop_id=workshop.id, key=key, uid=uid, position=0, **values)
    _put(workshop, item, place)
    db.session.add(item)
    set_parts(workshop, item, parts)
    db.session.flush()
    positions.arrange(item, spot)
    _note("item.added", workshop, item, at, account_id)
    return item


@recorded(Act.ITEM_CHANGED)
def edit_item(
    workshop: Workshop,
    key: str,
    values: Mapping[str, Any],
    *,
    place: Place | None = None,
    parts: Parts | None = None,
    revision: int | None = None,
    at: datetime,
    account_id: int | None,
) -> AgendaItem:
    """Change what `values` names, and where it stands and who has a part unless None.

    Raises Stale where the revision is not that of the row, Gone, and as add_item.
    """
    item = get(workshop, key)
    if revision is not None and revision != item.revision:
        raise Stale
    fields = [name for name in FACTS if name in values and getattr(item, name) != values[name]]
    for name in fields:
        setattr(item, name, values[name])
    if place is not None and _where(item) != place:
        fields.append("place")
        was = item.day_id
        _put(workshop, item, place)
        db.session.flush()
        if item.day_id != was:
            positions.arrange(item, LAST)
    else:
        _check_pin(workshop, item)
    if parts is not None and set_parts(workshop, item, parts):
        fields.append("parts")
    db.session.flush()
    if fields:
        _note("item.changed", workshop, item, at, account_id, fields=fields)
    return item


@recorded(Act.ITEM_MOVED)
def move_item(
    workshop: Workshop,
    key: str,
    place: Place,
    spot: Spot | None = None,
    *,
    at: datetime,
    account_id: int | None,
) -> AgendaItem:
    """To a day, theme, room and spot; without a spot it keeps its order within the same day, and
    goes to the end of another. Raises Gone, UnknownPlace, UnknownNeighbour, SkippedClock."""
    item = get(workshop, key)
    was = item.day_id
    _put(workshop, item, place)
    db.session.flush()
    if spot is not None or item.day_id != was:
        positions.arrange(item, spot or LAST)
    _note("item.moved", workshop, item, at, account_id)
    return item


@recorded(Act.ITEM_MOVED)
def step_item(
    workshop: Workshop, key: str, *, up: bool, at: datetime, account_id: int | None
) -> AgendaItem:
    """One place earlier or later among the items of its day. Raises Gone."""
    item = get(workshop, key)
    if positions.step(item, up=up):
        _note("item.moved", workshop, item, at, account_id, up=up)
    return item


@recorded(Act.ITEM_REMOVED)
def remove_item(workshop: Workshop, key: str, *, at: datetime, account_id: int | None) -> None:
    """Take it out of the draft; calendars hear of it as cancelled. Nothing if it is gone."""
    item = find_item(workshop, key)
    if item is not None:
        _note("item.removed", workshop, item, at, account_id)
        db.session.delete(item)
        db.session.flush()


# -- Where it stands ------------------------------------------------------------------------------


def get(workshop: Workshop, key: str) -> AgendaItem:
    """The item as it is now that nobody else may change it. Raises Gone."""
    item = find_item(workshop, key)
    if item is None:
        raise Gone
    db.session.refresh(item)
    return item


def _where(item: AgendaItem) -> Place:
    return Place(
        day=item.day.date if item.day else None,
        theme=item.theme.key if item.theme else None,
        room=item.room.key if item.room else None,
    )


def _put(workshop: Workshop, item: AgendaItem, place: Place) -> None:
    day: Day | None = find_day(workshop, place.day) if place.day else None
    theme: Theme | None = find_theme(workshop, place.theme) if place.theme else None
    room: Room | None = find_room(workshop, place.room) if place.room else None
    if (day is None, theme is None, room is None) != (
        place.day is None,
        place.theme is None,
        place.room is None,
    ):
        raise UnknownPlace
    item.day, item.theme, item.room = day, theme, room
    _check_pin(workshop, item)


def _check_pin(workshop: Workshop, item: AgendaItem) -> None:
    typed.check_clock(item.day.date if item.day else None, item.pinned, workshop.time_zone)


def _note(
    action: str,
    workshop: Workshop,
    item: AgendaItem,
    at: datetime,
    account_id: int | None,
    **details: Any,
) -> None:
    note(
        action,
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"item:{item.id}",
        **details,
    )
