"""What the pages of questions and of consents share: saving, refusing, comparing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.registration import queries
from app.registration.forms_questions import KINDS
from app.registration.rules.questions import Consent, Question, consents, questions
from app.registration.service.asking import mark_of
from app.workshops.membership import current_workshop
from app.workshops.rules import Stale

bp = Blueprint(
    "registration_questions", __name__, url_prefix="/organise/<slug>/registration/questions"
)


def of_form() -> tuple[list[Question], list[Consent]]:
    form = queries.find_form(current_workshop().id)
    return (questions(form.questions), consents(form.consents)) if form else ([], [])


def find(those: list[Any], key: str) -> Any:
    return next((one for one in those if one.key == key), None) or abort(404)


def done(perform: Callable[..., None], anchor: str) -> ResponseReturnValue:
    """The page again, at the row; a refusal is said on it."""
    slug = current_workshop().slug
    try:
        perform(at=clock.now(), account_id=require_account().id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
    return redirect(url_for(".index", slug=slug, _anchor=anchor), 303)


def saved(
    perform: Callable[..., None],
    change: Callable[..., Any],
    form: Any,
    before: Any,
    what: str,
    form_of: Callable[[Any], Any],
    **more: Any,
) -> ResponseReturnValue:
    """`form_of` makes the form of a question or consent as it is stored."""
    workshop = current_workshop()
    seen = (before.key, form.seen.data or "") if before else None
    try:
        perform(workshop, change, seen=seen, at=clock.now(), account_id=require_account().id)
    except Stale:
        db.session.rollback()
        return _stale(form, before, what, form_of, **more)
    except Refusal as refusal:
        db.session.rollback()
        return page(what, form, before, refusal=refusal, status=refusal.status, **more)
    db.session.commit()
    flash(gettext("Saved. It applies from now on."))
    return redirect(url_for(".index", slug=workshop.slug), 303)


def _stale(
    form: Any, before: Any, what: str, form_of: Callable[[Any], Any], **more: Any
) -> ResponseReturnValue:
    """Somebody else saved this: both texts side by side, nothing overwritten."""
    now = find(of_form()[0 if what == "question" else 1], before.key)
    theirs = form_of(now)
    if form.as_words() == theirs.as_words():  # saved twice
        return redirect(url_for(".index", slug=current_workshop().slug), 303)
    form.seen.data, form.seen.raw_data = mark_of(now), None
    return page(what, form, now, theirs=theirs, status=409, **more)


def page(
    what: str,
    form: Any,
    before: Any,
    *,
    refusal: Refusal | None = None,
    theirs: Any = None,
    status: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    workshop = current_workshop()
    counted = queries.answered if what == "question" else queries.noted
    said = render_template(
        f"registration/{what}_edit.html",
        workshop=workshop,
        form=form,
        one=before,
        kinds=KINDS,
        answers=counted(workshop.id).get(before.key, 0) if before else 0,
        taken=queries.choices_taken(workshop.id),
        chosen=queries.chosen_in(workshop.id, before.key) if before else set(),
        refusal=refusal_sentence(refusal) if refusal else None,
        theirs=theirs,
        **more,
    )
    return said, status
