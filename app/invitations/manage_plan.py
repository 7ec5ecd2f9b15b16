"""Organisers' page of how speakers are asked: until when, with which reminders, and for what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.invitations import queries, service, words
from app.invitations.forms_compose import PlanForm, plan_form
from app.invitations.last_workshop import Last, first_day, last_plan
from app.invitations.rules import Task, plans
from app.invitations.rules.plans import Plan
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, Stale

bp = Blueprint("invitations_plan", __name__, url_prefix="/organise/<slug>/invitations")


@bp.get("/plan")
@member(Role.EDITOR)
def plan(slug: str) -> ResponseReturnValue:
    workshop, at = current_workshop(), clock.now()
    stored = queries.plan_of(workshop.id)
    begun = _begun(workshop, stored, at)
    return _page(_form(begun or stored, stored), workshop, at, is_unsaved=begun is not None)


@bp.post("/plan")
@member(Role.EDITOR)
def save(slug: str) -> ResponseReturnValue:
    workshop, at = current_workshop(), clock.now()
    form = plan_form()
    if not form.validate():
        return _page(form, workshop, at, status=422)
    try:
        service.save_plan(
            workshop,
            answer_by=form.answer_by.data,
            reminds=form.reminds.data,
            lapses=form.lapses.data,
            tasks=form.tasks(),
            seen=form.seen.data or None,
            at=at,
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _page(form, current_workshop(), at, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. It holds for everybody who has no last day of their own."))
    begin = None if queries.plan_of(workshop.id).has_days else "saved"  # no days is an answer too
    return redirect(url_for(".plan", slug=slug, begin=begin), 303)


def _page(
    form: PlanForm,
    workshop: Workshop,
    at: datetime,
    *,
    is_unsaved: bool = False,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    stored = queries.plan_of(workshop.id)
    theirs = None
    if isinstance(refusal, Stale):
        theirs = _form(stored, stored)
        form.seen.data, form.seen.raw_data = theirs.seen.data, None
    day = first_day(workshop, at)
    last = last_plan(workshop, require_account())
    page = render_template(
        "invitations/plan.html",
        workshop=workshop,
        form=form,
        tasks=[(task, form[f"asks_{task}"], form[f"{task}_by"]) for task in Task],
        about=words.TASKS_ABOUT,
        day=day,
        suggested=_suggested(stored, day, at) if day else None,
        last=last.workshop if last else None,
        is_unsaved=is_unsaved,
        has_days=stored.has_days,
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal and theirs is None else None,
    )
    return page, status


def _form(shown: Plan, stored: Plan) -> PlanForm:
    data: dict[str, Any] = {
        "answer_by": shown.answer_by,
        "reminds": shown.reminds,
        "lapses": shown.lapses,
        "seen": plans.fingerprint(stored),
    }
    for task in Task:
        data |= {f"asks_{task}": shown.asks(task), f"{task}_by": shown.by(task)}
    return plan_form(formdata=None, data=data)


# -- To begin with --------------------------------------------------------------------------------


def _begun(workshop: Workshop, stored: Plan, at: datetime) -> Plan | None:
    """A plan to begin with, if one was asked for or no day is set; nothing is saved."""
    wanted = request.args.get("begin", "" if stored.has_days else "suggested")
    day = first_day(workshop, at)
    match wanted:
        case "last":
            last = last_plan(workshop, require_account())
            return _as_last(last, day, at) if last else None
        case "suggested" if day is not None:
            return _suggested(stored, day, at)
        case _:
            return None


def _suggested(stored: Plan, day: date, at: datetime) -> Plan:
    """Days that leave time, for what is asked now."""
    days = plans.suggested(day, at.date())
    return Plan(
        texts=stored.texts,
        answer_by=plans.suggested_answer(day, at.date()),
        reminds=stored.reminds,
        lapses=stored.lapses,
        tasks={task: days[task] for task in stored.tasks},
    )


def _as_last(last: Last, day: date | None, at: datetime) -> Plan:
    """What the last workshop asked, as many days before this one as before that one."""
    was = first_day(last.workshop, at)
    asked = last.plan
    if day is None or was is None:
        return Plan(reminds=asked.reminds, lapses=asked.lapses, tasks=dict.fromkeys(asked.tasks))
    by = day - was
    return Plan(
        answer_by=asked.answer_by + by if asked.answer_by else None,
        reminds=asked.reminds,
        lapses=asked.lapses,
        tasks=plans.shifted(asked.tasks, by),
    )
