"""Who hears of what is published."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.agenda.rules.document import Document
from app.extensions import db
from app.registration import rules
from app.registration.models import Registration
from app.registration.rules import RegistrationState, Source


def asked_in(workshop_id: int, states: Collection[RegistrationState]) -> Sequence[Registration]:
    """Who registered by the form and is in one of these states; speakers hear by invitation."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.workshop_id == workshop_id,
            Registration.source != Source.SPEAKER,
            Registration.state.in_(states),
        )
        .order_by(Registration.id)
    ).all()


def touched(workshop_id: int, before: Document | None, after: Document) -> list[Registration]:
    """Who gets a letter when `after` is published over `before`."""
    ways = rules.touched_ways(before, after) if before else frozenset()
    if not ways:
        return []
    return [one for one in asked_in(workshop_id, rules.TOLD) if one.way in ways]
