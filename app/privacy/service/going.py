"""Whose data go: the registrations, and everything that names these persons at this workshop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.mail.models import Letter
from app.people.models import Person, Speaker
from app.registration.models import Registration
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True)
class Going:
    """What erasers are told. The rows are still there."""

    workshop: Workshop
    registrations: tuple[Registration, ...]
    #: Every address they were ever written to about this workshop, in small letters.
    addresses: frozenset[str]
    #: Names that stand for them alone here: neither a speaker nor another participant has them.
    names: frozenset[str]

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.registrations]

    @property
    def subjects(self) -> list[str]:
        """As letters and the log call them."""
        return [f"registration:{id}" for id in self.ids]


def going(workshop: Workshop, registrations: Sequence[Registration]) -> Going:
    subjects = [f"registration:{one.id}" for one in registrations]
    written_to = db.session.scalars(
        select(Letter.to_email).where(
            Letter.workshop_id == workshop.id, Letter.recipient.in_(subjects)
        )
    )
    addresses = {one.email for one in registrations} | {one.email_normal for one in registrations}
    addresses |= set(written_to)
    named = {
        name.strip()
        for one in registrations
        for name in (one.name, one.native_name)
        if name and name.strip()
    }
    shared = set(
        db.session.scalars(
            select(Person.name)
            .join(Speaker, Speaker.person_id == Person.id)
            .where(Speaker.workshop_id == workshop.id)
        )
    )
    others = select(Registration.name, Registration.native_name).where(
        Registration.workshop_id == workshop.id,
        Registration.id.not_in([one.id for one in registrations]),
    )
    shared |= {name for row in db.session.execute(others) for name in row if name}
    return Going(
        workshop,
        tuple(registrations),
        frozenset(one.lower() for one in addresses if "@" in one),
        frozenset(named - shared),
    )
