"""What the agenda holds of speakers: when two become one, when one leaves, and when somebody else
comes instead."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.agenda.models import AgendaItem, ItemPart, Theme, ThemeGuest
from app.agenda.rules.history import Act
from app.agenda.service import history
from app.extensions import db
from app.people.models import Speaker
from app.people.service import Joint
from app.workshops.models import Workshop

Row = TypeVar("Row", ItemPart, ThemeGuest)


def move(stays: Speaker, goes: Speaker) -> None:
    """As `_rename`; versions stay as they are, earlier edits speak of who stays."""
    _rename(goes, stays)
    history.rename_person(goes.workshop_id, goes.key, stays.key)


def leave(speaker: Speaker, at: datetime, account_id: int | None) -> None:
    """Out of every item and theme, as one edit that colleagues see."""
    workshop = db.session.get_one(Workshop, speaker.workshop_id)
    with history.record(workshop, Act.PERSON_REMOVED, at=at, account_id=account_id):
        items = select(AgendaItem).where(AgendaItem.parts.any(ItemPart.speaker_id == speaker.id))
        for item in db.session.scalars(items):
            item.parts[:] = [row for row in item.parts if row.speaker_id != speaker.id]
            flag_modified(item, "key")
        themes = select(Theme).where(Theme.guests.any(ThemeGuest.speaker_id == speaker.id))
        for theme in db.session.scalars(themes):
            theme.guests[:] = [row for row in theme.guests if row.speaker_id != speaker.id]
            flag_modified(theme, "key")


def pass_on(goes: Speaker, comes: Speaker, *, at: datetime, account_id: int | None) -> None:
    """Everything the draft names the one with becomes the other's, as one edit to be undone."""
    workshop = db.session.get_one(Workshop, goes.workshop_id)
    with history.record(workshop, Act.PERSON_REPLACED, at=at, account_id=account_id):
        _rename(goes, comes)


def _rename(goes: Speaker, comes: Speaker) -> None:
    """Each part once: who was named twice for the same is named once. Counts as a save of every
    item and theme it touches."""
    named = (ItemPart.speaker_id == goes.id, ThemeGuest.speaker_id == goes.id)
    items = select(AgendaItem).where(AgendaItem.parts.any(named[0]))
    for item in db.session.scalars(items.order_by(AgendaItem.id)):
        item.parts[:] = _each_once(item.parts, comes, goes)
        flag_modified(item, "key")
    themes = select(Theme).where(Theme.guests.any(named[1]))
    for theme in db.session.scalars(themes.order_by(Theme.id)):
        theme.guests[:] = _each_once(theme.guests, comes, goes)
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


JOINT = Joint(move=move, leave=leave)
