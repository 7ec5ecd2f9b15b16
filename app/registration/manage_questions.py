"""Organisers' pages: what the registration form asks, and what it asks people to agree to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, refusal_sentence, texts
from app.registration import queries
from app.registration.forms_questions import (
    KINDS,
    ConsentForm,
    PlainForm,
    PreviewForm,
    QuestionForm,
    consent_data,
    question_data,
)
from app.registration.models import RegistrationForm
from app.registration.question_fields import ask, asking, only_if
from app.registration.rules import editing, ready_made
from app.registration.rules.questions import (
    Consent,
    Question,
    QuestionKind,
    Step,
    consents,
    questions,
)
from app.registration.service.asking import change_consents, change_questions, mark_of
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale

bp = Blueprint(
    "registration_questions", __name__, url_prefix="/organise/<slug>/registration/questions"
)

#: Rows for further answers that an empty form and each press of “more” offer.
FURTHER = 3


@bp.get("")
@member(Role.EDITOR)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = queries.find_form(workshop.id)
    asked, agreed = _of(form)
    return render_template(
        "registration/questions.html",
        workshop=workshop,
        form=None,
        has_form=form is not None,
        screens=[
            (step, [one for one in asked if one.step is step and not one.retired]) for step in Step
        ],
        consents=[one for one in agreed if not one.retired],
        retired=[one for one in asked if one.retired],
        retired_consents=[one for one in agreed if one.retired],
        answered=queries.answered(workshop.id),
        noted=queries.noted(workshop.id),
        taken=queries.choices_taken(workshop.id),
        condition=lambda one: only_if(one.when, asked),
        kinds=KINDS,
        ready=_ready(asked, agreed),
    )


def _of(form: RegistrationForm | None) -> tuple[list[Question], list[Consent]]:
    return (questions(form.questions), consents(form.consents)) if form else ([], [])


def _ready(asked: list[Question], agreed: list[Consent]) -> list[tuple[str, Any, str]]:
    """What can be added with one click: key, words, and which of both it is."""
    known = {one.key for one in asked if not one.retired}
    given = {one.key for one in agreed if not one.retired}
    return [
        *((key, one, "question") for key, one in ready_made.QUESTIONS.items() if key not in known),
        *((key, one, "consent") for key, one in ready_made.CONSENTS.items() if key not in given),
    ]


@bp.get("/preview")
@member(Role.EDITOR)
def preview(slug: str) -> ResponseReturnValue:
    """Both screens as guests see them; nothing can be sent from here."""
    workshop = current_workshop()
    asked, agreed = _of(queries.find_form(workshop.id))
    left = queries.choices_left(workshop.id)
    first = asking(PreviewForm, ask(asked, agreed, left=left))
    second = asking(PlainForm, ask(asked, step=Step.AFTER, left=left))
    live = queries.live(workshop.id)
    return render_template(
        "registration/questions_preview.html",
        workshop=workshop,
        form=None,
        first=first([seats.way for seats in live.seats] if live else [], formdata=None),
        second=second(formdata=None),
    )


# -- Questions ------------------------------------------------------------------------------------


@bp.post("/ready/<key>")
@member(Role.EDITOR)
def add_ready(slug: str, key: str) -> ResponseReturnValue:
    one = ready_made.QUESTIONS.get(key) or abort(404)

    def change(those: list[Question]) -> list[Question]:
        if any(other.key == key for other in those):
            return editing.brought_back(those, key)
        return editing.added(those, one)

    return _done(lambda **by: change_questions(current_workshop(), change, **by), "added")


@bp.route("/new", methods=["GET", "POST"])
@member(Role.EDITOR)
def new(slug: str) -> ResponseReturnValue:
    try:
        kind = QuestionKind(request.args.get("kind", ""))
    except ValueError:
        abort(404)
    return _question_page(kind, None)


@bp.route("/<key>/edit", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    before = _find(_of(queries.find_form(current_workshop().id))[0], key)
    return _question_page(before.kind, before)


def _find(those: list[Any], key: str) -> Any:
    return next((one for one in those if one.key == key), None) or abort(404)


def _question_page(kind: QuestionKind, before: Question | None) -> ResponseReturnValue:
    workshop = current_workshop()
    asked, _ = _of(queries.find_form(workshop.id))
    form = _question_form(kind, before, asked)
    if not form.is_submitted():
        return _page("question", form, before, kind=kind)
    if "more" in request.form or "move" in request.form:
        return _page("question", _rearranged(form, before, asked), before, kind=kind)
    if not form.validate():
        return _page("question", form, before, kind=kind, status=422)

    def change(those: list[Question]) -> list[Question]:
        if before is None:
            key = editing.key_of(form.label.data or {}, {one.key for one in those}, "question")
            made = form.question(None, key)
            same = any(form.question(None, one.key) == one for one in those)  # a double click
            return those if same else editing.added(those, made)
        now = _find(those, before.key)
        chosen = queries.chosen_in(workshop.id, before.key)
        return editing.put(those, editing.changed(now, form.question(now, before.key), chosen))

    return _saved(change_questions, change, form, before, "question", kind=kind)


def _question_form(
    kind: QuestionKind, before: Question | None, asked: list[Question], **more: Any
) -> QuestionForm:
    data = question_data(before) if before else {"step": Step.FORM.value, "choices": []}
    data["seen"] = mark_of(before) if before else ""
    if not request.form:
        further = 1 if before else FURTHER
        data["choices"] = [*data["choices"], *({} for _ in range(further))]
    form = QuestionForm(**({"data": data} | more))
    form.ask_of(kind)
    form.offer(editing.may_be_asked_after(asked, before.key if before else None))
    return form


def _rearranged(
    form: QuestionForm, before: Question | None, asked: list[Question]
) -> QuestionForm:
    """The same form with its answers in another order, or with more rows; nothing is saved."""
    typed = dict(form.data)
    rows = list(typed["choices"])
    place, _, towards = request.form.get("move", "").partition(":")
    at = int(place) if place.isascii() and place.isdecimal() else -1
    to = at + (1 if towards == "down" else -1)
    if 0 <= at < len(rows) and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    if "more" in request.form:
        rows += [{} for _ in range(FURTHER)]
    return _question_form(form.kind, before, asked, formdata=None, data=typed | {"choices": rows})


@bp.post("/<key>/earlier")
@member(Role.EDITOR)
def earlier(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, lambda those: editing.moved(those, key, -1))


@bp.post("/<key>/later")
@member(Role.EDITOR)
def later(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, lambda those: editing.moved(those, key, +1))


@bp.post("/<key>/retire")
@member(Role.EDITOR)
def retire(slug: str, key: str) -> ResponseReturnValue:
    _, agreed = _of(queries.find_form(current_workshop().id))
    _refuse = [one for one in agreed if one.when.question == key and not one.retired]
    return _act(key, lambda those: _retired(those, key, _refuse))


def _retired(those: list[Question], key: str, dependants: list[Consent]) -> list[Question]:
    if dependants:
        raise editing.OthersDepend(other=texts.words(dependants[0].label, language()))
    return editing.retired(those, key)


@bp.post("/<key>/bring-back")
@member(Role.EDITOR)
def bring_back(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, lambda those: editing.brought_back(those, key))


@bp.post("/<key>/remove")
@member(Role.EDITOR)
def remove(slug: str, key: str) -> ResponseReturnValue:
    workshop = current_workshop()
    _, agreed = _of(queries.find_form(workshop.id))
    dependants = [one for one in agreed if one.when.question == key and not one.retired]

    def change(those: list[Question]) -> list[Question]:
        _retired(those, key, dependants)
        return editing.removed(those, key, answers=queries.answered(workshop.id).get(key, 0))

    return _act(key, change)


def _act(key: str, change: Callable[[list[Question]], list[Question]]) -> ResponseReturnValue:
    return _done(lambda **by: change_questions(current_workshop(), change, **by), key)


# -- Consents -------------------------------------------------------------------------------------


@bp.post("/consents/ready/<key>")
@member(Role.EDITOR)
def add_ready_consent(slug: str, key: str) -> ResponseReturnValue:
    if key not in ready_made.CONSENTS:
        abort(404)
    form = queries.find_form(current_workshop().id)
    one = ready_made.consent(key, form.responsible if form else None)
    if one is None:
        flash(
            gettext(
                "This consent names who receives the data. Please enter first, in the settings "
                "of registration, who is responsible for them."
            ),
            "refusal",
        )
        return redirect(url_for(".index", slug=slug), 303)

    def change(those: list[Consent]) -> list[Consent]:
        if any(other.key == key for other in those):
            return editing.brought_back(those, key)
        return editing.added(those, one)

    return _done(lambda **by: change_consents(current_workshop(), change, **by), "added")


@bp.route("/consents/new", methods=["GET", "POST"])
@member(Role.EDITOR)
def new_consent(slug: str) -> ResponseReturnValue:
    return _consent_page(None)


@bp.route("/consents/<key>/edit", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit_consent(slug: str, key: str) -> ResponseReturnValue:
    return _consent_page(_find(_of(queries.find_form(current_workshop().id))[1], key))


def _consent_page(before: Consent | None) -> ResponseReturnValue:
    workshop = current_workshop()
    asked, _ = _of(queries.find_form(workshop.id))
    form = _consent_form(before, asked)
    if not form.is_submitted():
        return _page("consent", form, before)
    if not form.validate():
        return _page("consent", form, before, status=422)

    def change(those: list[Consent]) -> list[Consent]:
        if before is None:
            key = editing.key_of(form.label.data or {}, {one.key for one in those}, "consent")
            made = form.consent(None, key)
            same = any(form.consent(None, one.key) == one for one in those)
            return those if same else editing.added(those, made)
        now = _find(those, before.key)
        return editing.put(those, editing.reworded(now, form.consent(now, before.key)))

    return _saved(change_consents, change, form, before, "consent")


def _consent_form(before: Consent | None, asked: list[Question], **more: Any) -> ConsentForm:
    data = consent_data(before) if before else {}
    data["seen"] = mark_of(before) if before else ""
    form = ConsentForm(**({"data": data} | more))
    form.offer(editing.may_be_asked_after(asked, None))
    return form


@bp.post("/consents/<key>/<verb>")
@member(Role.EDITOR)
def act_on_consent(slug: str, key: str, verb: str) -> ResponseReturnValue:
    workshop = current_workshop()
    acts: dict[str, Callable[[list[Consent]], list[Consent]]] = {
        "earlier": lambda those: editing.moved(those, key, -1),
        "later": lambda those: editing.moved(those, key, +1),
        "retire": lambda those: editing.retired(those, key),
        "bring-back": lambda those: editing.brought_back(those, key),
        "remove": lambda those: editing.removed(
            those, key, answers=queries.noted(workshop.id).get(key, 0)
        ),
    }
    change = acts.get(verb) or abort(404)
    return _done(lambda **by: change_consents(workshop, change, **by), f"consent-{key}")


# -- What all of them share -----------------------------------------------------------------------


def _done(perform: Callable[..., None], anchor: str) -> ResponseReturnValue:
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


def _saved(
    perform: Callable[..., None],
    change: Callable[..., Any],
    form: Any,
    before: Any,
    what: str,
    **more: Any,
) -> ResponseReturnValue:
    workshop = current_workshop()
    seen = (before.key, form.seen.data or "") if before else None
    try:
        perform(workshop, change, seen=seen, at=clock.now(), account_id=require_account().id)
    except Stale:
        db.session.rollback()
        return _stale(form, before, what, **more)
    except Refusal as refusal:
        db.session.rollback()
        return _page(what, form, before, refusal=refusal, status=refusal.status, **more)
    db.session.commit()
    flash(gettext("Saved. It holds from now on."))
    return redirect(url_for(".index", slug=workshop.slug), 303)


def _stale(form: Any, before: Any, what: str, **more: Any) -> ResponseReturnValue:
    """Somebody else saved this question: both texts side by side, nothing overwritten."""
    asked, agreed = _of(queries.find_form(current_workshop().id))
    now = _find(asked if what == "question" else agreed, before.key)
    if what == "question":
        theirs: Any = _question_form(now.kind, now, asked, formdata=None)
    else:
        theirs = _consent_form(now, asked, formdata=None)
    if form.as_words() == theirs.as_words():  # saved twice
        return redirect(url_for(".index", slug=current_workshop().slug), 303)
    form.seen.data, form.seen.raw_data = mark_of(now), None
    return _page(what, form, now, theirs=theirs, status=409, **more)


def _page(
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
    page = render_template(
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
    return page, status
