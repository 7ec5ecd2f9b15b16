"""The organisers ask: draft, send, remind, withdraw, begin anew."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app import links
from app.agenda.rules.document import Document
from app.extensions import db
from app.invitations import letters, queries, rules
from app.invitations.models import Invitation
from app.invitations.rules import Action, InvitationState
from app.invitations.service import acting
from app.people.models import Speaker
from app.registration import service as registration
from app.workshops.rules import Stale


def draft(
    speaker: Speaker,
    *,
    language: str,
    message: str | None,
    answer_by: date | None = None,
    seen: str | None = None,
    at: datetime,
    account_id: int | None,
) -> Invitation:
    """Write or rewrite what will be sent. `seen` is the fingerprint of what the form showed.

    Raises Stale when somebody else saved meanwhile, AlreadySent.
    """
    _hold(speaker)
    invitation = queries.find_invitation(speaker)
    if invitation is None:
        invitation = Invitation(
            key=links.new_key(),
            workshop_id=speaker.workshop_id,
            speaker=speaker,
            state=InvitationState.DRAFTED,
            language=language,
            message=message,
            answer_by=answer_by,
            letters=0,
            created_at=at,
        )
        db.session.add(invitation)
        db.session.flush()
    else:
        acting.hold(invitation)
        if seen is not None and seen != fingerprint(invitation):
            raise Stale
        rules.apply(invitation.state, Action.EDIT)
        invitation.language, invitation.message = language, message
        invitation.answer_by = answer_by
    acting.noted("drafted", invitation, at=at, account_id=account_id)
    return invitation


def _hold(speaker: Speaker) -> None:
    """Of two who invite the same person, the second sees what the first wrote."""
    db.session.execute(select(Speaker.id).where(Speaker.id == speaker.id).with_for_update())


def fingerprint(invitation: Invitation) -> str:
    """Names what its form was opened with."""
    return rules.fingerprint(invitation.message, invitation.language, invitation.answer_by)


def send(
    invitation: Invitation,
    *,
    document: Document | None = None,
    at: datetime,
    account_id: int | None,
) -> None:
    """Ask, about the agenda as this person reads it. Raises AlreadySent, NoAddress, IsOver,
    IsCancelled."""
    acting.hold(invitation)
    state = rules.apply(invitation.state, Action.SEND)
    acting.check_can_ask(invitation, at, document)
    acting.become(invitation, state)
    invitation.sent_at = at
    letters.write("invitation", invitation, at=at, document=document)
    acting.noted("sent", invitation, at=at, account_id=account_id)


def remind(
    invitation: Invitation, *, at: datetime, account_id: int | None, actor: str = "account"
) -> None:
    """Ask once more, three times at most. Raises AlreadyReminded, AlreadyAnswered and such."""
    acting.hold(invitation)
    rules.check_remind(invitation.state, invitation.reminders)
    acting.check_can_ask(invitation, at)
    invitation.reminded_at = at
    invitation.reminders += 1
    letters.write("reminder", invitation, at=at)
    acting.noted("reminded", invitation, at=at, account_id=account_id, actor=actor)


def withdraw(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """Take the invitation back: the link dies, a seat held goes to the next, a letter says so."""
    acting.hold(invitation)
    was_expected = invitation.state in rules.EXPECTED
    acting.become(invitation, rules.apply(invitation.state, Action.WITHDRAW))
    registration.release_speaker(invitation.speaker, at=at, account_id=account_id)
    invitation.generation += 1
    invitation.feed_generation += 1
    invitation.assistant_generation += 1
    if was_expected:
        letters.write("withdrawn", invitation, at=at)
    acting.noted("withdrawn", invitation, at=at, account_id=account_id)


def reopen(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """Begin anew with somebody whose invitation was withdrawn or has lapsed."""
    acting.hold(invitation)
    acting.become(invitation, rules.apply(invitation.state, Action.REOPEN))
    invitation.sent_at = invitation.reminded_at = invitation.answered_at = None
    invitation.opened_at = invitation.chased_at = None
    invitation.reminders = invitation.chases = 0
    invitation.answer = invitation.answered_via = invitation.told = None
    invitation.delegate_name = invitation.delegate_email = None
    acting.noted("reopened", invitation, at=at, account_id=account_id)


def remove(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """Delete an invitation that is drafted or withdrawn. Raises StillOpen."""
    acting.hold(invitation)
    rules.apply(invitation.state, Action.REMOVE)
    acting.noted("removed", invitation, at=at, account_id=account_id)
    db.session.delete(invitation)
    db.session.flush()
