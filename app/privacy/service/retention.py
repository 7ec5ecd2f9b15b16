"""Erasing when the time is over: registrations, and single answers before them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from app.audit.service import note
from app.extensions import db, means_to_write
from app.files import service as files
from app.privacy.rules import AT_ONCE, Why, is_due
from app.privacy.service import figures
from app.privacy.service.erasing import erase_everybody
from app.registration import queries
from app.registration.models import (
    Answer,
    Registration,
    RegistrationForm,
    RegistrationGroup,
)
from app.registration.rules.questions import questions
from app.workshops.models import Workshop

#: Questions whose answers go before everything else does, with the days that they stay.
Sooner = dict[str, int]


@dataclass(frozen=True, slots=True)
class _Due:
    """What of a workshop is due: everything, or the answers to these questions."""

    workshop_id: int
    questions: tuple[str, ...] | None


def erase_due(at: datetime) -> None:
    """The worker's job. What is due is read, not noted: once it is erased nothing is due."""
    for due in _look(at):
        workshop = db.session.get_one(Workshop, due.workshop_id)
        if due.questions is None:
            erase_everybody(workshop, why=Why.RETENTION, at=at, at_most=AT_ONCE)
        else:
            _erase_answers(workshop, due.questions, at)


def _look(at: datetime) -> list[_Due]:
    """By a reader of its own, so that a minute in which nothing is due keeps nobody waiting: two
    queries, whatever the number of workshops."""
    token = means_to_write.set(False)
    try:
        with db.engine.connect() as reader:
            kept = {id: (days, sooner) for id, days, sooner in _kept(reader)}
            over = queries.ends(kept, reader)
            everything = [id for id in over if is_due(over[id], kept[id][0], at)]
            sooner = {
                id: {key for key, days in kept[id][1].items() if is_due(over[id], days, at)}
                for id in over.keys() - everything
            }
            answered = _answered({id: keys for id, keys in sooner.items() if keys}, reader)
    finally:
        means_to_write.reset(token)
    return [
        *(_Due(id, None) for id in everything),
        *(_Due(id, tuple(sorted(keys))) for id, keys in sorted(answered.items())),
    ]


def _kept(reader: Connection) -> Iterator[tuple[int, int | None, Sooner]]:
    """Workshops that hold data of anybody, for a time that somebody named."""
    form = RegistrationForm
    rows = reader.execute(
        select(form.workshop_id, form.keep_days, form.questions)
        .where(
            ~form.keep_held,
            or_(
                exists().where(Registration.workshop_id == form.workshop_id),
                exists().where(RegistrationGroup.workshop_id == form.workshop_id),
            ),
        )
        .order_by(form.workshop_id)
    )
    for workshop_id, keep_days, asked in rows:
        sooner = {one.key: one.keep_days for one in questions(asked) if one.keep_days is not None}
        if keep_days is not None or sooner:
            yield workshop_id, keep_days, sooner


def _answered(due: Mapping[int, Set[str]], reader: Connection) -> dict[int, set[str]]:
    """Of these questions those to which there are answers still."""
    if not due:
        return {}
    rows = reader.execute(
        select(Registration.workshop_id, Answer.question)
        .join(Answer, Answer.registration_id == Registration.id)
        .where(Registration.workshop_id.in_(due), Answer.question.in_(set().union(*due.values())))
        .distinct()
    )
    found: dict[int, set[str]] = defaultdict(set)
    for workshop_id, question in rows:
        if question in due[workshop_id]:
            found[workshop_id].add(question)
    return found


def _erase_answers(workshop: Workshop, due: Sequence[str], at: datetime) -> None:
    """Of questions whose own time is over: such as what people eat."""
    theirs = select(Registration.id).where(Registration.workshop_id == workshop.id)
    answers = Answer.question.in_(due) & Answer.registration_id.in_(theirs)
    rows = db.session.scalars(select(Answer).where(answers)).all()
    figures.count_answers(rows)
    for answer in rows:
        if answer.file is not None:
            files.forget(answer.file)
        db.session.delete(answer)
    note(
        "registration.answers_erased",
        at=at,
        actor="worker",
        workshop_id=workshop.id,
        questions=list(due),
    )


def hold_back(workshop: Workshop, *, at: datetime, account_id: int | None) -> None:
    """Nothing is erased by itself until the owners say so, as while somebody audits."""
    _set_held(workshop, True, at=at, account_id=account_id)


def release(workshop: Workshop, *, at: datetime, account_id: int | None) -> None:
    _set_held(workshop, False, at=at, account_id=account_id)


def _set_held(workshop: Workshop, held: bool, *, at: datetime, account_id: int | None) -> None:
    form = queries.find_form(workshop.id)
    if form is None or form.keep_held == held:
        return
    form.keep_held = held
    verb = "registration.erasure_held" if held else "registration.erasure_released"
    note(verb, at=at, account_id=account_id, workshop_id=workshop.id)
