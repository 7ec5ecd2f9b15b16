"""What came in by e-mail is erased when its time is over, as it came and as it was read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from app.agenda.models import Day
from app.extensions import db, means_to_write
from app.mail.models import Received
from app.privacy.rules import AT_ONCE, RECEIVED_FOR, received_goes
from app.registration.models import RegistrationForm


def erase_received_due(at: datetime) -> None:
    """The worker's job. Where owners hold erasing back, it stays as all else does."""
    due = _due(at)
    if due:
        db.session.execute(delete(Received).where(Received.id.in_(due)))


def _due(at: datetime) -> list[int]:
    """By a reader of its own: a minute in which nothing is due keeps nobody waiting."""
    last = (
        select(Day.workshop_id, func.max(Day.date).label("day")).group_by(Day.workshop_id)
    ).subquery()
    held = select(RegistrationForm.workshop_id).where(RegistrationForm.keep_held)
    rows = (
        select(Received.id, Received.at, Received.workshop_id, last.c.day)
        .outerjoin(last, last.c.workshop_id == Received.workshop_id)
        .where(
            Received.at <= at - RECEIVED_FOR,
            Received.workshop_id.is_(None) | Received.workshop_id.not_in(held),
        )
        .order_by(Received.id)
    )
    token = means_to_write.set(False)
    try:
        with db.engine.connect() as reader:
            found = [
                id
                for id, came, workshop_id, day in reader.execute(rows)
                if at >= received_goes(came, workshop_id is not None, day)
            ]
    finally:
        means_to_write.reset(token)
    return found[:AT_ONCE]
