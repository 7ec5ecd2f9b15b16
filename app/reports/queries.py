"""Reading what is counted: six queries, however many people there are, and nobody's name."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.extensions import db
from app.i18n import zones
from app.registration import queries as registration
from app.registration.models import Answer, Figure, Registration
from app.registration.rules.questions import questions
from app.reports.rules.facts import Entry, Facts
from app.workshops.models import Workshop

#: Questions by whose answers people are counted.
COUNTED = ("organisation_kind", "gender")


def facts(workshop: Workshop) -> Facts:
    form = registration.find_form(workshop.id)
    asked = questions(form.questions) if form else []
    return Facts(
        entries=_entries(workshop),
        erased=_erased(workshop.id),
        questions={one.key: one for one in asked if one.key in COUNTED},
    )


def _entries(workshop: Workshop) -> tuple[Entry, ...]:
    zone = zones.zone(workshop.time_zone or "UTC")

    def day(at: datetime) -> date:
        return at.astimezone(zone).date()

    answers, seen = _answers(workshop.id), _seen(workshop.id)
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.at,
            Registration.state,
            Registration.state_at,
            Registration.way,
            Registration.country,
            Registration.language,
            Registration.source,
            Registration.affiliation,
        ).where(Registration.workshop_id == workshop.id)
    )
    return tuple(
        Entry(
            asked=day(row.at),
            state=row.state,
            since=day(row.state_at),
            way=row.way,
            country=row.country,
            language=row.language,
            source=row.source,
            affiliation=row.affiliation,
            answers=answers.get(row.id, {}),
            seen=frozenset(seen.get(row.id, ())),
        )
        for row in rows
    )


def _answers(workshop_id: int) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for id, question, value in db.session.execute(
        select(Answer.registration_id, Answer.question, Answer.value)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Registration.workshop_id == workshop_id, Answer.question.in_(COUNTED))
    ):
        found[id][question] = value
    return found


def _seen(workshop_id: int) -> dict[int, set[tuple[date, Seen]]]:
    found: dict[int, set[tuple[date, Seen]]] = defaultdict(set)
    for id, day, seen in db.session.execute(
        select(Attendance.registration_id, Attendance.day, Attendance.seen)
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(Registration.workshop_id == workshop_id)
    ):
        found[id].add((day, seen))
    return found


def _erased(workshop_id: int) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for dimension, value, number in db.session.execute(
        select(Figure.dimension, Figure.value, Figure.number).where(
            Figure.workshop_id == workshop_id
        )
    ):
        found[dimension][value] = number
    return found
