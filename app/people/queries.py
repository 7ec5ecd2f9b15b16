"""Looking people of a workshop up."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions import db
from app.people.models import Speaker
from app.workshops.models import Workshop


def speakers(workshop: Workshop) -> Sequence[Speaker]:
    return db.session.scalars(
        select(Speaker)
        .where(Speaker.workshop_id == workshop.id)
        .order_by(Speaker.position, Speaker.id)
    ).all()


def find_speaker(workshop: Workshop, key: str) -> Speaker | None:
    return db.session.scalar(
        select(Speaker).where(Speaker.workshop_id == workshop.id, Speaker.key == key)
    )
