"""What is left of the erased: how many there were, by one property at a time.

Never two together: a figure of one person by two properties could name them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.attendance.models import Attendance
from app.extensions import db
from app.i18n import zones
from app.privacy.service.going import Going
from app.registration.models import Answer, Figure, Registration
from app.registration.rules import RegistrationState

#: Answers to questions of these keys are counted by their value.
ASKED = ("gender", "organisation_kind")
UNKNOWN = "unknown"


def count(one: Going, *, is_over: bool) -> None:
    """Before the rows go. Who goes before a workshop to come gives the place up, and is counted as
    one who does not take part."""
    counted: Counter[tuple[str, str]] = Counter()
    took_part = [row for row in one.registrations if is_over and _had_a_place(row)]
    zone = one.workshop.time_zone or "UTC"
    for row in one.registrations:
        state = row.state if is_over else RegistrationState.CANCELLED
        counted["state", state.value] += 1
        counted["day", zones.local(row.at, zone).date().isoformat()] += 1
    came = set(
        db.session.scalars(
            select(Attendance.registration_id).where(Attendance.registration_id.in_(one.ids))
        )
    )
    said = _answers([row.id for row in took_part])
    for row in took_part:
        counted["way", row.way.value] += 1
        counted["country", row.country or UNKNOWN] += 1
        counted["attended", "yes" if row.id in came else "no"] += 1
        for question in ASKED:
            counted[question, said.get((row.id, question), UNKNOWN)] += 1
    for (dimension, value), number in sorted(counted.items()):
        _add(one.workshop.id, dimension, value, number)


def count_answers(answers: Iterable[Answer]) -> None:
    """Before answers go whose own time is over, while the rows stay. When such a row goes itself
    it is counted as unknown: who said nothing is reckoned from the number of people instead."""
    counted: Counter[tuple[int, str, str]] = Counter()
    for answer in answers:
        row = db.session.get_one(Registration, answer.registration_id)
        if answer.question in ASKED and _had_a_place(row) and (said := _figure(answer.value)):
            counted[row.workshop_id, answer.question, said] += 1
    for (workshop_id, question, value), number in sorted(counted.items()):
        _add(workshop_id, question, value, number)


def _figure(value: Any) -> str | None:
    """Keys of choices alone: what somebody typed is no figure."""
    return value[:80] if isinstance(value, str) and value else None


def _had_a_place(row: Registration) -> bool:
    return row.state is RegistrationState.CONFIRMED


def _answers(ids: list[int]) -> dict[tuple[int, str], str]:
    rows = db.session.execute(
        select(Answer.registration_id, Answer.question, Answer.value).where(
            Answer.registration_id.in_(ids), Answer.question.in_(ASKED)
        )
    )
    return {(id, question): said for id, question, value in rows if (said := _figure(value))}


def _add(workshop_id: int, dimension: str, value: str, number: int) -> None:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = insert(Figure).values(
        workshop_id=workshop_id, dimension=dimension, value=value, number=number
    )
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["workshop_id", "dimension", "value"],
            set_={"number": Figure.number + row.excluded.number},
        )
    )
