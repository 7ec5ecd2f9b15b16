"""E-mails that came in for a workshop and could not be used: kept until somebody has read them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from app.extensions import db
from app.mail import receiving
from app.mail.models import Received
from app.mail.queries import FOR_PEOPLE


def waiting(workshop_id: int) -> Sequence[Received]:
    """The newest first."""
    return db.session.scalars(
        select(Received)
        .where(
            Received.workshop_id == workshop_id,
            Received.outcome.in_(FOR_PEOPLE),
            Received.settled_at.is_(None),
        )
        .order_by(Received.id.desc())
        .options(defer(Received.content))
    ).all()


def counts(workshop_ids: Collection[int]) -> dict[int, int]:
    """How many wait, by workshop."""
    rows = db.session.execute(
        select(Received.workshop_id, func.count())
        .where(
            Received.workshop_id.in_(workshop_ids),
            Received.outcome.in_(FOR_PEOPLE),
            Received.settled_at.is_(None),
        )
        .group_by(Received.workshop_id)
    )
    return {number: count for number, count in rows if number is not None}


def why(one: Received) -> str:
    """What came of it, in a sentence; a reason that nobody has words for is read by people."""
    return receiving.words_of(one.reason) or receiving.words_of("not_understood")
