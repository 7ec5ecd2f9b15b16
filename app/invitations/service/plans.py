"""How a workshop asks its speakers, as its organisers save it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from app.audit.service import note
from app.extensions import db
from app.invitations.models import InvitationPlan
from app.invitations.rules import Task, plans, texts
from app.invitations.rules.texts import LetterText
from app.workshops.models import Workshop
from app.workshops.rules import Stale


def save_text(
    workshop: Workshop,
    language: str,
    text: LetterText,
    *,
    seen: str | None = None,
    at: datetime,
    account_id: int | None,
) -> None:
    """The invitation in this language; an empty text is the standard one again.

    `seen` is the fingerprint of what the form showed. Raises Stale when somebody else saved this
    language meanwhile, and Unsendable where a placeholder is broken.
    """
    texts.check(text)
    row = _held(workshop)
    stored = texts.read(row.texts)
    if seen is not None and seen != stored.get(language, LetterText()).fingerprint:
        raise Stale
    row.texts = texts.write(stored | {language: text})
    _noted("invitation.text_saved", workshop, at=at, account_id=account_id, language=language)


def save_plan(
    workshop: Workshop,
    *,
    answer_by: date | None,
    reminds: bool,
    lapses: bool,
    tasks: Mapping[Task, date | None],
    seen: str | None = None,
    at: datetime,
    account_id: int | None,
) -> None:
    """Until when, with which reminders, and what is asked. `seen` as for `save_text`, but of the
    whole page. Raises Stale."""
    row = _held(workshop)
    if seen is not None and seen != plans.fingerprint(plans.of_row(row)):
        raise Stale
    row.answer_by, row.reminds, row.lapses = answer_by, reminds, lapses
    row.tasks = plans.write_tasks(tasks)
    _noted("invitation.plan_saved", workshop, at=at, account_id=account_id)


def _held(workshop: Workshop) -> InvitationPlan:
    """The row, made where there is none; two who save come one after the other."""
    db.session.execute(select(Workshop.id).where(Workshop.id == workshop.id).with_for_update())
    row = db.session.scalar(
        select(InvitationPlan)
        .where(InvitationPlan.workshop_id == workshop.id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        plan = plans.Plan()
        row = InvitationPlan(
            workshop_id=workshop.id,
            texts={},
            answer_by=plan.answer_by,
            reminds=plan.reminds,
            lapses=plan.lapses,
            tasks=plans.write_tasks(plan.tasks),
            paper={},
        )
        db.session.add(row)
        db.session.flush()
    return row


def _noted(
    action: str, workshop: Workshop, *, at: datetime, account_id: int | None, **details: str
) -> None:
    db.session.flush()
    note(action, at=at, account_id=account_id, workshop_id=workshop.id, **details)
