"""The speaker answers, from the desk, by an assistant, by the calendar, or by word of mouth."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.invitations import letters, queries, rules
from app.invitations.models import Invitation
from app.invitations.rules import Action, InvitationState, Via
from app.invitations.service import acting
from app.people.rules import Window
from app.people.service import set_availability
from app.registration import service as registration
from app.registration.queries import window_of


def accept(
    invitation: Invitation,
    *,
    answer: str | None,
    via: Via = Via.DESK,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """Yes: a seat is held, and a letter thanks with the calendar file.

    Given twice it changes nothing but the note. Raises IsOver, IsCancelled, Withdrawn and such.
    """
    if _answer(invitation, Action.ACCEPT, answer, via, at, account_id):
        registration.seat_for_speaker(invitation.speaker, at=at)
        letters.write("accepted", invitation, at=at)


def decline(
    invitation: Invitation,
    *,
    answer: str | None,
    via: Via = Via.DESK,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """No: the seat goes to the next in line. As accept."""
    if _answer(invitation, Action.DECLINE, answer, via, at, account_id):
        registration.release_speaker(invitation.speaker, at=at)
        letters.write("declined", invitation, at=at)


def await_approval(
    invitation: Invitation,
    *,
    answer: str | None,
    via: Via = Via.DESK,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """Perhaps: the own institution has to approve. A seat held before is given back. As accept."""
    if _answer(invitation, Action.AWAIT_APPROVAL, answer, via, at, account_id):
        registration.release_speaker(invitation.speaker, at=at)
        letters.write("tentative", invitation, at=at)


def propose(
    invitation: Invitation,
    *,
    windows: Iterable[Window],
    answer: str | None,
    via: Via = Via.DESK,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """Not then, but in these windows, which become the speaker's availability. As accept.

    Raises people.rules.EndsBeforeStart. Other windows proposed later replace these.
    """
    given = list(windows)
    is_new = _answer(invitation, Action.PROPOSE, answer, via, at, account_id)
    others = set_availability(invitation.speaker, given, at=at, account_id=account_id)
    if is_new:
        registration.release_speaker(invitation.speaker, at=at)
    if is_new or others:
        letters.write("proposed", invitation, at=at, windows=given)


def delegate(
    invitation: Invitation,
    *,
    name: str,
    email: str,
    answer: str | None,
    via: Via = Via.DESK,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """Somebody else would come instead: the organisers decide, and until then nothing passes on.

    As accept. Naming another one replaces the first.
    """
    before = (invitation.delegate_name, invitation.delegate_email)
    is_new = _answer(invitation, Action.DELEGATE, answer, via, at, account_id)
    invitation.delegate_name, invitation.delegate_email = name, email
    if is_new:
        registration.release_speaker(invitation.speaker, at=at)
    if is_new or before != (name, email):
        letters.write("delegating", invitation, at=at, delegate=name)


def _answer(
    invitation: Invitation,
    action: Action,
    answer: str | None,
    via: Via,
    at: datetime,
    account_id: int | None,
) -> bool:
    """Whether this answer is another one than before."""
    acting.hold(invitation)
    state = rules.apply(invitation.state, action)
    acting.check_ahead(invitation, at)
    invitation.answer = answer  # a note belongs to the answer it came with
    invitation.answered_via = via
    invitation.opened_at = invitation.opened_at or at
    if state is invitation.state:
        return False
    acting.become(invitation, state)
    if state is not InvitationState.DELEGATING:
        invitation.delegate_name = invitation.delegate_email = None
    invitation.answered_at = at
    acting.noted(
        state or "",
        invitation,
        at=at,
        actor=acting.ACTORS.get(via, "account"),
        account_id=account_id,
        via=via.value,
    )
    return True


def seat_accepted(at: datetime) -> None:
    """Seats for speakers who said yes before their workshop took registrations; once it is over
    nobody needs one, and whose data were erased gets no new row."""
    for invitation in queries.accepted_without_seat():
        over = window_of(None, invitation.speaker.workshop.slug).over
        if over is None or at < over:
            registration.seat_for_speaker(invitation.speaker, at=at)
