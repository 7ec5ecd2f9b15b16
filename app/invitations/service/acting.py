"""What every act upon an invitation does: hold it, look itself up, and be noted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.agenda.rules.document import Document
from app.audit.service import note
from app.extensions import db
from app.invitations import letters, own_part, rules
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState, Via
from app.workshops.models import Workshop

#: As the log says who acted; anybody else is an account.
ACTORS = {
    Via.DESK: "speaker",
    Via.ASSISTANT: "assistant",
    Via.CALENDAR: "calendar",
    Via.MAIL: "mail",
}


def hold(invitation: Invitation) -> None:
    """Two acts on one invitation come one after the other; the second sees what the first did."""
    db.session.flush()
    db.session.scalars(
        select(Invitation)
        .where(Invitation.id == invitation.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    ).one()


def hold_all(workshop: Workshop) -> None:
    """Every invitation of this workshop, in the order of ids; before the workshop itself, as
    everybody does (see registration/service/seats.py)."""
    db.session.flush()
    db.session.scalars(
        select(Invitation)
        .where(Invitation.workshop_id == workshop.id)
        .order_by(Invitation.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    ).all()


def become(invitation: Invitation, state: InvitationState | None) -> None:
    assert state is not None
    invitation.state = state


def check_can_ask(invitation: Invitation, at: datetime, document: Document | None = None) -> None:
    person = invitation.speaker.person
    if not person.email:
        raise rules.NoAddress(name=person.name)
    check_ahead(invitation, at, document)


def check_ahead(invitation: Invitation, at: datetime, document: Document | None = None) -> None:
    """`document` is the agenda as this speaker reads it, where somebody has read it already."""
    workshop = invitation.speaker.workshop
    document = document or letters.own_part_of(invitation.speaker, at=at).document
    rules.check_ahead(
        cancelled=workshop.is_cancelled,
        ends=own_part.ends(document),
        at=at,
    )


def noted(
    verb: str,
    invitation: Invitation,
    *,
    at: datetime,
    actor: str = "account",
    account_id: int | None = None,
    **details: str | int | bool | list[str] | None,
) -> None:
    note(
        f"invitation.{verb}",
        at=at,
        actor=actor,
        account_id=account_id,
        workshop_id=invitation.workshop_id,
        subject=f"invitation:{invitation.id}",
        **details,
    )
