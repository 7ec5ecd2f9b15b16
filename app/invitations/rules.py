"""What may be done to an invitation when, by the organisers and by the speaker."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
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
    # of the speaker
    ACCEPT = "accept"
    DECLINE = "decline"


A = Action

#: What each action makes of each state; what is not here is refused. None = the row goes.
#: An answer may change while the workshop is ahead, and given again it changes nothing.
TABLE: dict[tuple[InvitationState, Action], InvitationState | None] = {
    (S.DRAFTED, A.EDIT): S.DRAFTED,
    (S.DRAFTED, A.SEND): S.SENT,
    (S.DRAFTED, A.REMOVE): None,
    (S.SENT, A.REMIND): S.SENT,
    (S.SENT, A.WITHDRAW): S.WITHDRAWN,
    (S.SENT, A.ACCEPT): S.ACCEPTED,
    (S.SENT, A.DECLINE): S.DECLINED,
    (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, A.ACCEPT): S.ACCEPTED,
    (S.ACCEPTED, A.DECLINE): S.DECLINED,
    (S.DECLINED, A.WITHDRAW): S.WITHDRAWN,
    (S.DECLINED, A.ACCEPT): S.ACCEPTED,
    (S.DECLINED, A.DECLINE): S.DECLINED,
    (S.TENTATIVE, A.WITHDRAW): S.WITHDRAWN,
    (S.TENTATIVE, A.ACCEPT): S.ACCEPTED,
    (S.TENTATIVE, A.DECLINE): S.DECLINED,
    (S.COUNTER_PROPOSED, A.WITHDRAW): S.WITHDRAWN,
    (S.COUNTER_PROPOSED, A.ACCEPT): S.ACCEPTED,
    (S.COUNTER_PROPOSED, A.DECLINE): S.DECLINED,
    (S.DELEGATING, A.WITHDRAW): S.WITHDRAWN,
    (S.DELEGATING, A.ACCEPT): S.ACCEPTED,
    (S.DELEGATING, A.DECLINE): S.DECLINED,
    (S.DELEGATED, A.WITHDRAW): S.WITHDRAWN,
    (S.WITHDRAWN, A.REOPEN): S.DRAFTED,
    (S.WITHDRAWN, A.REMOVE): None,
    (S.LAPSED, A.WITHDRAW): S.WITHDRAWN,
    (S.LAPSED, A.REOPEN): S.DRAFTED,
}

#: Who has been asked and has not said no: they hear of changes, and of a cancellation.
EXPECTED = frozenset({S.SENT, S.ACCEPTED, S.TENTATIVE, S.COUNTER_PROPOSED, S.DELEGATING})
#: Before this, nobody is offered to remind: the invitation may not have been read yet.
REMIND_AFTER = timedelta(days=3)
#: What a speaker may answer.
ANSWERS = frozenset({A.ACCEPT, A.DECLINE})


class NotSent(Refusal):
    message = N_("This invitation has not been sent yet.")


class AlreadySent(Refusal):
    message = N_("This invitation has been sent already.")


class AlreadyAnswered(Refusal):
    message = N_("The answer is here already; there is nothing to remind of.")


class AlreadyReminded(Refusal):
    message = N_("One reminder has been sent already. A second one would be one too many.")


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
    message = N_("This workshop is over; nothing about it can be answered or asked any more.")


class IsCancelled(Refusal):
    message = N_("This workshop is cancelled; nothing about it can be answered or asked any more.")


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
    return AlreadyAnswered()


def check_remind(state: InvitationState, reminded_at: datetime | None) -> None:
    """Once by hand, while there is no answer. Raises a Refusal."""
    apply(state, A.REMIND)
    if reminded_at is not None:
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
    reminded_at: datetime | None,
    *,
    sent_at: datetime | None = None,
    at: datetime | None = None,
) -> frozenset[Action]:
    """What the page of this invitation offers at this moment; a reminder once, and not at once."""
    found = {action for (here, action) in TABLE if here is state}
    is_fresh = sent_at is not None and at is not None and at - sent_at < REMIND_AFTER
    if reminded_at is not None or is_fresh:
        found.discard(A.REMIND)
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How the asking stands: how many people are in which state."""

    #: Who has had a letter, whatever the answer; what was withdrawn is left out.
    asked: int
    accepted: int
    declined: int
    silent: int
    drafted: int
    #: Not asked, or not any more.
    none: int


def count(states: Collection[InvitationState | None]) -> Count:
    """Of all people of a workshop; None = no invitation."""
    number = Counter(states)
    none = number[None] + number[S.WITHDRAWN]
    return Count(
        asked=len(states) - none - number[S.DRAFTED],
        accepted=number[S.ACCEPTED],
        declined=number[S.DECLINED],
        silent=number[S.SENT],
        drafted=number[S.DRAFTED],
        none=none,
    )


def fingerprint(message: str | None, language: str) -> str:
    """Names what a form was opened with, so that a save over somebody else's is noticed."""
    return hashlib.sha256(f"{language}\n{message or ''}".encode()).hexdigest()[:16]
