"""What a registration may become, and when a workshop takes one: decisions from arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from app.agenda.rules.document import DaySeen, Document
from app.errors import Refusal
from app.i18n import N_, language, zones
from app.workshops.rules import Way


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
    RESEND_LINK = "resend_link"


State = RegistrationState
#: States that hold a seat.
SEATED = frozenset({State.CONFIRMED, State.OFFERED})
#: States after which the same address may register anew.
ENDED = frozenset({State.CANCELLED, State.REJECTED, State.EXPIRED})
ACTIVE = frozenset(State) - ENDED

_GETS_IN = frozenset({State.CONFIRMED, State.WAITLISTED})
_ASKS = _GETS_IN | {State.UNCONFIRMED, State.PENDING}
_OUT = frozenset({State.CANCELLED})

#: What each act may make of each state; a cell that is missing is a no.
TABLE: dict[State, dict[Action, frozenset[State]]] = {
    State.UNCONFIRMED: {
        Action.CONFIRM_ADDRESS: _GETS_IN | {State.PENDING},
        Action.LET_EXPIRE: frozenset({State.EXPIRED}),
        Action.CANCEL: _OUT,
        Action.CHANGE_WAY: frozenset({State.UNCONFIRMED}),
        Action.RESEND_LINK: frozenset({State.UNCONFIRMED}),
    },
    State.PENDING: {
        Action.APPROVE: _GETS_IN,
        Action.REJECT: frozenset({State.REJECTED}),
        Action.CANCEL: _OUT,
        Action.CHANGE_WAY: frozenset({State.PENDING}),
        Action.RESEND_LINK: frozenset({State.PENDING}),
    },
    State.CONFIRMED: {
        Action.CANCEL: _OUT,
        Action.CHANGE_WAY: _GETS_IN,
        Action.RESEND_LINK: frozenset({State.CONFIRMED}),
    },
    State.WAITLISTED: {
        Action.PROMOTE: frozenset({State.CONFIRMED}),
        Action.OFFER: frozenset({State.OFFERED}),
        Action.CANCEL: _OUT,
        Action.CHANGE_WAY: _GETS_IN,
        Action.RESEND_LINK: frozenset({State.WAITLISTED}),
    },
    State.OFFERED: {
        Action.ACCEPT_OFFER: frozenset({State.CONFIRMED}),
        Action.LET_EXPIRE: frozenset({State.EXPIRED}),
        Action.CANCEL: _OUT,
        Action.RESEND_LINK: frozenset({State.OFFERED}),
    },
    State.CANCELLED: {
        Action.REGISTER: _ASKS,
        Action.UNDO_CANCEL: _ASKS,
    },
    State.REJECTED: {Action.REGISTER: _ASKS},
    State.EXPIRED: {Action.REGISTER: _ASKS},
}

#: How long a person may take a cancellation back.
UNDO_FOR = timedelta(hours=1)


class NotYetOpen(Refusal):
    message = N_("Registration opens on %(opens)s.")


class NotOpen(Refusal):
    message = N_("This workshop takes no registrations.")


class Closed(Refusal):
    message = N_("Registration closed on %(closes)s.")


class WorkshopCancelled(Refusal):
    message = N_("This workshop is cancelled.")


class WorkshopOver(Refusal):
    message = N_("This workshop is over.")


class Full(Refusal):
    message = N_("All places are taken, and there is no waiting list.")


class WayFull(Refusal):
    """The way somebody wants to change to has no free place; nothing was changed."""

    message = N_("All places of this kind are taken. Nothing was changed.")


class WayNotOffered(Refusal):
    message = N_("It is not possible to take part in this way. Please choose another.")
    status = 422


class NotFromHere(Refusal):
    message = N_(
        "That is not possible any more: this registration has changed in the meantime. "
        "You see how it stands now."
    )


class TooLateToUndo(Refusal):
    message = N_("A cancellation can be taken back for one hour only. Please register again.")


class RegisteredAnew(Refusal):
    message = N_("There is a newer registration with the same address. It stays as it is.")


def check(state: State, action: Action) -> None:
    """Raises NotFromHere where the table has no cell."""
    if action not in TABLE[state]:
        raise NotFromHere


def may(state: State, action: Action) -> bool:
    return action in TABLE[state]


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment inside a refusal: said in the language that is spoken when it is shown."""

    at: datetime
    zone: str

    def __str__(self) -> str:
        return zones.when(self.at, self.zone, language())


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When registration is open: from `opens` to just before `closes`.

    None = no such moment known: `opens` from publication on, `closes` without a day to close on.
    """

    opens: datetime | None
    closes: datetime | None
    #: The end of the last day.
    over: datetime | None
    #: The zone these moments are said in.
    zone: str


class Doors(StrEnum):
    """How a workshop's registration stands at a moment, seats aside."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"


def window(
    opens: datetime | None,
    closes: datetime | None,
    days: Sequence[DaySeen],
    time_zone: str | None,
) -> Window:
    """The form's moments, with the start of the last day where it names no closing.

    The day starts at its hours; where they are not known, at the midnight that begins it. Without
    a zone midnights are those of UTC.
    """
    zone = time_zone or "UTC"
    last = max(days, key=lambda day: day.date, default=None)
    if last is None:
        return Window(opens=opens, closes=closes, over=None, zone=zone)
    start = _moment(last.date, last.starts if time_zone and last.starts else time(), zone)
    return Window(opens=opens, closes=closes or start, over=_end(last, time_zone, zone), zone=zone)


def _end(day: DaySeen, time_zone: str | None, zone: str) -> datetime:
    after = day.date + timedelta(days=1)
    if not time_zone or day.ends is None:
        return _moment(after, time(), zone)
    runs_past_midnight = day.starts is not None and day.ends <= day.starts
    return _moment(after if runs_past_midnight else day.date, day.ends, zone)


def _moment(day: date, clock: time, zone: str) -> datetime:
    try:
        return zones.moment(day, clock, zone)
    except zones.NoSuchTime as gap:  # some zones turn their clocks at midnight
        return zones.moment(day, gap.after, zone)


def doors(window: Window, at: datetime, *, cancelled: bool) -> Doors:
    """One clock decides at one point: at the very second of closing it is closed."""
    if cancelled:
        return Doors.CANCELLED
    if window.over is not None and at >= window.over:
        return Doors.OVER
    if window.opens is not None and at < window.opens:
        return Doors.NOT_YET
    if window.closes is not None and at >= window.closes:
        return Doors.CLOSED
    return Doors.OPEN


def refuse_unless_open(window: Window, at: datetime, *, cancelled: bool) -> None:
    """For newcomers. Raises WorkshopCancelled, WorkshopOver, NotYetOpen or Closed."""
    stands = doors(window, at, cancelled=cancelled)
    refuse_when_past(stands)
    if stands is Doors.NOT_YET:
        raise NotYetOpen(opens=Moment(window.opens or at, window.zone))
    if stands is Doors.CLOSED:
        raise Closed(closes=Moment(window.closes or at, window.zone))


def refuse_when_past(stands: Doors) -> None:
    """For who is registered: they may act until the workshop is over."""
    if stands is Doors.CANCELLED:
        raise WorkshopCancelled
    if stands is Doors.OVER:
        raise WorkshopOver


def newcomer_gets(
    *, free: bool, waiting_list: bool, approval: bool, confirm_email: bool
) -> State | None:
    """What somebody who asks now becomes; None = nothing, the workshop is full."""
    if not free and not waiting_list:
        return None
    if confirm_email:
        return State.UNCONFIRMED
    if approval:
        return State.PENDING
    return State.CONFIRMED if free else State.WAITLISTED


def has_free_seat(*, offered: bool, capacity: int | None, used: int, waiting: int) -> bool:
    """Whether a newcomer would get a seat; who waits is served before."""
    return offered and waiting == 0 and (capacity is None or used < capacity)


def is_few(capacity: int | None, left: int | None) -> bool:
    """A tenth of the places, and three at least: what a reader had better know."""
    return capacity is not None and left is not None and left <= max(3, capacity // 10)


def may_undo(cancelled_from: State | None, cancelled_at: datetime, at: datetime) -> bool:
    return cancelled_from is not None and at <= cancelled_at + UNDO_FOR


def touched_ways(before: Document, after: Document) -> frozenset[Way]:
    """Whose own time or place a new version changes, by way of taking part.

    Date and hours of the whole workshop and how it is held concern all; the venue only who comes.
    """
    everybody = frozenset({Way.ONLINE, Way.ON_SITE})
    if _when(before) != _when(after) or before.workshop.way != after.workshop.way:
        return everybody
    if before.workshop.place != after.workshop.place:
        return frozenset({Way.ON_SITE})
    return frozenset()


def _when(document: Document) -> object:
    whole = document.whole
    return whole.first, whole.last, whole.start, whole.end


#: Who is told of such changes.
TOLD = frozenset({State.CONFIRMED, State.OFFERED, State.WAITLISTED})


class Written(Protocol):
    """What a person wrote into the form, as far as it is looked for."""

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def affiliation(self) -> str | None: ...


def speaks_of(registration: Written, wanted: str) -> bool:
    """Whether all words looked for stand somewhere in it, in whatever case and order."""
    here = f"{registration.name} {registration.email} {registration.affiliation or ''}".casefold()
    return all(word in here for word in wanted.casefold().split())
