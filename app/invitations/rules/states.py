"""What may be done to an invitation when, by the organisers and by the speaker."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_


class InvitationState(StrEnum):
    DRAFTED = "drafted"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    COUNTER_PROPOSED = "counter_proposed"
    DELEGATING = "delegating"
    DELEGATED = "delegated"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


S = InvitationState


class Action(StrEnum):
    # of the organisers
    EDIT = "edit"
    SEND = "send"
    REMIND = "remind"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    REMOVE = "remove"
    #: The time a speaker proposed is the one in the agenda now; or the agenda stays as it is.
    AGREE_TIME = "agree_time"
    KEEP_TIME = "keep_time"
    #: The colleague a speaker named takes the part; or the speaker is asked again.
    CONFIRM_DELEGATE = "confirm_delegate"
    REFUSE_DELEGATE = "refuse_delegate"
    # of the speaker, an assistant, their calendar, or an organiser who heard it from them
    ACCEPT = "accept"
    DECLINE = "decline"
    #: Perhaps: the own institution has to approve.
    AWAIT_APPROVAL = "await_approval"
    PROPOSE = "propose"
    DELEGATE = "delegate"
    # of the clock
    LAPSE = "lapse"


class Via(StrEnum):
    """The way by which an answer, a text or a file came."""

    DESK = "desk"
    ASSISTANT = "assistant"
    CALENDAR = "calendar"
    MAIL = "mail"
    ORGANISER = "organiser"


class Author(StrEnum):
    SPEAKER = "speaker"
    ASSISTANT = "assistant"
    ORGANISER = "organiser"


A = Action

#: What each action makes of each state; what is not here is refused. None = the row goes.
#: An answer may change while the workshop is ahead, and given again it changes nothing.
TABLE: dict[tuple[InvitationState, Action], InvitationState | None] = {
    (S.DRAFTED, A.EDIT): S.DRAFTED,
    (S.DRAFTED, A.SEND): S.SENT,
    (S.DRAFTED, A.REMOVE): None,
    (S.WITHDRAWN, A.REOPEN): S.DRAFTED,
    (S.WITHDRAWN, A.REMOVE): None,
    (S.LAPSED, A.REOPEN): S.DRAFTED,
    (S.SENT, A.REMIND): S.SENT,
    (S.TENTATIVE, A.REMIND): S.TENTATIVE,
    (S.SENT, A.LAPSE): S.LAPSED,
    (S.TENTATIVE, A.LAPSE): S.LAPSED,
    (S.COUNTER_PROPOSED, A.AGREE_TIME): S.ACCEPTED,
    (S.COUNTER_PROPOSED, A.KEEP_TIME): S.SENT,
    (S.DELEGATING, A.CONFIRM_DELEGATE): S.DELEGATED,
    (S.DELEGATING, A.REFUSE_DELEGATE): S.SENT,
}
_BY_ANSWER = {
    A.ACCEPT: S.ACCEPTED,
    A.DECLINE: S.DECLINED,
    A.AWAIT_APPROVAL: S.TENTATIVE,
    A.PROPOSE: S.COUNTER_PROPOSED,
    A.DELEGATE: S.DELEGATING,
}
_OPEN = (S.SENT, S.ACCEPTED, S.DECLINED, S.TENTATIVE, S.COUNTER_PROPOSED, S.DELEGATING)
TABLE |= {(here, answer): there for here in _OPEN for answer, there in _BY_ANSWER.items()}
TABLE |= {(here, A.WITHDRAW): S.WITHDRAWN for here in (*_OPEN, S.DELEGATED, S.LAPSED)}

#: Who has been asked and has not said no: they hear of changes, and of a cancellation.
EXPECTED = frozenset({S.SENT, S.ACCEPTED, S.TENTATIVE, S.COUNTER_PROPOSED, S.DELEGATING})
#: Who was asked and does not come. An agenda that names them still is told of, wherever organisers
#: look: nothing takes anybody out of it by itself.
GONE = frozenset({S.DECLINED, S.DELEGATED, S.WITHDRAWN, S.LAPSED})
#: Before this, nobody is offered to remind: the invitation may not have been read yet.
REMIND_AFTER = timedelta(days=3)
#: What a speaker may answer, and the states that are answers.
ANSWERS = frozenset(_BY_ANSWER)
GIVEN = frozenset(_BY_ANSWER.values())
#: Reminders that one person gets of one thing, whoever sends them.
MOST_REMINDERS = 3


class NotSent(Refusal):
    message = N_("This invitation has not been sent yet.")


class AlreadySent(Refusal):
    message = N_("This invitation has been sent already.")


class AlreadyAnswered(Refusal):
    message = N_("The answer is here already; there is nothing to remind of.")


class AlreadyReminded(Refusal):
    message = N_("Three reminders have been sent already. Another one would be one too many.")


class ProposesNothing(Refusal):
    message = N_("No other time has been proposed, or it has been dealt with.")


class NamesNobody(Refusal):
    message = N_("Nobody else has been named, or it has been dealt with.")


class Unlapsing(Refusal):
    message = N_("There is an answer, so this invitation cannot lapse.")


class Withdrawn(Refusal):
    message = N_("This invitation has been withdrawn.")


class Lapsed(Refusal):
    message = N_("This invitation has lapsed. Please write to the organisers.")


class Delegated(Refusal):
    message = N_("Somebody else takes this part now. Please write to the organisers.")


class StillOpen(Refusal):
    message = N_("This invitation is under way. Withdraw it first.")


class NoAddress(Refusal):
    message = N_("No e-mail address is recorded for %(name)s. Add one on the people page.")


class IsOver(Refusal):
    message = N_("This workshop is over; nothing about it can be answered any more.")


class IsCancelled(Refusal):
    message = N_("This workshop is cancelled; nothing about it can be answered any more.")


def apply(state: InvitationState, action: Action) -> InvitationState | None:
    """What the action makes of an invitation. Raises the Refusal that says why not."""
    if (state, action) not in TABLE:
        raise refusal_of(state, action)
    return TABLE[state, action]


def refusal_of(state: InvitationState, action: Action) -> Refusal:
    """Why this cell of the table is empty."""
    if action in (A.REOPEN, A.REMOVE) and state is not S.DRAFTED:
        return StillOpen()
    if state is S.DRAFTED:
        return NotSent()
    if state is S.WITHDRAWN:
        return Withdrawn()
    if action in (A.EDIT, A.SEND):
        return AlreadySent()
    if state is S.LAPSED:
        return Lapsed()
    if state is S.DELEGATED:
        return Delegated()
    if action in (A.AGREE_TIME, A.KEEP_TIME):
        return ProposesNothing()
    if action in (A.CONFIRM_DELEGATE, A.REFUSE_DELEGATE):
        return NamesNobody()
    if action is A.LAPSE:
        return Unlapsing()
    return AlreadyAnswered()


def check_remind(state: InvitationState, reminders: int) -> None:
    """While there is no answer, and not without end. Raises a Refusal."""
    apply(state, A.REMIND)
    if reminders >= MOST_REMINDERS:
        raise AlreadyReminded


def check_ahead(*, cancelled: bool, ends: datetime | None, at: datetime) -> None:
    """Asking and answering end with the workshop; a date not recorded is ahead.

    Raises IsCancelled or IsOver.
    """
    if cancelled:
        raise IsCancelled
    if ends is not None and at >= ends:
        raise IsOver


def possible(
    state: InvitationState,
    reminders: int,
    *,
    asked_at: datetime | None = None,
    at: datetime | None = None,
) -> frozenset[Action]:
    """What the page of this invitation offers at this moment. `asked_at` is when the last letter
    asked: nobody is reminded at once."""
    found = {action for (here, action) in TABLE if here is state}
    is_fresh = asked_at is not None and at is not None and at - asked_at < REMIND_AFTER
    if reminders >= MOST_REMINDERS or is_fresh:
        found.discard(A.REMIND)
    return frozenset(found)
