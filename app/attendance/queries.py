"""Reading who was there: by day, by person, and for the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.agenda.published import find as find_published
from app.agenda.rules import hours
from app.agenda.rules.hours import DayHours
from app.attendance.models import Attendance
from app.extensions import db
from app.registration import queries as registration
from app.registration.models import Registration, SeatPool
from app.registration.rules import RegistrationState
from app.registration.rules.questions import Consent, consents
from app.workshops.models import Workshop
from app.workshops.rules import Way

#: Of the consent to be noted as having been there.
CONSENT = "attendance"


@dataclass(frozen=True, slots=True)
class Guest:
    """A registration at the door: whoever it is, however it stands."""

    registration: Registration
    #: In line, else None.
    place: int | None
    #: On the day looked at, the earliest first.
    seen: tuple[Attendance, ...]

    @property
    def may_enter(self) -> bool:
        return self.registration.state is RegistrationState.CONFIRMED


@dataclass(frozen=True, slots=True)
class Count:
    """How many are here, of those who have a place in this way; None = in any."""

    here: int
    expected: int


def days(workshop: Workshop) -> tuple[DayHours, ...]:
    """The days the public reads of, in order."""
    published = find_published(workshop.slug)
    return hours.hours(published.document) if published else ()


def dates(workshop: Workshop) -> list[date]:
    return [one.day for one in days(workshop)]


def guests(workshop_id: int, day: date | None) -> list[Guest]:
    """Everybody who ever registered, by name."""
    seen = _seen(workshop_id, day)
    found = [
        Guest(one.registration, one.place, tuple(seen[one.registration.id]))
        for one in registration.participants(workshop_id)
    ]
    return sorted(found, key=lambda one: (one.registration.name.casefold(), one.registration.id))


def guest(one: Registration, day: date | None) -> Guest:
    seen = tuple(entry for entry in of(one) if entry.day == day)
    return Guest(one, registration.place_in_line(one), seen)


def count(workshop_id: int, day: date | None, way: Way | None) -> Count:
    """Of who has a place; who lost it after being there is not expected any more."""
    of_them = [
        Registration.workshop_id == workshop_id,
        Registration.state == RegistrationState.CONFIRMED,
    ]
    if way is not None:
        of_them.append(Registration.way == way)
    here = select(func.count(Attendance.registration_id.distinct())).join(
        Registration, Registration.id == Attendance.registration_id
    )
    return Count(
        here=db.session.scalar(here.where(Attendance.day == day, *of_them)) or 0 if day else 0,
        expected=db.session.scalar(select(func.count(Registration.id)).where(*of_them)) or 0,
    )


def ways(workshop_id: int) -> list[Way]:
    """How people take part, on site first: that is who comes to the door."""
    rows = db.session.scalars(
        select(SeatPool.way).where(SeatPool.workshop_id == workshop_id, SeatPool.offered)
    )
    return sorted(rows, key=lambda way: way is not Way.ON_SITE)


def _seen(workshop_id: int, day: date | None) -> dict[int, list[Attendance]]:
    found: dict[int, list[Attendance]] = defaultdict(list)
    for one in of_workshop(workshop_id, day):
        found[one.registration_id].append(one)
    return found


def of_workshop(workshop_id: int, day: date | None = None) -> Sequence[Attendance]:
    """Every note of somebody having been there, the earliest first."""
    wanted = (
        select(Attendance)
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(Registration.workshop_id == workshop_id)
        .order_by(Attendance.day, Attendance.at, Attendance.id)
    )
    return db.session.scalars(wanted if day is None else wanted.where(Attendance.day == day)).all()


def came(workshop_id: int) -> set[int] | None:
    """Registrations of those who were there; None where nobody noted anything at all."""
    found = db.session.scalars(
        select(Attendance.registration_id)
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(Registration.workshop_id == workshop_id)
    )
    return set(found) or None


def of(one: Registration) -> Sequence[Attendance]:
    return db.session.scalars(
        select(Attendance)
        .where(Attendance.registration_id == one.id)
        .order_by(Attendance.day, Attendance.at, Attendance.id)
    ).all()


def agreed(one: Registration) -> bool:
    """Whether the person agreed to be noted as having been there: the newest note holds."""
    return registration.agreed(one.id).get(CONSENT, False)


def consent_asked(workshop_id: int) -> Consent | None:
    """What the form of the workshop asks of it, in its own words; None = nothing."""
    form = registration.find_form(workshop_id)
    asked = consents(form.consents) if form else []
    return next((one for one in asked if one.key == CONSENT and not one.retired), None)
