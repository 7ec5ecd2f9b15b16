"""That somebody did something on the desk, for the first time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from app.extensions import db
from app.invitations.models import Invitation


def note_opened(invitation: Invitation, *, at: datetime) -> None:
    """Only the first time counts; nothing else changes, so nobody waits for anybody here."""
    db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.opened_at.is_(None))
        .values(opened_at=at)
    )
