"""Whose data are there still, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.extensions import db
from app.privacy.models import Erasure
from app.privacy.rules import Why, erased_from
from app.registration import queries
from app.registration.models import Answer, Registration, RegistrationForm
from app.registration.rules.questions import questions
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True)
class Due:
    """Answers to one question that go before everything else does."""

    label: dict[str, str]
    answers: int
    begins: datetime | None


@dataclass(frozen=True, slots=True)
class Keeping:
    """How it stands with the data of a workshop's participants."""

    #: Of the last day; None where no day is published.
    over: datetime | None
    keep_days: int | None
    held: bool
    #: When everything goes by itself; None = never.
    begins: datetime | None
    people: int
    answers: Sequence[Due]
    erased: dict[Why, int]


def keeping(workshop: Workshop, form: RegistrationForm) -> Keeping:
    over = queries.window_of(form, workshop.slug).over
    begins = erased_from(over, form.keep_days)
    return Keeping(
        over=over,
        keep_days=form.keep_days,
        held=form.keep_held,
        begins=begins,
        people=people(workshop.id),
        answers=_answers(form, over, begins),
        erased=_erased(workshop.id),
    )


def people(workshop_id: int) -> int:
    """How many registrations there are, in whatever state."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Registration)
            .where(Registration.workshop_id == workshop_id)
        )
        or 0
    )


def _answers(form: RegistrationForm, over: datetime | None, begins: datetime | None) -> list[Due]:
    sooner = [one for one in questions(form.questions) if one.keep_days is not None]
    if not sooner:
        return []
    given = {
        question: number
        for question, number in db.session.execute(
            select(Answer.question, func.count())
            .join(Registration, Registration.id == Answer.registration_id)
            .where(Registration.workshop_id == form.workshop_id)
            .group_by(Answer.question)
        )
    }
    return [
        Due(dict(one.label), given.get(one.key, 0), erased_from(over, one.keep_days))
        for one in sooner
    ]


def _erased(workshop_id: int) -> dict[Why, int]:
    rows = db.session.execute(
        select(Erasure.why, func.count())
        .where(Erasure.workshop_id == workshop_id)
        .group_by(Erasure.why)
    )
    return {why: number for why, number in rows}


def going_next(workshop_id: int) -> Sequence[Registration]:
    """Everybody whose data go then, in the order in which they go."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.workshop_id == workshop_id)
        .order_by(Registration.id)
    ).all()
