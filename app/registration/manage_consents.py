"""Organisers' pages: what the registration form asks people to agree to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.i18n import gettext
from app.registration import queries
from app.registration.forms_consents import ConsentForm, consent_data
from app.registration.manage_asking import done, find, of_form, page, saved
from app.registration.manage_questions import bp as bp
from app.registration.rules import editing, ready_made
from app.registration.rules.questions import Consent, Question
from app.registration.service.asking import change_consents, mark_of
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role


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

    return done(lambda **by: change_consents(current_workshop(), change, **by), "added")


@bp.route("/consents/new", methods=["GET", "POST"])
@member(Role.EDITOR)
def new_consent(slug: str) -> ResponseReturnValue:
    return _consent_page(None)


@bp.route("/consents/<key>/edit", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit_consent(slug: str, key: str) -> ResponseReturnValue:
    return _consent_page(find(of_form()[1], key))


def _consent_page(before: Consent | None) -> ResponseReturnValue:
    asked, _ = of_form()
    form = _consent_form(before, asked)
    if not form.is_submitted():
        return page("consent", form, before)
    if not form.validate():
        return page("consent", form, before, status=422)

    def change(those: list[Consent]) -> list[Consent]:
        if before is None:
            key = editing.key_of(form.label.data or {}, {one.key for one in those}, "consent")
            made = form.consent(None, key)
            same = any(form.consent(None, one.key) == one for one in those)
            return those if same else editing.added(those, made)
        now = find(those, before.key)
        return editing.put(those, editing.reworded(now, form.consent(now, before.key)))

    def form_of(one: Consent) -> ConsentForm:
        return _consent_form(one, of_form()[0], formdata=None)

    return saved(change_consents, change, form, before, "consent", form_of)


def _consent_form(before: Consent | None, asked: list[Question], **more: Any) -> ConsentForm:
    data = consent_data(before) if before else {}
    data["seen"] = mark_of(before) if before else ""
    form = ConsentForm(**({"data": data} | more))
    form.offer(editing.may_be_asked_after(asked, None), asked)
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
    return done(lambda **by: change_consents(workshop, change, **by), f"consent-{key}")
