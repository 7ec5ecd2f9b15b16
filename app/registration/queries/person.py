"""What is kept of one person beside the registration itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions import db
from app.registration.models import ConsentNote


def consent_log(registration_id: int) -> Sequence[ConsentNote]:
    """Every time somebody agreed or took it back, the newest first."""
    return db.session.scalars(
        select(ConsentNote)
        .where(ConsentNote.registration_id == registration_id)
        .order_by(ConsentNote.id.desc())
    ).all()
