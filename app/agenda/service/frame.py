"""Adding, editing and removing what items stand in: days, rooms and themes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select

from app.agenda import positions
from app.agenda.models import AgendaItem, Day, Room, Theme
from app.agenda.parts import Parts, set_guests
from app.agenda.queries import find_day, find_room, find_theme
from app.agenda.rules import typed
from app.agenda.rules.history import Act
from app.agenda.rules.refusals import DayTaken, EndsBeforeStart, Gone
from app.agenda.service.history import recorded
from app.audit.service import note
from app.extensions import Text, db
from app.workshops.models import Workshop
from app.workshops.rules import Stale

THEME_FACTS = ("number", "title", "focus", "colour")
DAY_FACTS = ("date", "starts", "ends")

# -- Themes ---------------------------------------------------------------------------------------


@recorded(Act.THEME_ADDED)
def add_theme(
    workshop: Workshop,
    *,
    key: str,
    values: Mapping[str, Any],
    guests: Parts = (),
    at: datetime,
    account_id: int | None,
) -> Theme:
    """A new theme after the others; posted again with the same key, the one that is there."""
    known = find_theme(workshop, key)
    if known is not None:
        return known
    theme = Theme(workshop_id=workshop.id, key=key, position=_end(Theme, workshop), **values)
    db.session.add(theme)
    set_guests(workshop, theme, guests)
    db.session.flush()
    _note("theme.added", workshop, theme, at, account_id)
    return theme


@recorded(Act.THEME_CHANGED)
def edit_theme(
    workshop: Workshop,
    key: str,
    values: Mapping[str, Any],
    *,
    guests: Parts | None = None,
    revision: int | None = None,
    at: datetime,
    account_id: int | None,
) -> Theme:
    """Raises Gone, Stale, UnknownSpeaker."""
    theme = _fresh(find_theme(workshop, key), revision)
    fields = _set(theme, THEME_FACTS, values)
    if guests is not None and set_guests(workshop, theme, guests):
        fields.append("guests")
    db.session.flush()
    if fields:
        _note("theme.changed", workshop, theme, at, account_id, fields=fields)
    return theme


@recorded(Act.THEME_MOVED)
def step_theme(
    workshop: Workshop, key: str, *, up: bool, at: datetime, account_id: int | None
) -> None:
    """One place earlier or later among the themes. Raises Gone."""
    _step(Theme, workshop, key, up)
    note("theme.moved", at=at, account_id=account_id, workshop_id=workshop.id, theme=key, up=up)


@recorded(Act.THEME_REMOVED)
def remove_theme(workshop: Workshop, key: str, *, at: datetime, account_id: int | None) -> None:
    """Its items stay, without a theme. Nothing if it is gone."""
    theme = find_theme(workshop, key)
    if theme is not None:
        for item in _items(AgendaItem.theme_id == theme.id):
            item.theme_id = None
        _remove("theme.removed", workshop, theme, at, account_id)


# -- Days -----------------------------------------------------------------------------------------


@recorded(Act.DAY_ADDED)
def add_day(
    workshop: Workshop, values: Mapping[str, Any], *, at: datetime, account_id: int | None
) -> Day:
    """A new day; posted again, the one that is there. Raises DayTaken where that one has other
    hours, EndsBeforeStart, NeedsZone, SkippedClock."""
    _check_day(workshop, values)
    known = find_day(workshop, values["date"])
    if known is not None:
        if (known.starts, known.ends) != (values["starts"], values["ends"]):
            raise DayTaken
        return known
    day = Day(workshop_id=workshop.id, **values)
    db.session.add(day)
    db.session.flush()
    _note("day.added", workshop, day, at, account_id)
    return day


@recorded(Act.DAY_CHANGED)
def edit_day(
    workshop: Workshop,
    day: date,
    values: Mapping[str, Any],
    *,
    revision: int | None = None,
    at: datetime,
    account_id: int | None,
) -> Day:
    """Its items move along when the date changes. Raises Gone, Stale, and as add_day."""
    row = _fresh(find_day(workshop, day), revision)
    _check_day(workshop, values)
    if values["date"] != row.date and find_day(workshop, values["date"]) is not None:
        raise DayTaken
    fields = _set(row, DAY_FACTS, values)
    db.session.flush()
    if fields:
        _note("day.changed", workshop, row, at, account_id, fields=fields)
    return row


@recorded(Act.DAY_REMOVED)
def remove_day(workshop: Workshop, day: date, *, at: datetime, account_id: int | None) -> None:
    """Its items stay, not placed. Nothing if it is gone."""
    row = find_day(workshop, day)
    if row is not None:
        for item in _items(AgendaItem.day_id == row.id):
            item.day_id = None
        _remove("day.removed", workshop, row, at, account_id)


def _check_day(workshop: Workshop, values: Mapping[str, Any]) -> None:
    day, starts, ends = values["date"], values["starts"], values["ends"]
    typed.check_year(day)
    typed.check_clock(day, starts, workshop.time_zone)
    typed.check_clock(day, ends, workshop.time_zone)
    if starts is not None and ends is not None and ends <= starts:
        raise EndsBeforeStart(starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}")


# -- Rooms ----------------------------------------------------------------------------------------


@recorded(Act.ROOM_ADDED)
def add_room(
    workshop: Workshop, *, key: str, name: Text, at: datetime, account_id: int | None
) -> Room:
    """A new room after the others; posted again with the same key, the one that is there."""
    known = find_room(workshop, key)
    if known is not None:
        return known
    room = Room(workshop_id=workshop.id, key=key, position=_end(Room, workshop), name=name)
    db.session.add(room)
    db.session.flush()
    _note("room.added", workshop, room, at, account_id)
    return room


@recorded(Act.ROOM_CHANGED)
def edit_room(
    workshop: Workshop,
    key: str,
    name: Text,
    *,
    revision: int | None = None,
    at: datetime,
    account_id: int | None,
) -> Room:
    """Raises Gone, Stale."""
    room = _fresh(find_room(workshop, key), revision)
    fields = _set(room, ("name",), {"name": name})
    db.session.flush()
    if fields:
        _note("room.changed", workshop, room, at, account_id, fields=fields)
    return room


@recorded(Act.ROOM_MOVED)
def step_room(
    workshop: Workshop, key: str, *, up: bool, at: datetime, account_id: int | None
) -> None:
    """One place earlier or later among the rooms. Raises Gone."""
    _step(Room, workshop, key, up)
    note("room.moved", at=at, account_id=account_id, workshop_id=workshop.id, room=key, up=up)


@recorded(Act.ROOM_REMOVED)
def remove_room(workshop: Workshop, key: str, *, at: datetime, account_id: int | None) -> None:
    """Its items stay, in no room. Nothing if it is gone."""
    room = find_room(workshop, key)
    if room is not None:
        for item in _items(AgendaItem.room_id == room.id):
            item.room_id = None
        _remove("room.removed", workshop, room, at, account_id)


# -- What they share ------------------------------------------------------------------------------

Row = TypeVar("Row", Day, Room, Theme)


def _fresh(row: Row | None, revision: int | None) -> Row:
    """The row as it is now that nobody else may change it. Raises Gone, Stale."""
    if row is None:
        raise Gone
    db.session.refresh(row)
    if revision is not None and revision != row.revision:
        raise Stale
    return row


def _set(row: Day | Room | Theme, names: tuple[str, ...], values: Mapping[str, Any]) -> list[str]:
    changed = [name for name in names if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _items(where: Any) -> list[AgendaItem]:
    """Each changed as a row, so that whoever edits it meanwhile is told."""
    return list(
        db.session.scalars(
            select(AgendaItem).where(where).execution_options(populate_existing=True)
        )
    )


def _all(kind: type[Theme] | type[Room], workshop: Workshop) -> list[Any]:
    rows = select(kind).where(kind.workshop_id == workshop.id).order_by(kind.position, kind.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def _end(kind: type[Theme] | type[Room], workshop: Workshop) -> int:
    return max((row.position for row in _all(kind, workshop)), default=0) + 10


def _step(kind: type[Theme] | type[Room], workshop: Workshop, key: str, up: bool) -> None:
    rows = _all(kind, workshop)
    here = next((n for n, row in enumerate(rows) if row.key == key), None)
    if here is None:
        raise Gone
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    positions.write(kind, [row.id for row in rows])


def _remove(
    action: str, workshop: Workshop, row: Day | Room | Theme, at: datetime, account_id: int | None
) -> None:
    db.session.flush()
    _note(action, workshop, row, at, account_id)
    db.session.delete(row)
    db.session.flush()


def _note(
    action: str,
    workshop: Workshop,
    row: Day | Room | Theme,
    at: datetime,
    account_id: int | None,
    **details: Any,
) -> None:
    note(
        action,
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"{action.partition('.')[0]}:{row.id}",
        **details,
    )
