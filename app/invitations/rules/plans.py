"""How a workshop asks its speakers: until when, with which reminders, and what it asks of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from app.i18n import zones
from app.invitations.rules import texts
from app.invitations.rules.tasks import Task
from app.invitations.rules.texts import LetterText


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """As the organisers saved it; made without anything, as it is until they do."""

    #: The invitation in their own words, by language; a language not in it has the standard one.
    texts: Mapping[str, LetterText] = field(default_factory=dict)
    #: Last day for an answer, where the speaker lives; None = none is set.
    answer_by: date | None = None
    reminds: bool = True
    lapses: bool = False
    #: What is asked of those who accepted, with its last day where the speaker lives; None = no
    #: day. What is not in it is not asked.
    tasks: Mapping[Task, date | None] = field(default_factory=lambda: dict.fromkeys(Task))
    #: Letterhead and signatory of official letters, by language.
    paper: Mapping[str, Any] = field(default_factory=dict)
    #: Counts saves; 0 = nobody has saved one.
    revision: int = 0

    def asks(self, task: Task) -> bool:
        return task in self.tasks

    @property
    def has_days(self) -> bool:
        """Whether anything has a last day."""
        return self.answer_by is not None or any(self.tasks.values())

    def by(self, task: Task) -> date | None:
        """The last day for it; None where none is set, or it is not asked."""
        return self.tasks.get(task)


def answer_by(invitation_answer_by: date | None, plan: Plan) -> date | None:
    """The last day for this answer: the person's own before everybody's; None = none is set."""
    return invitation_answer_by or plan.answer_by


def ends(last_day: date, zone: str | None) -> datetime:
    """The first moment after this day where somebody lives.

    Where that is not known, the last place on earth at which the day ends: UTC−12.
    """
    if zones.known(zone) is None or zone is None:
        return datetime.combine(last_day, time(), UTC) + timedelta(days=1, hours=12)
    return zones.moment_or_next(last_day + timedelta(days=1), time(), zone)


def read_tasks(stored: Mapping[str, Any]) -> dict[Task, date | None]:
    """As kept: {"slides": "2027-05-14", "photo": null}; in the order of the checklist.

    A task that is not known here is passed over, a day that is none is no day.
    """
    return {task: _day(stored[task]) for task in Task if task in stored}


def write_tasks(tasks: Mapping[Task, date | None]) -> dict[str, str | None]:
    """As `read_tasks` takes it."""
    return {
        task.value: day.isoformat() if (day := tasks[task]) else None
        for task in Task
        if task in tasks
    }


def _day(stored: object) -> date | None:
    try:
        return date.fromisoformat(stored) if isinstance(stored, str) else None
    except ValueError:
        return None


class Stored(Protocol):
    """A row, as far as it is a plan."""

    texts: Any
    answer_by: Any
    reminds: Any
    lapses: Any
    tasks: Any
    paper: Any
    revision: Any


def of_row(row: Stored) -> Plan:
    """The plan that a row holds."""
    return Plan(
        texts=texts.read(row.texts),
        answer_by=row.answer_by,
        reminds=row.reminds,
        lapses=row.lapses,
        tasks=read_tasks(row.tasks),
        paper=row.paper,
        revision=row.revision,
    )


def fingerprint(plan: Plan) -> str:
    """Names what the page of the plan was opened with; the letters have their own."""
    facts = (plan.answer_by, plan.reminds, plan.lapses, write_tasks(plan.tasks))
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


# -- Suggestions ----------------------------------------------------------------------------------

#: How many days before the workshop each thing is of use: the agenda is printed from titles,
#: slides are wanted on the eve of the rehearsal.
_DAYS_BEFORE = {
    Task.TITLE: 35,
    Task.ABSTRACT: 28,
    Task.BIOGRAPHY: 28,
    Task.PHOTO: 28,
    Task.SLIDES: 5,
    Task.CONSENTS: 10,
}
#: Three weeks for an answer, and five before the workshop at the latest.
_TO_ANSWER = timedelta(days=21)
_ANSWERED_BEFORE = timedelta(days=35)
#: Nobody is asked for anything sooner than this.
_SOONEST = timedelta(days=3)


def suggested(day: date, today: date) -> dict[Task, date | None]:
    """A last day for everything, by the workshop's first day: a working day, and not too soon.

    What there is no time left for has no day.
    """
    return {
        task: _working_day(day - timedelta(days=days), day, today)
        for task, days in _DAYS_BEFORE.items()
    }


def suggested_answer(day: date, today: date) -> date | None:
    """A last day for answers, likewise."""
    return _working_day(min(today + _TO_ANSWER, day - _ANSWERED_BEFORE), day, today)


def _working_day(wanted: date, before: date, today: date) -> date | None:
    soonest = today + _SOONEST
    found = max(wanted, soonest)
    if found.weekday() > 4:
        earlier = found - timedelta(days=found.weekday() - 4)
        found = earlier if earlier >= soonest else found + timedelta(days=7 - found.weekday())
    return found if found < before else None


def shifted(tasks: Mapping[Task, date | None], by: timedelta) -> dict[Task, date | None]:
    """The same days, as far from another workshop's day as from their own."""
    return {task: day + by if day else None for task, day in tasks.items()}
