"""Listing everybody who registered for a workshop, for organisers and for files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

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
    place = func.row_number().over(
        partition_by=(Registration.way, Registration.state), order_by=Registration.line
    )
    rows = db.session.execute(
        select(Registration, place)
        .where(Registration.workshop_id == workshop_id)
        .order_by(Registration.at, Registration.id)
    )
    return [
        Participant(one, n if one.state is RegistrationState.WAITLISTED else None)
        for one, n in rows
    ]


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
