"""Who was there as a table: one row for each person, day and way of knowing it."""

from __future__ import annotations

from collections.abc import Iterator

from app.attendance.attended import SEEN, Attended
from app.documents.rules.table import Cell, Clock, Column, Table, Unknown
from app.i18n import cities, gettext, language, ngettext, punctuation, texts, zones
from app.people import countries
from app.registration.rules.references import reference
from app.registration.words import WAYS
from app.workshops.models import Workshop


def table(workshop: Workshop, attended: Attended) -> Table:
    """In the spoken language; times in the workshop's zone."""
    zone = workshop.time_zone or "UTC"
    return Table(
        title=texts.words(workshop.title, language()),
        notes=tuple(_notes(attended)),
        columns=(
            Column(gettext("Day"), 13),
            Column(gettext("Name"), 28),
            Column(gettext("Name in its own script"), 18),
            Column(gettext("Organisation"), 32),
            Column(gettext("Role"), 24),
            Column(gettext("Country or region"), 18),
            Column(gettext("E-mail address"), 28),
            Column(gettext("How"), 12),
            Column(gettext("How it is known"), 20),
            Column(punctuation.with_note(gettext("Since"), cities.city(zone, language())), 16),
            Column(gettext("Reference"), 10),
        ),
        rows=tuple(tuple(row) for row in _rows(attended, zone)),
        sheet=gettext("Who was there"),
    )


def _notes(attended: Attended) -> Iterator[str]:
    for day in attended.days:
        n = attended.totals[day].people
        people = ngettext("%(n)s person", "%(n)s people", n)
        yield punctuation.colon(zones.day(day, language()), people)


def _rows(attended: Attended, zone: str) -> Iterator[list[Cell]]:
    unknown = Unknown(gettext("not recorded"))
    for day in attended.days:
        for person in attended.people:
            one = person.registration
            for entry in person.days.get(day, ()):
                there = zones.local(entry.at, zone)
                yield [
                    day,
                    one.name,
                    one.native_name or "",
                    one.affiliation or unknown,
                    one.position or "",
                    countries.name(one.country, language()) or unknown,
                    one.email or unknown,
                    str(WAYS[one.way]),
                    str(SEEN[entry.seen]),
                    Clock(there, there.date() != day),
                    reference(one.key),
                ]
