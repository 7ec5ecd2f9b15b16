"""Organisers' pages: how long data are kept, and erasing them."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.privacy import notice as notices
from app.privacy import queries, service
from app.privacy.rules import NotOver, Why
from app.privacy.service import journal
from app.registration import queries as registrations
from app.registration import rules, words
from app.registration.models import RegistrationForm
from app.registration.rules import Doors
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role

bp = Blueprint("privacy_manage", __name__, url_prefix="/organise/<slug>")


@bp.get("/privacy")
@member(Role.EDITOR)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = registrations.find_form(workshop.id)
    at = clock.now()
    return render_template(
        "privacy/index.html",
        workshop=workshop,
        keeping=queries.keeping(workshop, form) if form else None,
        notice=notices.of(workshop, form) if form else None,
        is_past=_is_past(workshop, form),
        at=at,
        zone=workshop.time_zone or "UTC",
        is_public=workshop.published_at is not None,
        Why=Why,
    )


def _is_past(workshop: Workshop, form: RegistrationForm | None) -> bool:
    window = registrations.window_of(form, workshop.slug)
    stands = rules.doors(window, clock.now(), cancelled=workshop.is_cancelled)
    return stands in (Doors.OVER, Doors.CANCELLED)


@bp.get("/privacy/record.md")
@member(Role.EDITOR)
def record(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = registrations.find_form(workshop.id) or abort(404)
    text = notices.as_markdown(workshop, notices.of(workshop, form))
    answer = Response(text, content_type="text/markdown; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-record.md"'
    return answer


@bp.get("/privacy/going")
@member(Role.EDITOR)
def going(slug: str) -> ResponseReturnValue:
    """Who would be erased: a rehearsal, nothing is done."""
    workshop = current_workshop()
    form = registrations.find_form(workshop.id) or abort(404)
    return render_template(
        "privacy/going.html",
        workshop=workshop,
        keeping=queries.keeping(workshop, form),
        people=queries.going_next(workshop.id),
        states=words.STATES,
        is_past=_is_past(workshop, form),
        zone=workshop.time_zone or "UTC",
    )


@bp.post("/privacy/hold")
@member(Role.OWNER)
def hold(slug: str) -> ResponseReturnValue:
    return _set(service.hold_back, gettext("Nothing is erased by itself until you say so."))


@bp.post("/privacy/release")
@member(Role.OWNER)
def release(slug: str) -> ResponseReturnValue:
    return _set(
        service.release, gettext("Data are erased by themselves again when their time is over.")
    )


def _set(perform: Callable[..., None], done: str) -> ResponseReturnValue:
    workshop = current_workshop()
    perform(workshop, at=clock.now(), account_id=require_account().id)
    db.session.commit()
    flash(done)
    return redirect(url_for(".index", slug=workshop.slug), 303)


@bp.post("/privacy/erase")
@member(Role.OWNER)
def erase_everybody(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    try:
        service.erase_everybody(
            workshop, why=Why.ORGANISERS, at=clock.now(), account_id=require_account().id
        )
    except NotOver as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
        flash(gettext("The data of all participants are erased. The figures stay."))
    return redirect(url_for(".index", slug=slug), 303)


@bp.get("/participants/<key>/erase")
@member(Role.EDITOR)
def erase_form(slug: str, key: str) -> ResponseReturnValue:
    workshop = current_workshop()
    registration = registrations.find_in(workshop.id, key) or abort(404)
    return render_template(
        "privacy/erase_one.html",
        workshop=workshop,
        registration=registration,
        state=words.STATES[registration.state],
        gives_a_place_up=registration.state in rules.SEATED
        and not _is_past(workshop, registrations.find_form(workshop.id)),
        is_speaker=registration.speaker_id is not None,
    )


@bp.post("/participants/<key>/erase")
@member(Role.EDITOR)
def erase(slug: str, key: str) -> ResponseReturnValue:
    workshop = current_workshop()
    done = gettext("Everything of this person at this workshop is erased.")
    if journal.was_erased_at(workshop, key):  # a second press of the button
        flash(done)
        return redirect(url_for("registration_manage.index", slug=slug), 303)
    registration = registrations.find_in(workshop.id, key) or abort(404)
    try:
        service.erase(
            registration,
            why=Why.ORGANISERS,
            at=clock.now(),
            account_id=require_account().id,
            tell=request.form.get("tell") == "yes",
        )
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
        flash(done)
    return redirect(url_for("registration_manage.index", slug=slug), 303)


@bp.get("/privacy/removed")
@member(Role.EDITOR)
def removed(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    return render_template(
        "privacy/removed.html", workshop=workshop, removed=service.removed(workshop)
    )


@bp.post("/privacy/removed/<key>/erase")
@member(Role.EDITOR)
def erase_removed(slug: str, key: str) -> ResponseReturnValue:
    at, account = clock.now(), require_account()
    if service.erase_removed(current_workshop(), key, at=at, account_id=account.id):
        db.session.commit()
        flash(gettext("The person is erased from everywhere. Public pages show it at once."))
    return redirect(url_for(".removed", slug=slug), 303)
