"""What must hold of invitations at any time; read only."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.people.models import Speaker
from app.registration.models import Registration
from app.registration.rules import ACTIVE, Source


def broken() -> list[str]:
    """A line for each rule that the stored invitations break."""
    return [*_seats_without_a_yes(), *_unsent(), *_strangers()]


def _seats_without_a_yes() -> list[str]:
    """A seat kept for a speaker goes to the next in line when there is no yes any more.

    The other way round does not hold: registration may open after the speakers have accepted.
    """
    rows = db.session.scalars(
        select(Invitation.id)
        .join(Registration, Registration.speaker_id == Invitation.speaker_id)
        .where(
            Invitation.state != InvitationState.ACCEPTED,
            Registration.source == Source.SPEAKER,
            Registration.state.in_(ACTIVE),
        )
        .order_by(Invitation.id)
    )
    return [f"invitations: number {id} is not accepted and a seat is kept for it" for id in rows]


def _unsent() -> list[str]:
    rows = db.session.scalars(
        select(Invitation.id)
        .where(Invitation.state == InvitationState.SENT, Invitation.sent_at.is_(None))
        .order_by(Invitation.id)
    )
    return [f"invitations: number {id} is sent and does not say when" for id in rows]


def _strangers() -> list[str]:
    rows = db.session.scalars(
        select(Invitation.id)
        .join(Speaker, Speaker.id == Invitation.speaker_id)
        .where(Speaker.workshop_id != Invitation.workshop_id)
        .order_by(Invitation.id)
    )
    return [f"invitations: number {id} is for a speaker of another workshop" for id in rows]
