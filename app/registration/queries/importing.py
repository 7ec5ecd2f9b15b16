"""Who of a list is registered already, or was, and what places there are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.registration import rules
from app.registration.models import Registration
from app.registration.queries.answers import answers_of_many
from app.registration.queries.seats import Live
from app.registration.rules.imported.comparing import Known, Pool
from app.workshops.rules import Way


def known_by_address(
    workshop_id: int, wanted: Collection[str]
) -> tuple[dict[str, Known], dict[str, Known]]:
    """By address: whose registration is not over, and the last one of those whose is."""
    rows = db.session.scalars(
        select(Registration)
        .where(Registration.workshop_id == workshop_id, Registration.email_normal.in_(wanted))
        .order_by(Registration.state_at, Registration.id)
    ).all()
    answers = answers_of_many([row.id for row in rows])
    active: dict[str, Known] = {}
    former: dict[str, Known] = {}
    for row in rows:
        of_state = active if row.state in rules.ACTIVE else former
        of_state[row.email_normal] = _known(row, answers.get(row.id, {}))
    return active, former


def _known(row: Registration, answers: dict[str, Any]) -> Known:
    return Known(
        id=row.id,
        key=row.key,
        state=row.state,
        way=row.way,
        name=row.name,
        native_name=row.native_name,
        address_as=row.address_as,
        affiliation=row.affiliation,
        position=row.position,
        country=row.country,
        language=row.language,
        answers=answers,
    )


def pools_of(live: Live) -> dict[Way, Pool]:
    return {seats.way: Pool(left=seats.left, waiting=seats.waiting) for seats in live.seats}
