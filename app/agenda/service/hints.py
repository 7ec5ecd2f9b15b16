"""Accepting a hint with a reason, and taking that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.agenda.models_hints import AcceptedHint
from app.agenda.rules.hints import LONGEST_REASON, NoReason, ReasonTooLong
from app.agenda.service.freezing import lock
from app.audit.service import note
from app.extensions import db
from app.i18n.texts import one_line
from app.workshops.models import Workshop


def accept(
    workshop: Workshop,
    key: str,
    reason: str,
    *,
    minutes: int | None,
    at: datetime,
    account_id: int | None,
) -> AcceptedHint:
    """Keep why it may stay; said again, the new reason holds. `minutes` is how much it is now.

    Raises NoReason and ReasonTooLong.
    """
    said = one_line(reason)
    if not said:
        raise NoReason
    if len(said) > LONGEST_REASON:
        raise ReasonTooLong(length=len(said), most=LONGEST_REASON)
    lock(workshop)
    row = find_accepted(workshop, key)
    if row is None:
        row = AcceptedHint(workshop_id=workshop.id, key=key)
        db.session.add(row)
    row.reason, row.minutes, row.at, row.account_id = said, minutes, at, account_id
    db.session.flush()
    note("hint.accepted", **_of(row, at, account_id))
    return row


def withdraw(workshop: Workshop, key: str, *, at: datetime, account_id: int | None) -> bool:
    """Let it be shown again; whether it was accepted at all."""
    lock(workshop)
    row = find_accepted(workshop, key)
    if row is None:
        return False
    note("hint.reopened", **_of(row, at, account_id))
    db.session.delete(row)
    db.session.flush()
    return True


def find_accepted(workshop: Workshop, key: str) -> AcceptedHint | None:
    return db.session.scalar(
        select(AcceptedHint).where(
            AcceptedHint.workshop_id == workshop.id, AcceptedHint.key == key
        )
    )


def _of(row: AcceptedHint, at: datetime, account_id: int | None) -> dict[str, Any]:
    return {
        "at": at,
        "account_id": account_id,
        "workshop_id": row.workshop_id,
        "subject": f"hint:{row.id}",
        "kind": row.key.partition("-")[0],
    }
