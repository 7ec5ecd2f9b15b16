"""What organisers give to participants."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.registration.models import Handout


def handouts(workshop_id: int) -> list[Handout]:
    """In their order, each with its file."""
    wanted = (
        select(Handout)
        .where(Handout.workshop_id == workshop_id)
        .options(joinedload(Handout.file))
        .order_by(Handout.position, Handout.id)
    )
    return list(db.session.scalars(wanted))


def find_handout(workshop_id: int, key: str) -> Handout | None:
    return db.session.scalar(
        select(Handout)
        .where(Handout.workshop_id == workshop_id, Handout.key == key)
        .options(joinedload(Handout.file))
    )
