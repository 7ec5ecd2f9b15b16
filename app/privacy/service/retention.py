"""Erasing when the time is over: registrations, and single answers before them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from app.audit.service import note
from app.extensions import db
from app.files import service as files
from app.privacy.rules import AT_ONCE, Why, is_due
from app.privacy.service import figures
from app.privacy.service.erasing import erase_everybody
from app.registration import queries
from app.registration.models import Answer, Registration, RegistrationForm
from app.registration.rules.questions import questions
from app.workshops.models import Workshop


def erase_due(at: datetime) -> None:
    """The worker's job. What is due is read, not noted: once it is erased nothing is due."""
    for form in db.session.scalars(
        select(RegistrationForm).where(
            ~RegistrationForm.keep_held,
            exists().where(Registration.workshop_id == RegistrationForm.workshop_id),
        )
    ).all():
        over = queries.window_of(form, form.workshop.slug).over
        if is_due(over, form.keep_days, at):
            erase_everybody(form.workshop, why=Why.RETENTION, at=at, at_most=AT_ONCE)
        elif over is not None and at >= over:
            _erase_answers(form, over, at)


def _erase_answers(form: RegistrationForm, over: datetime, at: datetime) -> None:
    """Of questions whose own time is over: such as what people eat."""
    due = [one.key for one in questions(form.questions) if is_due(over, one.keep_days, at)]
    if not due:
        return
    theirs = select(Registration.id).where(Registration.workshop_id == form.workshop_id)
    answers = Answer.question.in_(due) & Answer.registration_id.in_(theirs)
    rows = db.session.scalars(select(Answer).where(answers)).all()
    if not rows:
        return
    figures.count_answers(rows)
    for answer in rows:
        if answer.file is not None:
            files.forget(answer.file)
        db.session.delete(answer)
    note(
        "registration.answers_erased",
        at=at,
        actor="worker",
        workshop_id=form.workshop_id,
        questions=due,
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
