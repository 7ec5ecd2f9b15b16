"""Organisers' pages: who takes part, and how people register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, refusal_sentence, zones
from app.people import countries
from app.registration import queries, rules, service, words
from app.registration.forms import SettingsForm
from app.registration.models import Registration
from app.registration.rules import Action
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way, may

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


@bp.route("/registration", methods=["GET", "POST"])
@member(Role.EDITOR)
def settings(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = SettingsForm(data=_as_stored(workshop))
    if not form.is_submitted():
        return _settings_page(form, workshop)
    if not form.validate():
        return _settings_page(form, workshop, status=422)
    try:
        opens, closes = (_moment(form, name, workshop) for name in ("opens", "closes"))
    except zones.NoSuchTime:
        return _settings_page(form, workshop, status=422)
    try:
        service.set_form(
            workshop,
            seats_per_way=_seats(form),
            opens=opens,
            closes=closes,
            waiting_list=form.waiting_list.data,
            approval=form.approval.data,
            confirm_email=form.confirm_email.data,
            revision=form.revision.data or 0,
            at=clock.now(),
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        if not _is_stored(form, current_workshop()):
            return _settings_page(form, current_workshop(), status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. It holds from now on."))
    return redirect(url_for(".settings", slug=slug), 303)


def _settings_page(
    form: SettingsForm, workshop: Workshop, *, status: int = 200
) -> ResponseReturnValue:
    theirs = None
    if status == 409:
        stored = _as_stored(workshop)
        theirs = _in_words(SettingsForm(formdata=None, data=stored))
        form.revision.data, form.revision.raw_data = stored["revision"], None
    page = render_template(
        "registration/settings.html",
        workshop=workshop,
        form=form,
        mine=_in_words(form),
        theirs=theirs,
        zone=workshop.time_zone or "UTC",
    )
    return page, status


def _is_stored(form: SettingsForm, workshop: Workshop) -> bool:
    """Whether what was typed is what is stored already, as after a double click."""
    return _in_words(form) == _in_words(SettingsForm(formdata=None, data=_as_stored(workshop)))


def _in_words(form: SettingsForm) -> dict[str, Any]:
    said = {True: gettext("yes"), False: gettext("no")}
    return {
        str(one.label.text): said.get(one.data, one.data)
        if isinstance(one.data, bool)
        else one.data
        for one in form
        if one.name not in ("revision", "csrf_token")
    }


def _as_stored(workshop: Workshop) -> dict[str, Any]:
    stored, live = queries.find_form(workshop.id), queries.live(workshop.id)
    if stored is None or live is None:
        return {"revision": 0, "online": workshop.way is not Way.ON_SITE, "waiting_list": True}
    online, on_site = live.of(Way.ONLINE), live.of(Way.ON_SITE)
    return {
        "revision": stored.revision,
        "online": online is not None,
        "online_seats": online and online.capacity,
        "on_site": on_site is not None,
        "on_site_seats": on_site and on_site.capacity,
        "opens": _wall_clock(stored.opens, workshop),
        "closes": _wall_clock(stored.closes, workshop),
        "waiting_list": stored.waiting_list,
        "approval": stored.approval,
        "confirm_email": stored.confirm_email,
    }


def _seats(form: SettingsForm) -> dict[Way, int | None]:
    seats = {}
    if form.online.data:
        seats[Way.ONLINE] = form.online_seats.data
    if form.on_site.data:
        seats[Way.ON_SITE] = form.on_site_seats.data
    return seats


def _wall_clock(at: datetime | None, workshop: Workshop) -> datetime | None:
    return zones.local(at, workshop.time_zone or "UTC").replace(tzinfo=None) if at else None


def _moment(form: SettingsForm, name: str, workshop: Workshop) -> datetime | None:
    """Raises NoSuchTime, with a sentence put on the field."""
    typed: datetime | None = form[name].data
    if typed is None:
        return None
    try:
        return zones.moment(typed.date(), typed.time(), workshop.time_zone or "UTC")
    except zones.NoSuchTime as gap:
        form[name].errors = [
            gettext(
                "The clocks skip this time on that day. Nearest are %(before)s and %(after)s.",
                before=f"{gap.before:%H:%M}",
                after=f"{gap.after:%H:%M}",
            )
        ]
        raise
