"""What must hold of who is noted as having been there; read-only."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.attendance import queries
from app.attendance.models import Attendance
from app.extensions import db
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop


def broken() -> list[str]:
    """A sentence for each thing that is not as it must be."""
    return [*_without_a_place(), *_on_other_days()]


def _without_a_place() -> Iterator[str]:
    """Who lost the place later was there all the same; who had none then was not."""
    rows = db.session.execute(
        select(Workshop.slug, Registration.id)
        .join(Registration, Registration.workshop_id == Workshop.id)
        .join(Attendance, Attendance.registration_id == Registration.id)
        .where(
            Registration.state != RegistrationState.CONFIRMED,
            Registration.state_at < Attendance.at,
        )
        .distinct()
    )
    for slug, number in rows:
        yield f"attendance of {slug}: registration {number} was there without a place."


def _on_other_days() -> Iterator[str]:
    noted = db.session.execute(
        select(Registration.workshop_id, Attendance.day)
        .join(Attendance, Attendance.registration_id == Registration.id)
        .distinct()
    )
    for workshop_id, day in noted:
        workshop = db.session.get_one(Workshop, workshop_id)
        if day not in queries.dates(workshop):
            yield f"attendance of {workshop.slug}: noted on {day}, which is none of its days."
