"""What people answered and agreed to, and which choices have places left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import Text, db
from app.files.models import StoredFile
from app.registration import rules
from app.registration.models import (
    Answer,
    ChoicePlace,
    ChoicePool,
    ConsentNote,
    Registration,
    RegistrationForm,
)
from app.registration.queries.seats import find_form
from app.registration.rules import answering
from app.registration.rules.questions import Question, questions


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The answer to a question that asks for a file."""

    key: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A choice somebody with a seat wished for, and has no place in."""

    question: Text
    choice: Text


def answers_of(registration_id: int) -> dict[str, Any]:
    """Values by the question's key, as rules.answering cleans them; HandedIn for a file."""
    return answers_of_many([registration_id]).get(registration_id, {})


def answers_of_many(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Of each registration that answered anything, in one query."""
    rows = db.session.scalars(
        select(Answer)
        .where(Answer.registration_id.in_(ids))
        .options(joinedload(Answer.file))
        .order_by(Answer.id)
    )
    return _by_registration(list(rows))


def answers_in(workshop_id: int) -> dict[int, dict[str, Any]]:
    """Of everybody who registered for a workshop, in one query."""
    rows = db.session.scalars(
        select(Answer)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Registration.workshop_id == workshop_id)
        .options(joinedload(Answer.file))
        .order_by(Answer.id)
    )
    return _by_registration(list(rows))


def _by_registration(rows: list[Answer]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        found[row.registration_id][row.question] = (
            HandedIn(row.file.key, row.file.name, row.file.size) if row.file else row.value
        )
    return dict(found)


def file_of(registration_id: int, key: str) -> StoredFile | None:
    """The file of this key, where an answer of this registration is made of it."""
    return db.session.scalar(
        select(StoredFile)
        .join(Answer, Answer.file_id == StoredFile.id)
        .where(Answer.registration_id == registration_id, StoredFile.key == key)
    )


def files_of(registration_id: int) -> Sequence[StoredFile]:
    """All that were handed in with this registration, in the order in which they were."""
    return db.session.scalars(
        select(StoredFile)
        .join(Answer, Answer.file_id == StoredFile.id)
        .where(Answer.registration_id == registration_id)
        .order_by(Answer.id)
    ).all()


def answered(workshop_id: int) -> dict[str, int]:
    """How many answers there are to each question that has any, by its key."""
    rows = db.session.execute(
        select(Answer.question, func.count())
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Registration.workshop_id == workshop_id)
        .group_by(Answer.question)
    )
    return {key: count for key, count in rows}


def chosen_in(workshop_id: int, question: str) -> set[str]:
    """Keys of the choices of a question that anybody ever made, and still has."""
    answers = db.session.scalars(
        select(Answer.value)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Registration.workshop_id == workshop_id, Answer.question == question)
    )
    return {key for answer in answers for key in _keys(answer) if isinstance(key, str)}


def consents_of(registration_id: int) -> dict[str, ConsentNote]:
    """The newest note on each consent, by the consent's key; it says whether it is given."""
    return consents_of_many([registration_id]).get(registration_id, {})


def consents_of_many(ids: Collection[int]) -> dict[int, dict[str, ConsentNote]]:
    found: dict[int, dict[str, ConsentNote]] = defaultdict(dict)
    for note in db.session.scalars(
        select(ConsentNote).where(ConsentNote.registration_id.in_(ids)).order_by(ConsentNote.id)
    ):
        found[note.registration_id][note.consent] = note
    return dict(found)


def agreed(registration_id: int) -> dict[str, bool]:
    """What somebody agrees to now, by the consent's key."""
    return {key: note.given for key, note in consents_of(registration_id).items()}


def noted(workshop_id: int) -> dict[str, int]:
    """How many notes there are on each consent that has any."""
    rows = db.session.execute(
        select(ConsentNote.consent, func.count())
        .join(Registration, Registration.id == ConsentNote.registration_id)
        .where(Registration.workshop_id == workshop_id)
        .group_by(ConsentNote.consent)
    )
    return {key: count for key, count in rows}


def choices_left(workshop_id: int) -> dict[tuple[str, str], int]:
    """Places left by question and choice, of choices that have a limited number."""
    rows = db.session.execute(
        select(ChoicePool.question, ChoicePool.choice, ChoicePool.capacity, ChoicePool.used).where(
            ChoicePool.workshop_id == workshop_id, ChoicePool.capacity.is_not(None)
        )
    )
    return {(row.question, row.choice): max(0, row.capacity - row.used) for row in rows}


def choices_taken(workshop_id: int) -> dict[tuple[str, str], int]:
    """Places held by question and choice, of choices that have pools."""
    rows = db.session.execute(
        select(ChoicePool.question, ChoicePool.choice, ChoicePool.used).where(
            ChoicePool.workshop_id == workshop_id
        )
    )
    return {(row.question, row.choice): row.used for row in rows}


def chosen(registration: Registration, form: RegistrationForm | None) -> set[tuple[str, str]]:
    """The choices somebody asks for, of questions that are asked of them, by their keys."""
    if form is None or not form.questions:
        return set()
    said = answers_of(registration.id)
    asked = answering.asked(
        questions(form.questions), way=registration.way, country=registration.country, answers=said
    )
    return {
        (question.key, choice.key)
        for question in asked
        for choice in question.choices
        if choice.key in _keys(said.get(question.key))
    }


def _keys(answer: Any) -> Collection[Any]:
    return answer if isinstance(answer, list) else (answer,)


def choices_missed(registration: Registration) -> list[Missed]:
    """What somebody with a seat asked for and could not have, in the order of the form."""
    if registration.state not in rules.SEATED:
        return []
    pools = db.session.execute(
        select(ChoicePool.question, ChoicePool.choice, ChoicePlace.id)
        .outerjoin(
            ChoicePlace,
            (ChoicePlace.pool_id == ChoicePool.id)
            & (ChoicePlace.registration_id == registration.id),
        )
        .where(ChoicePool.workshop_id == registration.workshop_id)
    ).all()
    without = {(row.question, row.choice) for row in pools if row.id is None}
    if not without:
        return []
    form = find_form(registration.workshop_id)
    missed = without & chosen(registration, form)
    return [
        Missed(question.label, choice.label)
        for question in _questions(form)
        for choice in question.choices
        if (question.key, choice.key) in missed
    ]


def _questions(form: RegistrationForm | None) -> list[Question]:
    return questions(form.questions) if form else []
