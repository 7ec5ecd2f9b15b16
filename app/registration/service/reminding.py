"""Participants are reminded and thanked: the worker's jobs, in batches, each letter once.

What was written is known by the act that names a letter, which stands in the outbox under a
unique constraint: a job that is run twice, late, or after the clock went back writes nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from app.extensions import db
from app.registration import queries, rules
from app.registration.models import Registration
from app.registration.queries import Clock
from app.registration.rules import Due, Reminder, Times
from app.registration.service import acts, letters, seats
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState

#: Letters written in one transaction of the worker, so that nobody waits long for the database.
AT_ONCE = 500

#: Registrations of a workshop that were seen there; None = nobody noted who came.
Came = Callable[[int], Collection[int] | None]


def remind_due(at: datetime, came: Came = lambda _: None) -> None:
    """Write to whom a reminder or thanks are due. One query while no workshop is near."""
    left = AT_ONCE
    for workshop_id, times in queries.times_of_reminding().items():
        if left > 0 and rules.is_near(times, at):
            left -= _remind(workshop_id, times, came, at=at, most=left)


def _remind(workshop_id: int, times: Times, came: Came, *, at: datetime, most: int) -> int:
    workshop = db.session.get_one(Workshop, workshop_id)
    by_letter: dict[Due, list[Clock]] = defaultdict(list)
    for clock in queries.clocks(workshop_id):
        zone = next(iter(queries.zones_by(clock, workshop)), "UTC")
        due = rules.due(times, zone, at)
        if due is not None:
            by_letter[due].append(clock)
    # Whoever calls the workshop off waits for this, or has done it already.
    if not by_letter or seats.state_of(workshop_id) is not WorkshopState.PUBLISHED:
        return 0
    count = 0
    for due, clocks in by_letter.items():
        guests = queries.to_remind(workshop_id, due, clocks, most=most - count)
        seen = came(workshop_id) if guests and due.reminder is Reminder.THANKS else None
        for guest in guests:
            _write(guest, due, seen, at=at)
        count += len(guests)
    return count


def _write(guest: Registration, due: Due, seen: Collection[int] | None, *, at: datetime) -> None:
    came = None if seen is None else guest.id in seen
    letters.write(due.reminder.value, guest, act=due.act, at=at, came=came)


def set_reminders(registration: Registration, *, wanted: bool, at: datetime) -> None:
    """Whether this person wants to be reminded and thanked; said twice, it is one act."""
    if registration.no_reminders is not wanted:
        return
    registration.no_reminders = not wanted
    if wanted:
        acts.note_of("reminders_wanted", registration, at=at)
    else:
        acts.note_of("reminders_stopped", registration, at=at)
