"""Looking official letters up."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.extensions import db
from app.invitations.models import InvitationPlan, OfficialLetter
from app.invitations.rules.papers import Paper, paper
from app.people.models import Speaker


def paper_of(workshop_id: int) -> Paper:
    plan = db.session.get(InvitationPlan, workshop_id)
    return paper(plan.paper if plan else None)


def letters_of(workshop_id: int) -> Sequence[OfficialLetter]:
    """All of a workshop, the newest first; those of the erased are numbers and no more."""
    return db.session.scalars(
        select(OfficialLetter)
        .where(OfficialLetter.workshop_id == workshop_id)
        .order_by(OfficialLetter.number.desc())
    ).all()


def issued_to(speaker: Speaker) -> Sequence[OfficialLetter]:
    """What was issued to this speaker, the newest first."""
    return db.session.scalars(
        select(OfficialLetter)
        .where(
            OfficialLetter.workshop_id == speaker.workshop_id,
            OfficialLetter.recipient == f"speaker:{speaker.id}",
        )
        .order_by(OfficialLetter.number.desc())
    ).all()


def find_letter(workshop_id: int, number: int) -> OfficialLetter | None:
    """None too for one whose addressee was erased: there is nothing to print any more."""
    found = db.session.scalar(
        select(OfficialLetter).where(
            OfficialLetter.workshop_id == workshop_id, OfficialLetter.number == number
        )
    )
    return found if found is not None and found.facts else None


def last_number(workshop_id: int) -> int:
    return (
        db.session.scalar(
            select(func.max(OfficialLetter.number)).where(
                OfficialLetter.workshop_id == workshop_id
            )
        )
        or 0
    )
