"""Organisers' pages: who takes part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, refusal_sentence
from app.people import countries
from app.registration import queries, rules, service, words
from app.registration.models import Registration
from app.registration.rules import Action
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.rules import Role, may

bp = Blueprint("registration_manage", __name__, url_prefix="/organise/<slug>")


@bp.get("/participants")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    sees_names = may(current_role(), Role.HELPER)
    everybody = queries.participants(workshop.id) if sees_names else []
    wanted, state = _filter(request.args)
    return render_template(
        "registration/participants.html",
        workshop=workshop,
        live=queries.live(workshop.id),
        speakers=queries.speakers_with_seats(workshop.id),
        sees_names=sees_names,
        participants=[
            one
            for one in everybody
            if state in ("", one.registration.state) and rules.speaks_of(one.registration, wanted)
        ],
        counts=Counter(one.registration.state for one in everybody),
        state=state,
        wanted=wanted,
        allowed=rules.may,
        Action=Action,
        states=words.STATES,
        ways=words.WAYS,
        country=lambda code: countries.name(code, language()),
        zone=workshop.time_zone or "UTC",
    )


@bp.post("/participants/<key>/cancel")
@member(Role.EDITOR)
def cancel(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.cancel, gettext("The registration is cancelled."))


@bp.post("/participants/<key>/approve")
@member(Role.EDITOR)
def approve(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.approve, gettext("The registration is approved."))


@bp.post("/participants/<key>/reject")
@member(Role.EDITOR)
def reject(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.reject, gettext("The registration is declined."))


@bp.post("/participants/<key>/link")
@member(Role.HELPER)
def resend_link(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.resend_link, gettext("The e-mail with the link is on its way."))


def _act(key: str, perform: Callable[..., None], done: str) -> ResponseReturnValue:
    workshop = current_workshop()
    slug, account = workshop.slug, require_account()
    registration: Registration = queries.find_in(workshop.id, key) or abort(404)
    try:
        perform(registration, at=clock.now(), account_id=account.id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
        flash(done)
    wanted, state = _filter(request.form)
    return redirect(url_for(".index", slug=slug, q=wanted or None, state=state or None), 303)


def _filter(given: Mapping[str, str]) -> tuple[str, str]:
    """What is looked for, and in which state; the buttons of the list hand it on."""
    return given.get("q", "").strip()[:200], given.get("state", "")[:40]
