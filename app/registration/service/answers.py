"""What somebody answers is kept by the question's key, apart from the form as it is today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.files import service as files
from app.files.rules import Upload
from app.registration import queries
from app.registration.models import Answer, Registration
from app.registration.queries import HandedIn
from app.registration.service import places


def keep(
    registration: Registration,
    answers: Mapping[str, Any],
    *,
    at: datetime,
    insist: bool = True,
) -> None:
    """Keep these answers, and take the places they ask for; what is not named stays as it is.

    `answers` holds cleaned values by the question's key, None = no answer any more, an Upload for
    a file, and what queries.answers_of gave for one that stays. The pools of seats are held, or a
    seat was taken. With `insist` a choice newly asked for that has no place left raises
    ChoiceTaken; else it remains a wish.
    """
    form = queries.find_form(registration.workshop_id)
    before = queries.chosen(registration, form) if insist else set()
    rows = {
        row.question: row
        for row in db.session.scalars(
            select(Answer).where(Answer.registration_id == registration.id)
        )
    }
    for question, value in answers.items():
        _keep_one(registration, rows.get(question), question, value, at=at)
    db.session.flush()
    now = queries.chosen(registration, form) if insist else set()
    places.settle(registration, insist_on=now - before)


def pretend_to_keep(answers: Mapping[str, Any], *, at: datetime) -> None:
    """The disk's work of keeping these files, of which nothing stays."""
    for value in answers.values():
        if isinstance(value, Upload):
            files.forget(files.keep(value, at=at))


def _keep_one(
    registration: Registration, row: Answer | None, question: str, value: Any, *, at: datetime
) -> None:
    if isinstance(value, HandedIn):
        return
    if value is None or value == []:
        if row is not None:
            _forget(row)
        return
    file = files.keep(value, at=at) if isinstance(value, Upload) else None
    if row is None:
        row = Answer(registration_id=registration.id, question=question, at=at)
        db.session.add(row)
    elif (
        file is None and row.file is None and row.value == value and type(row.value) is type(value)
    ):
        return
    before = row.file
    row.file, row.value, row.at = file, value if file is None else None, at
    if before is not None:
        db.session.flush()
        files.forget(before)


def _forget(row: Answer) -> None:
    file = row.file
    db.session.delete(row)
    db.session.flush()
    if file is not None:
        files.forget(file)


def forget(registration: Registration, question: str) -> None:
    """One answer, such as one that is kept for a shorter time."""
    row = db.session.scalar(
        select(Answer).where(
            Answer.registration_id == registration.id, Answer.question == question
        )
    )
    if row is not None:
        _forget(row)
        places.settle(registration)
