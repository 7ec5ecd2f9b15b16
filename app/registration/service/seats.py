"""Seats and the line for them.

A seat is taken by one statement, on SQLite and PostgreSQL alike. While nobody is at work on a
pool, no one waits for a seat that is free. Whoever does more than that holds rows in this order,
so that two acts never wait for each other:

1. invitations, by their ids;
2. the workshop, shared (`state_of`); alone while its agenda or its state changes;
3. its form, where that is changed;
4. its pools, by their ids (`hold`, which holds the workshop first, so that nobody forgets);
5. registrations, and what hangs on them (`hold_row`, `hold_with`);
6. pools of choices, by their ids (places.py).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, case, exists, or_, select, update

from app.extensions import db
from app.registration import rules
from app.registration.models import Registration, SeatPool
from app.registration.rules import RegistrationState
from app.registration.service import places
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState

# Statements are put together once: for each sign-up that would cost more than carrying them out.
_state = (
    select(Workshop.state, Workshop.cancelled_at)
    .where(Workshop.id == bindparam("workshop"))
    .with_for_update(read=True)
)
_pools = (
    select(SeatPool.way, SeatPool.id)
    .where(SeatPool.workshop_id == bindparam("workshop"))
    .order_by(SeatPool.id)
    .with_for_update()
)
_someone_waits = exists().where(
    Registration.workshop_id == SeatPool.workshop_id,
    Registration.way == SeatPool.way,
    Registration.state == RegistrationState.WAITLISTED,
)
_take_free = (
    update(SeatPool)
    .where(
        SeatPool.id == bindparam("pool"),
        SeatPool.offered,
        or_(SeatPool.capacity.is_(None), SeatPool.used < SeatPool.capacity),
    )
    .values(used=SeatPool.used + 1)
    .returning(SeatPool.id)
    .execution_options(synchronize_session=False)
)
#: By whether others who wait are passed by.
_take = {False: _take_free, True: _take_free.where(~_someone_waits)}


def state_of(workshop_id: int) -> WorkshopState:
    """The workshop's state, which cannot change until this act is committed: whoever registers
    while it is being cancelled is either refused, or found by the letters of the cancelling.

    What was called off and put into the archive is called off here.
    """
    state, cancelled_at = db.session.execute(_state, {"workshop": workshop_id}).one()
    in_archive = state is WorkshopState.ARCHIVED
    return WorkshopState.CANCELLED if in_archive and cancelled_at is not None else state


def hold(workshop_id: int) -> dict[Way, int]:
    """Hold the workshop, and all its pools, until the act is committed; their ids by way."""
    state_of(workshop_id)
    rows = db.session.execute(_pools, {"workshop": workshop_id})
    return {way: pool_id for way, pool_id in rows}


def hold_with(registration: Registration) -> dict[Way, int]:
    """Hold the pools, then the registration, and see it as it is now. Raises Gone."""
    pools = hold(registration.workshop_id)
    hold_row(registration)
    return pools


def hold_row(registration: Registration) -> None:
    """Hold the registration, and see it as it is now; what this act decided is written first.

    Raises Gone where it was erased since it was read.
    """
    db.session.flush()
    found = db.session.scalars(
        select(Registration)
        .where(Registration.id == registration.id)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise rules.Gone


def take(pool_id: int, *, passing_nobody: bool) -> bool:
    """Take one seat if there is one; `passing_nobody`: not while others wait for it."""
    taken = db.session.execute(_take[passing_nobody], {"pool": pool_id})
    return taken.first() is not None


def give_back(pool_id: int) -> None:
    db.session.execute(
        update(SeatPool)
        .where(SeatPool.id == pool_id)
        .values(
            used=SeatPool.used - 1,
            stayed=case(
                (SeatPool.stayed >= SeatPool.used, SeatPool.used - 1), else_=SeatPool.stayed
            ),
        )
        .execution_options(synchronize_session=False)
    )


def number_at_end(pool_id: int) -> int:
    """The next number in line; its order is the order in which acts got hold of the pool."""
    return db.session.execute(
        update(SeatPool)
        .where(SeatPool.id == pool_id)
        .values(line_end=SeatPool.line_end + 1)
        .returning(SeatPool.line_end - 1)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def number_at_front(pool_id: int) -> int:
    """A number before all that wait."""
    return db.session.execute(
        update(SeatPool)
        .where(SeatPool.id == pool_id)
        .values(line_front=SeatPool.line_front - 1)
        .returning(SeatPool.line_front + 1)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def enter(registration: Registration, pool_id: int, *, waiting_list: bool, at: datetime) -> None:
    """A seat, or the end of the line. Raises Full where there is neither."""
    if take(pool_id, passing_nobody=True):
        become(registration, RegistrationState.CONFIRMED, at)
        return
    if not waiting_list:
        raise rules.Full
    line = number_at_end(pool_id)
    # The pool is held from here on. A seat that came free since the first look is ours: nobody
    # can have begun to wait for it without being served.
    if take(pool_id, passing_nobody=True):
        become(registration, RegistrationState.CONFIRMED, at)
        return
    become(registration, RegistrationState.WAITLISTED, at)
    registration.line = line


def enter_first(registration: Registration, pool_id: int, *, at: datetime) -> None:
    """A seat, or the first place in line; the pool is held."""
    if take(pool_id, passing_nobody=True):
        become(registration, RegistrationState.CONFIRMED, at)
        return
    become(registration, RegistrationState.WAITLISTED, at)
    registration.line = number_at_front(pool_id)


def next_served(workshop_id: int, way: Way, pool_id: int) -> Registration | None:
    """The first in line, with a seat taken for them that they are still to be given; the pool is
    held. None where nobody waits or nothing is free."""
    waiting = next_in_line(workshop_id, way)
    if waiting is None or not take(pool_id, passing_nobody=False):
        return None
    return waiting


def next_in_line(workshop_id: int, way: Way) -> Registration | None:
    db.session.flush()
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.workshop_id == workshop_id,
            Registration.way == way,
            Registration.state == RegistrationState.WAITLISTED,
        )
        .order_by(Registration.line)
        .limit(1)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    ).first()


def become(registration: Registration, state: RegistrationState, at: datetime) -> None:
    registration.state, registration.state_at = state, at
    registration.cancelled_from = registration.offered_until = None
    if state in rules.SEATED:
        registration.line = None
    if registration.id is not None:
        # Places in choices go with the seat; a newcomer has not answered yet.
        places.settle(registration)
