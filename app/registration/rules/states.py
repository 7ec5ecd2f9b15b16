"""What a registration is, and what each act may make of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.registration.rules.refusals import NotFromHere


class RegistrationState(StrEnum):
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Action(StrEnum):
    #: Asking (again) beside a row in this state; a new row is made.
    REGISTER = "register"
    CONFIRM_ADDRESS = "confirm_address"
    APPROVE = "approve"
    REJECT = "reject"
    PROMOTE = "promote"
    OFFER = "offer"
    ACCEPT_OFFER = "accept_offer"
    LET_EXPIRE = "let_expire"
    CANCEL = "cancel"
    UNDO_CANCEL = "undo_cancel"
    CHANGE_WAY = "change_way"
    #: What the person told us, in whatever state that is not over.
    CHANGE_DETAILS = "change_details"
    #: Somebody else comes in their stead.
    HAND_OVER = "hand_over"
    RESEND_LINK = "resend_link"
    #: Organisers take their own act back.
    REOPEN = "reopen"
    #: A speaker has accepted, and the registration is theirs.
    SEAT_SPEAKER = "seat_speaker"
    #: Came, as the team or the meeting's link saw.
    CHECK_IN = "check_in"


State = RegistrationState
#: States that hold a seat.
SEATED = frozenset({State.CONFIRMED, State.OFFERED})
#: States after which the same address may register anew.
ENDED = frozenset({State.CANCELLED, State.REJECTED, State.EXPIRED})
ACTIVE = frozenset(State) - ENDED

_GETS_IN = frozenset({State.CONFIRMED, State.WAITLISTED})
_ASKS = _GETS_IN | {State.UNCONFIRMED, State.PENDING}
_OUT = frozenset({State.CANCELLED})

#: What each act may make of each state; a cell that is missing is a no. Erasing takes the row
#: away, whatever its state.
TABLE: dict[State, dict[Action, frozenset[State]]] = {
    State.UNCONFIRMED: {
        Action.CONFIRM_ADDRESS: _GETS_IN | {State.PENDING},
        Action.LET_EXPIRE: frozenset({State.EXPIRED}),
        Action.CANCEL: _OUT,
        Action.CHANGE_WAY: frozenset({State.UNCONFIRMED}),
        Action.CHANGE_DETAILS: frozenset({State.UNCONFIRMED}),
        Action.RESEND_LINK: frozenset({State.UNCONFIRMED}),
        Action.SEAT_SPEAKER: _GETS_IN,
    },
    State.PENDING: {
        Action.APPROVE: _GETS_IN,
        Action.REJECT: frozenset({State.REJECTED}),
        Action.CANCEL: _OUT,
        Action.CHANGE_WAY: frozenset({State.PENDING}),
        Action.CHANGE_DETAILS: frozenset({State.PENDING}),
        Action.HAND_OVER: frozenset({State.PENDING}),
        Action.RESEND_LINK: frozenset({State.PENDING}),
        Action.SEAT_SPEAKER: _GETS_IN,
    },
    State.CONFIRMED: {
        Action.CANCEL: _OUT,
        Action.CHANGE_WAY: _GETS_IN,
        Action.CHANGE_DETAILS: frozenset({State.CONFIRMED}),
        Action.HAND_OVER: frozenset({State.CONFIRMED}),
        Action.RESEND_LINK: frozenset({State.CONFIRMED}),
        Action.SEAT_SPEAKER: frozenset({State.CONFIRMED}),
        Action.REOPEN: frozenset({State.PENDING}),
        Action.CHECK_IN: frozenset({State.CONFIRMED}),
    },
    State.WAITLISTED: {
        Action.PROMOTE: frozenset({State.CONFIRMED}),
        Action.OFFER: frozenset({State.OFFERED}),
        Action.CANCEL: _OUT,
        Action.CHANGE_WAY: _GETS_IN,
        Action.CHANGE_DETAILS: frozenset({State.WAITLISTED}),
        Action.RESEND_LINK: frozenset({State.WAITLISTED}),
        Action.SEAT_SPEAKER: _GETS_IN,
        Action.REOPEN: frozenset({State.PENDING}),
    },
    State.OFFERED: {
        Action.ACCEPT_OFFER: frozenset({State.CONFIRMED}),
        Action.LET_EXPIRE: frozenset({State.EXPIRED}),
        Action.CANCEL: _OUT,
        Action.CHANGE_DETAILS: frozenset({State.OFFERED}),
        Action.HAND_OVER: frozenset({State.OFFERED}),
        Action.RESEND_LINK: frozenset({State.OFFERED}),
        Action.SEAT_SPEAKER: frozenset({State.CONFIRMED}),
    },
    State.CANCELLED: {
        Action.REGISTER: _ASKS,
        Action.UNDO_CANCEL: _ASKS,
        Action.REOPEN: _ASKS,
    },
    State.REJECTED: {
        Action.REGISTER: _ASKS,
        Action.REOPEN: frozenset({State.PENDING}),
    },
    State.EXPIRED: {Action.REGISTER: _ASKS},
}

#: How long a person may take a cancellation back.
UNDO_FOR = timedelta(hours=1)


def check(state: State, action: Action) -> None:
    """Raises NotFromHere where the table has no cell."""
    if action not in TABLE[state]:
        raise NotFromHere


def may(state: State, action: Action) -> bool:
    return action in TABLE[state]


def may_undo(cancelled_from: State | None, cancelled_at: datetime, at: datetime) -> bool:
    return cancelled_from is not None and at <= cancelled_at + UNDO_FOR
