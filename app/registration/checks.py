"""What must hold of the stored registrations at any quiet moment; read-only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.registration import queries, rules
from app.registration.models import ChoicePlace, ChoicePool, Registration, SeatPool
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState

_here = (Registration.workshop_id == SeatPool.workshop_id) & (Registration.way == SeatPool.way)


def _count(*states: RegistrationState) -> Any:
    return (
        select(func.count())
        .select_from(Registration)
        .where(_here, Registration.state.in_(states))
        .scalar_subquery()
    )


def broken() -> list[str]:
    """A sentence for each thing that is not as it must be."""
    return [*_seats(), *_lines(), *_addresses(), *_choices()]


def _seats() -> Iterator[str]:
    """No more than there are, counted right, and nobody waits for one that is free.

    A capacity that was lowered throws nobody out: as many as held a seat then may still do.
    """
    rows = db.session.execute(
        select(
            Workshop.slug,
            Workshop.state,
            SeatPool.way,
            SeatPool.capacity,
            SeatPool.used,
            SeatPool.stayed,
            SeatPool.offered,
            _count(*rules.SEATED).label("seated"),
            _count(RegistrationState.WAITLISTED).label("waiting"),
        ).join(Workshop, Workshop.id == SeatPool.workshop_id)
    )
    for row in rows:
        where = f"registration of {row.slug}, {row.way}"
        if row.used != row.seated:
            yield f"{where}: {row.used} places are counted as taken, {row.seated} people hold one."
        if row.capacity is not None and row.seated > max(row.capacity, row.stayed):
            yield f"{where}: {row.seated} people hold one of {row.capacity} places."
        free = row.offered and (row.capacity is None or row.seated < row.capacity)
        runs = row.state in (WorkshopState.DRAFT, WorkshopState.PUBLISHED)
        if free and row.waiting and runs and not _is_over(row.slug):
            yield f"{where}: {row.waiting} wait while a place is free."


def _is_over(slug: str) -> bool:
    """After the end nobody moves up any more, such as when somebody's data are erased."""
    over = queries.window_of(None, slug).over
    return over is not None and clock.now() >= over


def _lines() -> Iterator[str]:
    """Who waits has a number of their own, within what was given out; nobody else holds one."""
    waits = Registration.state == RegistrationState.WAITLISTED
    without = db.session.execute(
        select(Workshop.slug, Registration.id)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .join(SeatPool, _here, isouter=True)
        .where(
            waits,
            Registration.line.is_(None)
            | SeatPool.id.is_(None)
            | (Registration.line >= SeatPool.line_end)
            | (Registration.line <= SeatPool.line_front),
        )
    )
    for slug, number in without:
        yield f"registration of {slug}: registration {number} waits without a number in line."
    doubled = db.session.execute(
        select(Workshop.slug, Registration.way, Registration.line)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .where(waits, Registration.line.is_not(None))
        .group_by(Workshop.slug, Registration.way, Registration.line)
        .having(func.count() > 1)
    )
    for slug, way, line in doubled:
        yield f"registration of {slug}, {way}: number {line} in line is held twice."
    seated = db.session.execute(
        select(Workshop.slug, Registration.id)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .where(Registration.state.in_(rules.SEATED), Registration.line.is_not(None))
    )
    for slug, number in seated:
        yield f"registration of {slug}: registration {number} has a place and a number in line."


def _addresses() -> Iterator[str]:
    doubled = db.session.execute(
        select(Workshop.slug, func.min(Registration.id), func.count())
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .where(Registration.state.in_(rules.ACTIVE))
        .group_by(Workshop.slug, Registration.workshop_id, Registration.email_normal)
        .having(func.count() > 1)
    )
    for slug, first, times in doubled:
        yield (
            f"registration of {slug}: the address of registration {first} is registered "
            f"{times} times."
        )


def _choices() -> Iterator[str]:
    """Places in choices are counted right, no more than there are, and held with a seat."""
    holders = (
        select(func.count())
        .select_from(ChoicePlace)
        .where(ChoicePlace.pool_id == ChoicePool.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Workshop.slug,
            ChoicePool.question,
            ChoicePool.choice,
            ChoicePool.capacity,
            ChoicePool.used,
            ChoicePool.stayed,
            holders.label("holders"),
        ).join(Workshop, Workshop.id == ChoicePool.workshop_id)
    )
    for row in rows:
        where = f"registration of {row.slug}, {row.question}, {row.choice}"
        if row.used != row.holders:
            yield (
                f"{where}: {row.used} places are counted as taken, {row.holders} people hold one."
            )
        if row.capacity is not None and row.holders > max(row.capacity, row.stayed):
            yield f"{where}: {row.holders} people hold one of {row.capacity} places."
    without_seat = db.session.execute(
        select(Workshop.slug, Registration.id)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .join(ChoicePlace, ChoicePlace.registration_id == Registration.id)
        .where(Registration.state.not_in(rules.SEATED))
        .distinct()
    )
    for slug, number in without_seat:
        yield f"registration of {slug}: registration {number} has a choice’s place without a seat."
