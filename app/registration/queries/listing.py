"""Listing who registered for a workshop, for organisers, for files and for commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True)
class Participant:
    """A registration as organisers list it."""

    registration: Registration
    place: int | None


def participants(workshop_id: int) -> list[Participant]:
    """Every registration in the order of asking, with places in line, in one query."""
    rows = db.session.execute(
        select(Registration, _place())
        .where(Registration.workshop_id == workshop_id)
        .order_by(Registration.at, Registration.id)
    )
    return [_participant(one, n) for one, n in rows]


def _place() -> ColumnElement[int]:
    return func.row_number().over(
        partition_by=(Registration.way, Registration.state), order_by=Registration.line
    )


def _participant(one: Registration, n: int | None) -> Participant:
    return Participant(one, n if one.state is RegistrationState.WAITLISTED else None)


def of_ids(workshop_id: int, ids: Sequence[int]) -> list[Participant]:
    """These, in this order; an id of another workshop is none."""
    waiting = (
        select(Registration.id, _place().label("n"))
        .where(
            Registration.workshop_id == workshop_id,
            Registration.state == RegistrationState.WAITLISTED,
        )
        .subquery()
    )
    rows = db.session.execute(
        select(Registration, waiting.c.n)
        .outerjoin(waiting, waiting.c.id == Registration.id)
        .where(Registration.workshop_id == workshop_id, Registration.id.in_(ids))
        .options(joinedload(Registration.group))
    )
    found = {one.id: _participant(one, n) for one, n in rows}
    return [found[id] for id in ids if id in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    name: str
    email: str
    way: Way
    state: RegistrationState
    #: In line, else None.
    place: int | None
    at: datetime


def export_rows(workshop_id: int) -> list[ExportRow]:
    """Every registration, for files and commands."""
    return [
        ExportRow(
            name=one.registration.name,
            email=one.registration.email,
            way=one.registration.way,
            state=one.registration.state,
            place=one.place,
            at=one.registration.at,
        )
        for one in participants(workshop_id)
    ]
