"""What every act on a registration begins and ends with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.audit.service import note
from app.registration import queries, rules
from app.registration.models import Registration, RegistrationForm
from app.registration.rules import Action, Doors
from app.registration.service import seats
from app.workshops.rules import Way, WorkshopState


@dataclass(frozen=True, slots=True)
class Held:
    """What an act works on, held until it is committed."""

    pools: dict[Way, int]
    form: RegistrationForm | None
    doors: Doors


def hold(registration: Registration, action: Action, *, at: datetime) -> Held:
    """Hold the pools, then the row. Raises NotFromHere where its state forbids the act."""
    state = seats.state_of(registration.workshop_id)
    pools = seats.hold_with(registration)
    rules.check(registration.state, action)
    form = queries.find_form(registration.workshop_id)
    cancelled = state is WorkshopState.CANCELLED
    window = queries.window_of(form, registration.workshop.slug)
    return Held(pools, form, rules.doors(window, at, cancelled=cancelled))


def begin(registration: Registration, action: Action, *, at: datetime) -> Held:
    """As `hold`, for acts on a workshop to come. Raises WorkshopCancelled, WorkshopOver too."""
    held = hold(registration, action, at=at)
    rules.refuse_when_past(held.doors)
    return held


def enter(registration: Registration, held: Held, *, at: datetime) -> None:
    """A seat or the end of the line. Raises Full."""
    waiting_list = held.form is not None and held.form.waiting_list
    seats.enter(registration, held.pools[registration.way], waiting_list=waiting_list, at=at)


def note_of(
    verb: str,
    registration: Registration,
    *,
    at: datetime,
    account_id: int | None = None,
    actor: str = "participant",
    **details: str | int | bool | list[str] | None,
) -> None:
    """`actor` is who it was if no account did it."""
    note(
        f"registration.{verb}",
        at=at,
        actor="account" if account_id is not None else actor,
        account_id=account_id,
        workshop_id=registration.workshop_id,
        subject=f"registration:{registration.id}",
        **details,
    )
