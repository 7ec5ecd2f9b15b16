"""What follows the asking: the address confirmed, the organisers' decision, the link once more."""

from __future__ import annotations

from datetime import datetime

from app.registration import rules
from app.registration.models import Registration
from app.registration.rules import Action, RegistrationState
from app.registration.service import acts, letters, seats


def confirm_address(registration: Registration, *, at: datetime) -> None:
    """The person pressed the button on the page that only the letter leads to.

    Raises NotFromHere, WorkshopCancelled, WorkshopOver and Full.
    """
    held = acts.begin(registration, Action.CONFIRM_ADDRESS, at=at)
    if held.form is not None and held.form.approval:
        seats.become(registration, RegistrationState.PENDING, at)
    else:
        acts.enter(registration, held, at=at)
    letters.say_state(
        registration, act=f"confirm:{registration.key}", at=at, cause=rules.Cause.ADDRESS_CONFIRMED
    )
    acts.note_of("address_confirmed", registration, at=at, state=registration.state)


def approve(registration: Registration, *, at: datetime, account_id: int | None) -> None:
    """A seat, or the end of the line. Raises NotFromHere, WorkshopCancelled, … and Full."""
    held = acts.begin(registration, Action.APPROVE, at=at)
    acts.enter(registration, held, at=at)
    letters.say_state(
        registration, act=f"approve:{at.isoformat()}", at=at, cause=rules.Cause.APPROVED
    )
    acts.note_of("approved", registration, at=at, account_id=account_id)


def reject(registration: Registration, *, at: datetime, account_id: int | None) -> None:
    """Raises NotFromHere."""
    seats.hold_with(registration)
    rules.check(registration.state, Action.REJECT)
    seats.become(registration, RegistrationState.REJECTED, at)
    letters.write("rejected", registration, act=f"reject:{at.isoformat()}", at=at)
    acts.note_of("rejected", registration, at=at, account_id=account_id)


def resend_link(registration: Registration, *, at: datetime, account_id: int | None) -> None:
    """The personal link once more, at most one letter a minute. Raises NotFromHere."""
    rules.check(registration.state, Action.RESEND_LINK)
    act = f"resend:{at:%Y-%m-%dT%H:%M}"
    letters.write("link", registration, act=act, at=at)
    acts.note_of("link_sent", registration, at=at, account_id=account_id)
