"""Which countries the form offers before all others."""

from __future__ import annotations

from sqlalchemy import select

from app.agenda.published import Published, while_unchanged
from app.extensions import db, means_to_write
from app.i18n import zones
from app.people.models import Person, Speaker


def likely_countries(seen: Published) -> frozenset[str]:
    """Where guests probably come from: as the speakers do, and where its clocks stand.

    Of the speakers whom the public knows; asked anew only after somebody committed something.
    """
    document = seen.document
    known = [person.key for person in document.people]

    def read() -> frozenset[str]:
        wanted = (
            select(Person.country)
            .join(Speaker, Speaker.person_id == Person.id)
            .where(Speaker.workshop_id == seen.workshop_id, Speaker.key.in_(known))
        )
        reading = means_to_write.set(False)  # a form that is sent has begun to write already
        try:
            with db.engine.connect() as connection:
                return frozenset(code for code in connection.scalars(wanted) if code)
        finally:
            means_to_write.reset(reading)

    named = while_unchanged(("registration.likely_countries", seen.version_id), read)
    workshop = document.workshop
    return named | zones.countries(zone for zone in (workshop.time_zone, *workshop.zones) if zone)
