"""Reading the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from app.extensions import db
from app.mail.models import Letter
from app.mail.rules import UNDELIVERED, LetterState

PAGE = 50

_LISTED = (
    Letter.id,
    Letter.written_at,
    Letter.sent_at,
    Letter.to_name,
    Letter.to_email,
    Letter.subject,
    Letter.language,
    Letter.workshop_id,
    Letter.state,
    Letter.attempts,
    Letter.next_try_at,
    Letter.trouble,
)


def newest(page: int) -> tuple[Sequence[Any], bool]:
    """One page of the outbox, counted from 1, the newest first; and whether there is more."""
    rows = db.session.execute(
        select(*_LISTED).order_by(Letter.id.desc()).offset((page - 1) * PAGE).limit(PAGE + 1)
    ).all()
    return rows[:PAGE], len(rows) > PAGE


def counts() -> dict[LetterState, int]:
    """How many letters stand in which state."""
    rows = db.session.execute(select(Letter.state, func.count()).group_by(Letter.state))
    return {state: count for state, count in rows}


def undelivered(workshop_ids: Collection[int]) -> Sequence[Any]:
    """The newest letter to each address of each person of these workshops, where it was not
    delivered. One that was sent later makes up for it; one that still waits proves nothing."""
    newest = (
        select(func.max(Letter.id).label("id"))
        .where(
            Letter.workshop_id.in_(workshop_ids),
            Letter.state.in_((LetterState.SENT, *UNDELIVERED)),
        )
        .group_by(Letter.workshop_id, Letter.recipient, Letter.to_email)
        .subquery()
    )
    return db.session.execute(
        select(
            Letter.id,
            Letter.workshop_id,
            Letter.recipient,
            Letter.to_name,
            Letter.to_email,
            Letter.state,
        )
        .join(newest, newest.c.id == Letter.id)
        .where(Letter.state.in_(UNDELIVERED))
        .order_by(Letter.id)
    ).all()


def to_recipient(recipient: str) -> Sequence[Any]:
    """Every letter to one person, by row (registration:12), the newest first."""
    return db.session.execute(
        select(*_LISTED, Letter.kind)
        .where(Letter.recipient == recipient)
        .order_by(Letter.id.desc())
    ).all()


def find_letter(number: int) -> Letter | None:
    return db.session.get(Letter, number)
