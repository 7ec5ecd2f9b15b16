"""The organisers decide: about another time, about a colleague, and for whom they spoke to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app import links
from app.agenda.joining import pass_on
from app.agenda.rules.words import ItemState
from app.errors import Refusal
from app.extensions import db
from app.invitations import letters, queries, rules
from app.invitations.models import Invitation, Remark
from app.invitations.rules import Action, Author, InvitationState, Via
from app.invitations.rules.deciding import (
    ASKED_ANEW,
    Named,
    NamesAnother,
    StandsElsewhere,
    meant,
    stands_within,
)
from app.invitations.service import acting, answering, asking
from app.mail import addresses
from app.people.models import Speaker
from app.people.queries import speakers, windows_of
from app.people.rules import Window
from app.people.service import save_speaker, set_availability
from app.registration import service as registration

# -- Another time ---------------------------------------------------------------------------------


def agree_time(invitation: Invitation, *, at: datetime, account_id: int | None) -> None:
    """The agenda has the part at a time that was proposed: so it is a yes.

    Raises StandsElsewhere, ProposesNothing, IsOver and such.
    """
    acting.hold(invitation)
    state = rules.apply(invitation.state, Action.AGREE_TIME)
    acting.check_ahead(invitation, at)
    if not is_met(invitation, at=at):
        raise StandsElsewhere(name=invitation.speaker.person.name)
    acting.become(invitation, state)
    registration.seat_for_speaker(invitation.speaker, at=at)
    letters.write("time_agreed", invitation, at=at)
    acting.noted("time_agreed", invitation, at=at, account_id=account_id)


def is_met(invitation: Invitation, *, at: datetime) -> bool:
    """Whether the part, as the speaker would read it now, lies in the times they proposed."""
    part = letters.own_part_of(invitation.speaker, at=at)
    times = [
        (one.item.start, one.item.end)
        for one in part.items
        if one.item.start is not None and one.item.state is not ItemState.CANCELLED
    ]
    return stands_within(windows_of(invitation.speaker), times)


def keep_time(
    invitation: Invitation, *, word: str | None = None, at: datetime, account_id: int | None
) -> None:
    """The agenda stays as it is: could they come still? What was proposed instead holds no longer,
    so that no hint speaks of it. Raises ProposesNothing and such."""
    acting.hold(invitation)
    via = invitation.answered_via
    _ask_again(invitation, Action.KEEP_TIME, word, at=at, account_id=account_id)
    set_availability(
        invitation.speaker, _offered_before(invitation, via, at), at=at, account_id=account_id
    )
    letters.write("time_kept", invitation, at=at, reply=word or "")
    acting.noted("time_kept", invitation, at=at, account_id=account_id)


def _offered_before(invitation: Invitation, via: Via | None, at: datetime) -> list[Window]:
    """A proposal replaces what was offered; only a calendar's adds to it. Then what holds a time
    of the agenda was there before, or does no harm."""
    if via is not Via.CALENDAR:
        return []
    part = letters.own_part_of(invitation.speaker, at=at)
    times = [(one.item.start, one.item.end) for one in part.items if one.item.start is not None]
    return [
        window
        for window in windows_of(invitation.speaker)
        if any(stands_within([window], [time]) for time in times)
    ]


# -- A colleague ----------------------------------------------------------------------------------


def seen_of(invitation: Invitation) -> str:
    """Names the colleague a page showed, so that nobody else is confirmed in their place."""
    return rules.fingerprint(invitation.delegate_email, invitation.delegate_name or "")


def colleague_there(invitation: Invitation) -> Speaker | None:
    """The speaker of this workshop whom the colleague who was named is already.

    Raises NamesThemselves.
    """
    speaker = invitation.speaker
    others = [one for one in speakers(speaker.workshop) if one.id != speaker.id]
    name, email = invitation.delegate_name or "", invitation.delegate_email or ""
    found = meant(
        Named((name,), addresses.as_compared(email)),
        _named(speaker),
        [_named(one) for one in others],
    )
    return None if found is None else others[found]


def confirm_delegate(
    invitation: Invitation, *, seen: str | None = None, at: datetime, account_id: int | None
) -> Invitation:
    """The colleague takes the part: asked by an invitation of their own, while the original one
    ends with its link. In the draft every part passes on, as one edit that can be undone.

    Who is a speaker already keeps their invitation, and the part is added. Confirmed twice it is
    done once. Raises NamesNobody, NamesAnother, NamesThemselves, IsOver and such.
    """
    _hold_both(invitation)
    if invitation.state is InvitationState.DELEGATED:
        done = queries.came_of(invitation)
        if done is not None:
            return done
    state = rules.apply(invitation.state, Action.CONFIRM_DELEGATE)
    acting.check_ahead(invitation, at)
    if seen is not None and seen != seen_of(invitation):
        raise NamesAnother
    name = invitation.delegate_name or ""
    colleague = colleague_there(invitation) or save_speaker(
        invitation.speaker.workshop,
        key=links.new_key(),
        values={
            "name": name,
            "email": invitation.delegate_email,
            "language": invitation.language,
        },
        at=at,
        account_id=account_id,
    )
    acting.become(invitation, state)
    registration.release_speaker(invitation.speaker, at=at, account_id=account_id)
    invitation.generation += 1
    invitation.feed_generation += 1
    invitation.assistant_generation += 1
    # Before the part passes on: the e-mail, and what it takes out of the calendar, speak of it.
    letters.write("delegated", invitation, at=at)
    pass_on(invitation.speaker, colleague, at=at, account_id=account_id)
    acting.noted("delegated", invitation, at=at, account_id=account_id)
    return _asked(colleague, invitation, at=at, account_id=account_id)


def _hold_both(invitation: Invitation) -> None:
    """This invitation and the one that the colleague has already, in the order of their ids."""
    try:
        colleague = colleague_there(invitation)
    except Refusal:
        colleague = None  # said again where it counts
    other = queries.find_invitation(colleague) if colleague else None
    ids = [invitation.id] if other is None else [invitation.id, other.id]
    db.session.flush()
    db.session.scalars(
        select(Invitation)
        .where(Invitation.id.in_(ids))
        .order_by(Invitation.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    ).all()


def _asked(
    colleague: Speaker, original: Invitation, *, at: datetime, account_id: int | None
) -> Invitation:
    """The colleague's invitation: sent now, unless one is under way."""
    theirs = queries.find_invitation(colleague)
    if theirs is None:
        theirs = asking.draft(
            colleague, language=original.language, message=None, at=at, account_id=account_id
        )
    acts = ASKED_ANEW.get(theirs.state, ())
    verbs = {
        Action.WITHDRAW: asking.withdraw,
        Action.REOPEN: asking.reopen,
        Action.SEND: asking.send,
    }
    # One that is under way stays their own; nobody's part is two people's.
    if acts or theirs.delegated_from_id is None:
        theirs.delegated_from = original
    for act in acts:
        verbs[act](theirs, at=at, account_id=account_id)
    db.session.flush()
    return theirs


def refuse_delegate(
    invitation: Invitation, *, word: str | None = None, at: datetime, account_id: int | None
) -> None:
    """It should be them and nobody else: could they come still? Raises NamesNobody and such."""
    _ask_again(invitation, Action.REFUSE_DELEGATE, word, at=at, account_id=account_id)
    # Which names the colleague yet.
    letters.write("delegate_refused", invitation, at=at, reply=word or "")
    invitation.delegate_name = invitation.delegate_email = None
    acting.noted("delegate_refused", invitation, at=at, account_id=account_id)


def _ask_again(
    invitation: Invitation,
    action: Action,
    word: str | None,
    *,
    at: datetime,
    account_id: int | None,
) -> None:
    """Back to where an answer is waited for; silence counts from now on."""
    acting.hold(invitation)
    state = rules.apply(invitation.state, action)
    acting.check_ahead(invitation, at)
    acting.become(invitation, state)
    invitation.reminded_at = at
    invitation.answered_at = invitation.answered_via = None
    if word:
        db.session.add(
            Remark(
                invitation=invitation,
                at=at,
                author=Author.ORGANISER,
                account_id=account_id,
                via=Via.ORGANISER,
                text=word,
            )
        )


def _named(speaker: Speaker) -> Named:
    person = speaker.person
    return Named(
        (person.name, person.native_name, *person.other_names), addresses.as_compared(person.email)
    )


# -- Heard elsewhere ------------------------------------------------------------------------------

_VERBS = {
    Action.ACCEPT: answering.accept,
    Action.DECLINE: answering.decline,
    Action.AWAIT_APPROVAL: answering.await_approval,
}
#: What an organiser may note: it needs nothing of the speaker's but a word.
HEARD = tuple(_VERBS)


def note_answer(
    invitation: Invitation,
    action: Action,
    *,
    answer: str | None,
    at: datetime,
    account_id: int | None,
) -> None:
    """What the speaker said by phone or in person. As answering.accept and its neighbours."""
    _VERBS[action](invitation, answer=answer, via=Via.ORGANISER, at=at, account_id=account_id)


def lapse(
    invitation: Invitation, *, at: datetime, account_id: int | None = None, actor: str = "account"
) -> None:
    """Nobody waits for the answer any more, and an e-mail says so. Raises Unlapsing and such."""
    acting.hold(invitation)
    acting.become(invitation, rules.apply(invitation.state, Action.LAPSE))
    letters.write("lapsed", invitation, at=at)
    acting.noted("lapsed", invitation, at=at, account_id=account_id, actor=actor)
