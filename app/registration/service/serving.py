"""Who waits is served: a place at once, or an offer that they accept or let go."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.extensions import db
from app.registration import queries, rules
from app.registration.models import Registration, RegistrationForm
from app.registration.rules import Action, Doors, RegistrationState
from app.registration.service import acts, letters, seats
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState

#: Who does not confirm the address in this time asks no more; the address may register again.
TO_CONFIRM = timedelta(days=3)
#: So many rows are dealt with in one transaction of the worker.
AT_ONCE = 100


def promote(workshop_id: int, way: Way, pools: dict[Way, int], *, at: datetime) -> None:
    """Give free seats to the next in line, first come first served, each with a letter; the pools
    are held. Where the form says so, a seat is offered first; a speaker's is theirs. Nobody moves
    up once the workshop is over or called off."""
    form = queries.find_form(workshop_id)
    if _is_past(workshop_id, form, at):
        return
    while served := seats.next_served(workshop_id, way, pools[way]):
        until = _offered_until(served, form, at)
        if until is None:
            rules.check(served.state, Action.PROMOTE)
            seats.become(served, RegistrationState.CONFIRMED, at)
            _tell("promoted", served, at=at)
        else:
            rules.check(served.state, Action.OFFER)
            seats.become(served, RegistrationState.OFFERED, at)
            served.offered_until = until
            _tell("offered", served, at=at)


def _is_past(workshop_id: int, form: RegistrationForm | None, at: datetime) -> bool:
    cancelled = seats.state_of(workshop_id) is WorkshopState.CANCELLED
    window = queries.window_of(form, db.session.get_one(Workshop, workshop_id).slug)
    return rules.doors(window, at, cancelled=cancelled) in (Doors.CANCELLED, Doors.OVER)


def _offered_until(
    registration: Registration, form: RegistrationForm | None, at: datetime
) -> datetime | None:
    if form is None or form.offer_hours is None or registration.speaker_id is not None:
        return None
    window = queries.window_of(form, registration.workshop.slug)
    return rules.held_until(
        at,
        form.offer_hours,
        queries.zone_of(registration),
        no_later_than=window.begins,
    )


def _tell(verb: str, registration: Registration, *, at: datetime) -> None:
    letters.write(verb, registration, act=f"{verb}:{at.isoformat()}", at=at)
    acts.note_of(verb, registration, at=at)


def accept_offer(registration: Registration, *, at: datetime) -> None:
    """The person takes the place that is held for them.

    Raises NotFromHere, OfferRanOut, WorkshopCancelled or WorkshopOver.
    """
    acts.begin(registration, Action.ACCEPT_OFFER, at=at)
    until = registration.offered_until
    if until is not None and at >= until:
        raise rules.OfferRanOut(until=rules.Moment(until, queries.zone_of(registration)))
    seats.become(registration, RegistrationState.CONFIRMED, at)
    letters.say_state(
        registration, act=f"accept:{at.isoformat()}", at=at, cause=rules.Cause.ACCEPTED
    )
    acts.note_of("offer_accepted", registration, at=at)


def let_expire(registration: Registration, *, at: datetime) -> None:
    """What was not answered in time is over; an offered seat goes to the next in line.

    Raises NotFromHere.
    """
    held = acts.hold(registration, Action.LET_EXPIRE, at=at)
    was = registration.state
    seats.become(registration, RegistrationState.EXPIRED, at)
    if was in rules.SEATED:
        seats.give_back(held.pools[registration.way])
        if held.doors not in (Doors.CANCELLED, Doors.OVER):
            letters.write("expired", registration, act=f"expire:{at.isoformat()}", at=at)
        promote(registration.workshop_id, registration.way, held.pools, at=at)
    acts.note_of("expired", registration, at=at, actor="worker", was=was)


def expire_due(at: datetime) -> None:
    """The worker's job: offers that ran out, and addresses that were never confirmed."""
    for id in _due(at):
        registration = db.session.get(Registration, id)
        if registration is None:
            continue
        try:
            seats.hold_with(registration)
        except rules.Gone:
            continue
        if _is_due(registration, at):
            let_expire(registration, at=at)


def _due(at: datetime) -> list[int]:
    ran_out = (Registration.state == RegistrationState.OFFERED) & (
        Registration.offered_until <= at
    )
    silent = (Registration.state == RegistrationState.UNCONFIRMED) & (
        Registration.state_at <= at - TO_CONFIRM
    )
    return list(
        db.session.scalars(
            select(Registration.id)
            .where(ran_out | silent)
            .order_by(Registration.workshop_id, Registration.offered_until, Registration.id)
            .limit(AT_ONCE)
        )
    )


def _is_due(registration: Registration, at: datetime) -> bool:
    """Once more, now that nobody else can change it."""
    if registration.state is RegistrationState.OFFERED:
        return registration.offered_until is not None and registration.offered_until <= at
    unanswered = registration.state is RegistrationState.UNCONFIRMED
    return unanswered and registration.state_at <= at - TO_CONFIRM
