"""Reading the draft as plain values, and making its rows say what an outline says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import selectinload

from app.agenda import positions
from app.agenda.models import AgendaItem, Day, ItemPart, Room, Theme, ThemeGuest
from app.agenda.parts import set_guests, set_parts
from app.agenda.rules.outline import (
    DayPlanned,
    ItemPlanned,
    Outline,
    Parts,
    RoomPlanned,
    ThemePlanned,
)
from app.agenda.rules.patches import Patch, compare
from app.extensions import db
from app.people.models import Speaker
from app.workshops.models import Workshop

ITEM_FACTS = (
    "uid", "sequence", "kind", "title", "subject", "minutes", "pinned", "state", "abstract",
    "summary", "caption",
)  # fmt: skip


@cache
def _statements() -> dict[str, Select[Any]]:
    """Made once: writing them down costs more than asking."""
    here: Any = bindparam("workshop")
    return {
        "days": select(Day.id, Day.date, Day.starts, Day.ends, Day.revision)
        .where(Day.workshop_id == here)
        .order_by(Day.date),
        "rooms": select(Room.id, Room.key, Room.name, Room.revision)
        .where(Room.workshop_id == here)
        .order_by(Room.position, Room.id),
        "themes": select(
            Theme.id, Theme.key, Theme.number, Theme.title, Theme.focus, Theme.colour,
            Theme.revision,
        )
        .where(Theme.workshop_id == here)
        .order_by(Theme.position, Theme.id),
        "guests": select(ThemeGuest.theme_id, Speaker.key, ThemeGuest.part)
        .join(Theme, Theme.id == ThemeGuest.theme_id)
        .join(Speaker, Speaker.id == ThemeGuest.speaker_id)
        .where(Theme.workshop_id == here)
        .order_by(ThemeGuest.position, ThemeGuest.id),
        "items": select(
            AgendaItem.id, AgendaItem.key, AgendaItem.day_id, AgendaItem.theme_id,
            AgendaItem.room_id, AgendaItem.revision,
            *(getattr(AgendaItem, name) for name in ITEM_FACTS),
        )
        .where(AgendaItem.workshop_id == here)
        .order_by(AgendaItem.position, AgendaItem.id),
        "parts": select(ItemPart.item_id, Speaker.key, ItemPart.part)
        .join(AgendaItem, AgendaItem.id == ItemPart.item_id)
        .outerjoin(Speaker, Speaker.id == ItemPart.speaker_id)
        .where(AgendaItem.workshop_id == here)
        .order_by(ItemPart.position, ItemPart.id),
    }  # fmt: skip


def read(workshop: Workshop) -> Outline:
    """The draft as it stands in the database now, in six queries."""

    def rows(what: str) -> Sequence[Any]:
        return db.session.execute(_statements()[what], {"workshop": workshop.id}).all()

    days, rooms, themes = rows("days"), rows("rooms"), rows("themes")
    guests, parts = _by_owner(rows("guests")), _by_owner(rows("parts"))
    dates = {day.id: day.date for day in days}
    room_keys = {room.id: room.key for room in rooms}
    theme_keys = {theme.id: theme.key for theme in themes}
    return Outline(
        days=tuple(
            DayPlanned(date=date, starts=starts, ends=ends, revision=revision)
            for _, date, starts, ends, revision in days
        ),
        rooms=tuple(
            RoomPlanned(key=key, name=name, revision=revision) for _, key, name, revision in rooms
        ),
        themes=tuple(
            ThemePlanned(
                key=key, number=number, title=title, focus=focus, colour=colour,
                guests=guests[id], revision=revision,
            )
            for id, key, number, title, focus, colour, revision in themes
        ),
        items=tuple(
            ItemPlanned(
                key=key,
                day=dates.get(day_id),
                theme=theme_keys.get(theme_id),
                room=room_keys.get(room_id),
                parts=parts[id],
                revision=revision,
                **dict(zip(ITEM_FACTS, facts, strict=True)),
            )
            for id, key, day_id, theme_id, room_id, revision, *facts in rows("items")
        ),
    )  # fmt: skip


def _by_owner(rows: Sequence[Any]) -> defaultdict[int, Parts]:
    found: defaultdict[int, Parts] = defaultdict(tuple)
    for owner, person, part in rows:
        found[owner] += ((person, part),)
    return found


# -- Writing --------------------------------------------------------------------------------------


def write(workshop: Workshop, now: Outline, wanted: Outline) -> None:
    """Make the rows, which say what `now` says, say what `wanted` says. Whatever is the same stays
    the same row, at the same revision: forms that are open notice only what changed.

    People who are no longer at the workshop stay out. Called with the agenda locked.
    """
    db.session.flush()
    patch = compare(now, wanted)
    touched = patch.of("items")
    items = {row.key: row for row in _items(workshop, touched)}
    _remove(items, {item.key for item in wanted.items})
    db.session.flush()  # frees their entries for items that come back
    frame = _Frame(workshop)
    frame.put(wanted)
    for item in wanted.items:
        if item.key in touched:
            items[item.key] = _put_item(workshop, items.get(item.key), item, frame)
    db.session.flush()
    _put_people(workshop, patch, wanted, items, frame)
    frame.remove_all_but(wanted)
    db.session.flush()
    _put_in_order(workshop, wanted, frame)
    db.session.expire_all()


def _items(workshop: Workshop, keys: Collection[str]) -> Sequence[AgendaItem]:
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.workshop_id == workshop.id, AgendaItem.key.in_(keys))
        .options(selectinload(AgendaItem.parts))
        .execution_options(populate_existing=True)
    ).all()


def _put_in_order(workshop: Workshop, wanted: Outline, frame: _Frame) -> None:
    ids = select(AgendaItem.key, AgendaItem.id).where(AgendaItem.workshop_id == workshop.id)
    known = {key: number for key, number in db.session.execute(ids)}
    positions.write(AgendaItem, [known[item.key] for item in wanted.items])
    positions.write(Theme, [frame.themes[theme.key].id for theme in wanted.themes])
    positions.write(Room, [frame.rooms[room.key].id for room in wanted.rooms])


class _Frame:
    """The rows that items stand in, by date and key."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop_id = workshop.id
        self.days = {row.date: row for row in self._rows(Day)}
        self.rooms = {row.key: row for row in self._rows(Room)}
        self.themes = {row.key: row for row in self._rows(Theme)}

    def _rows(self, kind: type[Any]) -> Sequence[Any]:
        rows = select(kind).where(kind.workshop_id == self.workshop_id)
        return db.session.scalars(rows.execution_options(populate_existing=True)).all()

    def put(self, wanted: Outline) -> None:
        here = self.workshop_id
        for day in wanted.days:
            day_row = self.days.setdefault(day.date, Day(workshop_id=here, date=day.date))
            day_row.starts, day_row.ends = day.starts, day.ends
        for room in wanted.rooms:
            new_room = Room(workshop_id=here, key=room.key, position=0)
            self.rooms.setdefault(room.key, new_room).name = room.name
        for theme in wanted.themes:
            new_theme = Theme(workshop_id=here, key=theme.key, position=0)
            row = self.themes.setdefault(theme.key, new_theme)
            row.number, row.title = theme.number, theme.title
            row.focus, row.colour = theme.focus, theme.colour
        db.session.add_all([*self.days.values(), *self.rooms.values(), *self.themes.values()])
        db.session.flush()

    def remove_all_but(self, wanted: Outline) -> None:
        _remove(self.days, {day.date for day in wanted.days})
        _remove(self.rooms, {room.key for room in wanted.rooms})
        _remove(self.themes, {theme.key for theme in wanted.themes})


def _put_item(
    workshop: Workshop, row: AgendaItem | None, item: ItemPlanned, frame: _Frame
) -> AgendaItem:
    if row is None:
        row = AgendaItem(workshop_id=workshop.id, key=item.key, position=0)
    for name in ITEM_FACTS:
        if getattr(row, name) != getattr(item, name):
            setattr(row, name, getattr(item, name))
    row.day_id = frame.days[item.day].id if item.day in frame.days else None
    row.theme_id = frame.themes[item.theme].id if item.theme in frame.themes else None
    row.room_id = frame.rooms[item.room].id if item.room in frame.rooms else None
    db.session.add(row)
    return row


def _put_people(
    workshop: Workshop,
    patch: Patch,
    wanted: Outline,
    items: Mapping[str, AgendaItem],
    frame: _Frame,
) -> None:
    keys = select(Speaker.key).where(Speaker.workshop_id == workshop.id)
    known = set(db.session.scalars(keys))

    def here(parts: Parts) -> Parts:
        return tuple(one for one in parts if one[0] is None or one[0] in known)

    for item in wanted.items:
        if item.key in patch.facts.get("items", {}):
            set_parts(workshop, items[item.key], here(item.parts))
    for theme in wanted.themes:
        if theme.key in patch.facts.get("themes", {}):
            set_guests(workshop, frame.themes[theme.key], here(theme.guests))


def _remove(rows: dict[Any, Any], staying: set[Any]) -> None:
    for key in [key for key in rows if key not in staying]:
        db.session.delete(rows.pop(key))
