"""Giving a seat up, taking that back, and changing the way of taking part."""

from __future__ import annotations

from datetime import datetime

from app.extensions import db
from app.registration import queries, rules
from app.registration.models import Registration
from app.registration.rules import Action, Doors, RegistrationState
from app.registration.service import acts, letters, seats, serving
from app.registration.service.acts import Held
from app.workshops.rules import Way


def cancel(registration: Registration, *, at: datetime, account_id: int | None = None) -> None:
    """Cancel; the seat goes to the next in line in the same transaction, with a letter.

    `account_id` is the organiser who cancels; None = the person did. Raises NotFromHere or
    WorkshopOver.
    """
    held = acts.hold(registration, Action.CANCEL, at=at)
    if held.doors is Doors.OVER:
        raise rules.WorkshopOver
    was = registration.state
    seats.become(registration, RegistrationState.CANCELLED, at)
    if account_id is None:
        registration.cancelled_from = was
    if was in rules.SEATED:
        seats.give_back(held.pools[registration.way])
        serving.promote(registration.workshop_id, registration.way, held.pools, at=at)
    is_to_come = held.doors is not Doors.CANCELLED
    letters.write(
        "cancelled",
        registration,
        act=f"cancel:{at.isoformat()}",
        at=at,
        by_organisers=account_id is not None,
        frees_a_place=is_to_come and was in rules.SEATED,
        may_undo=is_to_come and account_id is None,
    )
    acts.note_of("cancelled", registration, at=at, account_id=account_id, was=was)


def undo_cancel(registration: Registration, *, at: datetime) -> None:
    """Back to what it was: a free seat, else the first place in line; who waited, to the old
    place in line.

    Raises NotFromHere, TooLateToUndo, RegisteredAnew, WayNotOffered, WorkshopCancelled or
    WorkshopOver.
    """
    held = acts.begin(registration, Action.UNDO_CANCEL, at=at)
    was = registration.cancelled_from
    if was is None or not rules.may_undo(was, registration.state_at, at):
        raise rules.TooLateToUndo
    if queries.find_active(registration.workshop_id, registration.email_normal) is not None:
        raise rules.RegisteredAnew
    _refuse_unless_offered(registration.workshop_id, registration.way)
    pool_id = held.pools[registration.way]
    if was in rules.SEATED:
        seats.enter_first(registration, pool_id, at=at)
    elif was is RegistrationState.WAITLISTED and seats.take(pool_id, passing_nobody=True):
        seats.become(registration, RegistrationState.CONFIRMED, at)
    else:
        seats.become(registration, was, at)
    letters.say_state(registration, act=f"undo:{at.isoformat()}", at=at, cause=rules.Cause.UNDONE)
    acts.note_of("cancellation_undone", registration, at=at, state=registration.state)


def _refuse_unless_offered(workshop_id: int, way: Way) -> None:
    live = queries.live(workshop_id)
    if live is None or live.of(way) is None:
        raise rules.WayNotOffered


def change_way(
    registration: Registration,
    way: Way,
    *,
    at: datetime,
    wait_for_it: bool = False,
    account_id: int | None = None,
) -> None:
    """Take part in another way. Nobody loses a seat by asking: where the other way is full, the
    seat is given up for a place in its line only when `wait_for_it` says so.

    `account_id` is the organiser who moves somebody; None = the person asked. Raises NotFromHere,
    WayNotOffered, WayFull, WorkshopCancelled or WorkshopOver.
    """
    held = acts.begin(registration, Action.CHANGE_WAY, at=at)
    if registration.way is way:
        return
    _refuse_unless_offered(registration.workshop_id, way)
    was, left = registration.state, registration.way
    registration.way = way
    if was in (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED):
        _change_place(registration, left, held, wait_for_it=wait_for_it, at=at)
    act = f"way:{at.isoformat()}"
    if account_id is None:
        letters.say_state(registration, act=act, at=at, way_before=left)
    else:
        letters.say_changed(registration, "way", act=act, at=at, way_before=left)
    acts.note_of(
        "way_changed",
        registration,
        at=at,
        account_id=account_id,
        way=way,
        state=registration.state,
    )


def _change_place(
    registration: Registration,
    left: Way,
    held: Held,
    *,
    wait_for_it: bool,
    at: datetime,
) -> None:
    was = registration.state
    # Out of the old line first, so that nobody is counted as waiting in both.
    registration.state, registration.line = RegistrationState.PENDING, None
    db.session.flush()
    may_wait = wait_for_it and held.form is not None and held.form.waiting_list
    try:
        seats.enter(registration, held.pools[registration.way], waiting_list=may_wait, at=at)
    except rules.Full as full:
        raise rules.WayFull from full
    if was is RegistrationState.CONFIRMED:
        seats.give_back(held.pools[left])
        serving.promote(registration.workshop_id, left, held.pools, at=at)
