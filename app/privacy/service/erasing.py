"""Erasing registrations: everything that is kept of the persons at this workshop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.audit.service import note
from app.extensions import db
from app.invitations.queries import find_invitation
from app.invitations.rules import InvitationState
from app.privacy.rules import NotOver, PlaceOfSpeaker, Why
from app.privacy.service import erasers, figures, journal, last_letters
from app.privacy.service.going import going
from app.registration import queries, rules, service
from app.registration.models import Registration
from app.registration.rules import Action, Doors, Source
from app.registration.service import seats
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState


def erase(
    registration: Registration,
    *,
    why: Why,
    at: datetime,
    account_id: int | None = None,
    tell: bool = True,
) -> None:
    """Erase a person at this workshop, with whatever other registration the address has there.

    A place at a workshop to come goes to the next in line. With `tell` the last e-mail is written.
    Raises PlaceOfSpeaker and Gone.
    """
    workshop = registration.workshop
    doors = _hold(workshop, at)
    is_past = doors in (Doors.OVER, Doors.CANCELLED)
    seats.hold_row(registration)
    rows = _all_of(registration)
    if not is_past and any(map(is_kept_for_a_part, rows)):
        raise PlaceOfSpeaker
    if tell:
        last_letters.write(workshop, registration, why=why, at=at)
    _erase(workshop, rows, doors, why=why, at=at, account_id=account_id)


def erase_for_good(registration: Registration, *, at: datetime, account_id: int | None) -> None:
    """As `erase`, of a speaker whose part goes as well; nobody is written to."""
    workshop = registration.workshop
    doors = _hold(workshop, at)
    _erase(
        workshop, _all_of(registration), doors, why=Why.ORGANISERS, at=at, account_id=account_id
    )


def erase_everybody(
    workshop: Workshop,
    *,
    why: Why,
    at: datetime,
    account_id: int | None = None,
    at_most: int | None = None,
) -> int:
    """Erase all registrations of a workshop that is past; how many there were.

    Raises NotOver.
    """
    doors = _hold(workshop, at)
    if doors not in (Doors.OVER, Doors.CANCELLED):
        raise NotOver
    rows = db.session.scalars(
        select(Registration)
        .where(Registration.workshop_id == workshop.id)
        .order_by(Registration.id)
        .limit(at_most)
        .with_for_update(of=Registration)
    ).all()
    if rows:
        _erase(workshop, rows, doors, why=why, at=at, account_id=account_id)
    erasers.erase_empty_groups(workshop)
    return len(rows)


def _hold(workshop: Workshop, at: datetime) -> Doors:
    """The seats, so that nobody gets in or moves up meanwhile; and how the doors stand."""
    seats.hold(workshop.id)
    state = seats.state_of(workshop.id)
    window = queries.window_of(queries.find_form(workshop.id), workshop.slug)
    return rules.doors(window, at, cancelled=state is WorkshopState.CANCELLED)


def is_kept_for_a_part(registration: Registration) -> bool:
    """Whether the worker would seat this person again, until the workshop is over: who has
    accepted to speak has a place there, also who had registered before."""
    if registration.speaker is None:
        return False
    if registration.source is Source.SPEAKER and registration.state in rules.ACTIVE:
        return True
    asked = find_invitation(registration.speaker)
    return asked is not None and asked.state is InvitationState.ACCEPTED


def _all_of(registration: Registration) -> list[Registration]:
    """Earlier registrations of the same address are the same person's."""
    same = Registration.id == registration.id
    if registration.email:
        same |= Registration.email_normal == registration.email_normal
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.workshop_id == registration.workshop_id, same)
            .order_by(Registration.id)
            .with_for_update(of=Registration)
        )
    )


def _erase(
    workshop: Workshop,
    rows: Sequence[Registration],
    doors: Doors,
    *,
    why: Why,
    at: datetime,
    account_id: int | None,
) -> None:
    is_over = doors is Doors.OVER
    figures.count(going(workshop, rows), is_over=is_over)
    _give_up(rows, doors, at=at)
    journal.enter(workshop, rows, why=why, at=at)
    gone = going(workshop, rows)
    for eraser in erasers.ERASERS:
        eraser(gone)
    note(
        "registration.erased",
        at=at,
        actor="worker"
        if why is Why.RETENTION
        else "participant"
        if account_id is None
        else "account",
        account_id=account_id,
        workshop_id=workshop.id,
        why=why.value,
    )


def _give_up(rows: Sequence[Registration], doors: Doors, *, at: datetime) -> None:
    """The places, as by cancelling; its e-mail goes with the others before it is sent."""
    for one in rows:
        if doors is not Doors.OVER:
            if rules.may(one.state, Action.CANCEL):
                service.cancel(one, at=at)
        elif one.state in rules.SEATED:
            seats.give_back(queries.pool_id(one.workshop_id, one.way))
    db.session.flush()
