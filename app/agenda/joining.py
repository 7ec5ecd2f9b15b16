"""Two speakers of one workshop become one: the parts in items and themes go over."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.agenda.models import AgendaItem, ItemPart, Theme, ThemeGuest
from app.extensions import db
from app.people.models import Speaker
from app.people.service import Joint

Row = TypeVar("Row", ItemPart, ThemeGuest)


def move(stays: Speaker, goes: Speaker) -> None:
    """Each part once: who was named twice for the same is named once. Versions stay as they are.

    Counts as a save of every item and theme it touches.
    """
    named = (ItemPart.speaker_id == goes.id, ThemeGuest.speaker_id == goes.id)
    items = select(AgendaItem).where(AgendaItem.parts.any(named[0]))
    for item in db.session.scalars(items.order_by(AgendaItem.id)):
        item.parts[:] = _each_once(item.parts, stays, goes)
        flag_modified(item, "key")
    themes = select(Theme).where(Theme.guests.any(named[1]))
    for theme in db.session.scalars(themes.order_by(Theme.id)):
        theme.guests[:] = _each_once(theme.guests, stays, goes)
        flag_modified(theme, "key")
    db.session.flush()


def _each_once(rows: list[Row], stays: Speaker, goes: Speaker) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        if row.speaker_id == goes.id:
            row.speaker, row.speaker_id = stays, stays.id
        is_double = row.speaker_id == stays.id and any(
            one.speaker_id == stays.id and one.part is row.part for one in kept
        )
        if not is_double:
            kept.append(row)
    return kept


JOINT = Joint(move=move)
