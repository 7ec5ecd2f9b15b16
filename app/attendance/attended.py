"""The list of who was there, for a page and for files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from app.attendance import queries
from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.i18n import lazy_gettext
from app.registration.models import Registration
from app.workshops.models import Workshop

#: How it is known.
SEEN = {
    Seen.DOOR: lazy_gettext("checked in"),
    Seen.ONLINE: lazy_gettext("by the link to the meeting"),
}


@dataclass(frozen=True, slots=True)
class Person:
    registration: Registration
    #: What is known of each day; nothing where the person was not there.
    days: dict[date, list[Attendance]]


@dataclass(frozen=True, slots=True)
class Total:
    """How many were there on a day, each counted once."""

    people: int
    by_seen: dict[Seen, int]


@dataclass(frozen=True, slots=True)
class Attended:
    #: The workshop's, and others that somebody was noted on.
    days: list[date]
    #: Who was there on any day, by name.
    people: list[Person]
    totals: dict[date, Total]


def read(workshop: Workshop) -> Attended:
    entries = queries.of_workshop(workshop.id)
    of_person: dict[int, dict[date, list[Attendance]]] = defaultdict(lambda: defaultdict(list))
    for one in entries:
        of_person[one.registration_id][one.day].append(one)
    days = sorted({*queries.dates(workshop), *(one.day for one in entries)})
    people = [
        Person(guest.registration, of_person[guest.registration.id])
        for guest in queries.guests(workshop.id, None)
        if guest.registration.id in of_person
    ]
    return Attended(days, people, {day: _total(day, people) for day in days})


def _total(day: date, people: list[Person]) -> Total:
    here = [person.days[day] for person in people if person.days.get(day)]
    return Total(
        people=len(here),
        by_seen={
            seen: sum(any(entry.seen is seen for entry in entries) for entries in here)
            for seen in Seen
        },
    )
