"""Asking speakers, their answers, and what is published or cancelled, told to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import links
from app.agenda.changes_in_words import say, title_of
from app.agenda.rules.changes import Change
from app.agenda.rules.changes import ChangeKind as K
from app.agenda.rules.document import Document, ItemSeen
from app.audit.service import note
from app.extensions import db
from app.i18n import gettext, speaking
from app.invitations import letters, own_part, queries, rules
from app.invitations.models import Invitation
from app.invitations.rules import Action, InvitationState
from app.mail import outbox
from app.people.models import Speaker
from app.registration import service as registration
from app.registration.queries import window_of
from app.workshops.models import Workshop
from app.workshops.rules import Stale

# -- The organisers -------------------------------------------------------------------------------


def draft(
    speaker: Speaker,
    *,
    language: str,
    message: str | None,
    seen: str | None = None,
    at: datetime,
    account_id: int | None,
) -> Invitation:
    """Write or rewrite what will be sent. `seen` is the fingerprint of what the form showed.

    Raises Stale when somebody else saved meanwhile, AlreadySent.
    """
    invitation = queries.find_invitation(speaker)
    if invitation is None:
        invitation = Invitation(
            key=links.new_key(),
            workshop_id=speaker.workshop_id,
            speaker=speaker,
            state=InvitationState.DRAFTED,
            language=language,
            message=message,
            letters=0,
            created_at=at,
        )
        db.session.add(invitation)
        db.session.flush()
    else:
        _hold(invitation)
        if seen is not None and seen != rules.fingerprint(invitation.message, invitation.language):
            raise Stale
        rules.apply(invitation.state, Action.EDIT)
        invitation.language, invitation.message = language, message
    _note("drafted", invitation, at=at, account_id=account_id)
    return invitation


def send(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """Ask. Raises AlreadySent, NoAddress, IsOver, IsCancelled."""
    _hold(invitation)
    state = rules.apply(invitation.state, Action.SEND)
    _check_can_ask(invitation, at)
    _become(invitation, state)
    invitation.sent_at = at
    letters.write("invitation", invitation, at=at)
    _note("sent", invitation, at=at, account_id=account_id)


def remind(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """Ask once more, once. Raises AlreadyReminded, AlreadyAnswered, NoAddress and the like."""
    _hold(invitation)
    rules.check_remind(invitation.state, invitation.reminded_at)
    _check_can_ask(invitation, at)
    invitation.reminded_at = at
    letters.write("reminder", invitation, at=at)
    _note("reminded", invitation, at=at, account_id=account_id)


def withdraw(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """Take the invitation back: the link dies, a seat held goes to the next, a letter says so."""
    _hold(invitation)
    was_expected = invitation.state in rules.EXPECTED
    _become(invitation, rules.apply(invitation.state, Action.WITHDRAW))
    registration.release_speaker(invitation.speaker, at=at, account_id=account_id)
    invitation.generation += 1
    invitation.feed_generation += 1
    if was_expected:
        letters.write("withdrawn", invitation, at=at)
    _note("withdrawn", invitation, at=at, account_id=account_id)


def reopen(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """Begin anew with somebody whose invitation was withdrawn or has lapsed."""
    _hold(invitation)
    _become(invitation, rules.apply(invitation.state, Action.REOPEN))
    invitation.sent_at = invitation.reminded_at = invitation.answered_at = None
    invitation.answer = None
    _note("reopened", invitation, at=at, account_id=account_id)


def remove(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """Delete an invitation that is drafted or withdrawn. Raises StillOpen."""
    _hold(invitation)
    rules.apply(invitation.state, Action.REMOVE)
    _note("removed", invitation, at=at, account_id=account_id)
    db.session.delete(invitation)
    db.session.flush()


# -- The speaker ----------------------------------------------------------------------------------


def accept(invitation: Invitation, *, answer: str | None, at: datetime) -> None:
    """Yes: a seat is held, and a letter thanks with the calendar file.

    Given twice it changes nothing but the note. Raises IsOver, IsCancelled, Withdrawn and such.
    """
    if _answer(invitation, Action.ACCEPT, answer, at):
        registration.seat_for_speaker(invitation.speaker, at=at)
        letters.write("accepted", invitation, at=at)


def decline(invitation: Invitation, *, answer: str | None, at: datetime) -> None:
    """No: the seat goes to the next in line. As accept."""
    if _answer(invitation, Action.DECLINE, answer, at):
        registration.release_speaker(invitation.speaker, at=at)
        letters.write("declined", invitation, at=at)


def _answer(invitation: Invitation, action: Action, answer: str | None, at: datetime) -> bool:
    """Whether this answer is another one than before."""
    _hold(invitation)
    state = rules.apply(invitation.state, action)
    _check_ahead(invitation, at)
    invitation.answer = answer  # a note belongs to the answer it came with
    if state is invitation.state:
        return False
    _become(invitation, state)
    invitation.answered_at = at
    _note(state or "", invitation, at=at, actor="speaker")
    return True


def seat_accepted(at: datetime) -> None:
    """Seats for speakers who said yes before their workshop took registrations; once it is over
    nobody needs one, and whose data were erased gets no new row."""
    for invitation in queries.accepted_without_seat():
        over = window_of(None, invitation.speaker.workshop.slug).over
        if over is None or at < over:
            registration.seat_for_speaker(invitation.speaker, at=at)


# -- Told by publishing ---------------------------------------------------------------------------


def tell_changes(
    workshop: Workshop,
    before: Document | None,
    after: Document,
    changes: Sequence[Change],
    *,
    act: str,
    at: datetime,
) -> None:
    """Write to the expected speakers whose own time or place changed.

    `act` names the publishing.
    """
    for invitation in queries.touched(workshop.id, before, after):
        if invitation.speaker.person.email:
            outbox.write(**plan_changed(invitation, before, after, changes, act=act, at=at))


def plan_changed(
    invitation: Invitation,
    before: Document | None,
    after: Document,
    changes: Sequence[Change],
    *,
    act: str,
    at: datetime,
) -> dict[str, Any]:
    """The letter about these changes to one of those whom `queries.touched` names."""
    assert before is not None  # the first version touches nobody
    person = invitation.speaker.key
    with speaking(invitation.language):
        sentences = _sentences(person, before, after, changes)
    return letters.plan(
        "changed",
        invitation,
        act=act,
        at=at,
        document=after,
        also=_keys(before, person),
        changes=sentences,
    )


def tell_cancelled(workshop: Workshop, *, act: str, at: datetime) -> None:
    """Write to everybody who was asked and has not said no."""
    document = queries.newest_document(workshop)
    for invitation in queries.expected(workshop.id):
        letters.write("workshop_cancelled", invitation, act=act, at=at, document=document)


def _keys(document: Document, person: str) -> frozenset[str]:
    return frozenset(item.key for item, _ in own_part.parts_of(document, person))


def _sentences(
    person: str, before: Document, after: Document, changes: Sequence[Change]
) -> list[str]:
    """What changed for this person, in the spoken language."""
    old = {item.uid: item for item, _ in own_part.parts_of(before, person)}
    new = {item.uid: item for item, _ in own_part.parts_of(after, person)}
    own = {item.key for item in (*old.values(), *new.values())}
    still_there = {item.uid for item in after.shown()}
    return [
        *(say(one, before, after) for one in changes if _concerns(one, own)),
        *(_lost(item) for uid, item in old.items() if uid in still_there and uid not in new),
        *(_gained(item, after) for uid, item in new.items() if uid not in old),
    ]


def _concerns(change: Change, own: set[str]) -> bool:
    if change.kind in (K.WORKSHOP_PLACE, K.WORKSHOP_WAY):
        return True
    return change.concerns_time_or_place and change.item in own


def _lost(item: ItemSeen) -> str:
    return gettext("You are no longer named with “%(title)s”", title=title_of(item))


def _gained(item: ItemSeen, after: Document) -> str:
    when = own_part.times(item, after, None)[0]
    return gettext("You are now named with “%(title)s”: %(when)s", title=title_of(item), when=when)


# -- Shared ---------------------------------------------------------------------------------------


def _hold(invitation: Invitation) -> None:
    """Two acts on one invitation come one after the other; the second sees what the first did."""
    db.session.flush()
    db.session.scalars(
        select(Invitation)
        .where(Invitation.id == invitation.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    ).one()


def _become(invitation: Invitation, state: InvitationState | None) -> None:
    assert state is not None
    invitation.state = state


def _check_can_ask(invitation: Invitation, at: datetime) -> None:
    person = invitation.speaker.person
    if not person.email:
        raise rules.NoAddress(name=person.name)
    _check_ahead(invitation, at)


def _check_ahead(invitation: Invitation, at: datetime) -> None:
    workshop = invitation.speaker.workshop
    part = letters.own_part_of(invitation.speaker, at=at)
    rules.check_ahead(
        cancelled=workshop.is_cancelled,
        ends=own_part.ends(part.document),
        at=at,
    )


def _note(
    verb: str,
    invitation: Invitation,
    *,
    at: datetime,
    actor: str = "account",
    account_id: int | None = None,
) -> None:
    note(
        f"invitation.{verb}",
        at=at,
        actor=actor,
        account_id=account_id,
        workshop_id=invitation.workshop_id,
        subject=f"invitation:{invitation.id}",
    )
