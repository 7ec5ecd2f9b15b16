"""Organisers' pages: what the registration form asks, and what it asks people to agree to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.i18n import language, texts
from app.registration import queries
from app.registration.forms_questions import (
    KINDS,
    PlainForm,
    PreviewForm,
    QuestionForm,
    question_data,
)
from app.registration.manage_asking import bp as bp
from app.registration.manage_asking import done, find, of_form, page, saved
from app.registration.question_fields import ask, asking, only_if
from app.registration.rules import editing, ready_made
from app.registration.rules.questions import (
    Consent,
    Question,
    QuestionKind,
    Step,
)
from app.registration.service.asking import change_questions, mark_of
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

#: Rows for further answers that an empty form and each press of “more” offer.
FURTHER = 3


@bp.get("")
@member(Role.EDITOR)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = queries.find_form(workshop.id)
    asked, agreed = of_form()
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
    asked, agreed = of_form()
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

    return done(lambda **by: change_questions(current_workshop(), change, **by), "added")


@bp.route("/new", methods=["GET", "POST"])
@member(Role.EDITOR)
def new(slug: str) -> ResponseReturnValue:
    kinds = {kind.value: kind for kind in QuestionKind}
    return _question_page(kinds.get(request.args.get("kind", ""), QuestionKind.TEXT), None)


@bp.route("/<key>/edit", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    before = find(of_form()[0], key)
    return _question_page(before.kind, before)


def _question_page(kind: QuestionKind, before: Question | None) -> ResponseReturnValue:
    workshop = current_workshop()
    asked, agreed = of_form()
    form = _question_form(kind, before, asked)
    if not form.is_submitted():
        return page("question", form, before, kind=kind)
    if "more" in request.form or "move" in request.form:
        return page("question", _rearranged(form, before, asked), before, kind=kind)
    if not form.validate():
        return page("question", form, before, kind=kind, status=422)

    def change(those: list[Question]) -> list[Question]:
        if before is None:
            key = editing.key_of(form.label.data or {}, {one.key for one in those}, "question")
            made = form.question(None, key)
            same = any(form.question(None, one.key) == one for one in those)  # a double click
            return those if same else editing.added(those, made)
        now = find(those, before.key)
        chosen = queries.chosen_in(workshop.id, before.key)
        made = editing.changed(now, form.question(now, before.key), chosen)
        return editing.put(those, made, agreed)

    def form_of(one: Question) -> QuestionForm:
        return _question_form(one.kind, one, of_form()[0], formdata=None)

    return saved(change_questions, change, form, before, "question", form_of, kind=kind)


def _question_form(
    kind: QuestionKind, before: Question | None, asked: list[Question], **more: Any
) -> QuestionForm:
    data: dict[str, Any] = (
        question_data(before) if before else {"step": Step.FORM.value, "choices": []}
    )
    data["seen"] = mark_of(before) if before else ""
    if not request.form:
        further = 1 if before else FURTHER
        data["choices"] = [*data["choices"], *({} for _ in range(further))]
    form = QuestionForm(**({"data": data} | more))
    form.ask_of(kind)
    step = Step(form.step.data) if form.step.data in list(Step) else Step.FORM
    form.offer(editing.may_be_asked_after(asked, before.key if before else None, step), asked)
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
    _, agreed = of_form()
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
    _, agreed = of_form()
    dependants = [one for one in agreed if one.when.question == key and not one.retired]

    def change(those: list[Question]) -> list[Question]:
        _retired(those, key, dependants)
        return editing.removed(those, key, answers=queries.answered(workshop.id).get(key, 0))

    return _act(key, change)


def _act(key: str, change: Callable[[list[Question]], list[Question]]) -> ResponseReturnValue:
    return done(lambda **by: change_questions(current_workshop(), change, **by), key)
