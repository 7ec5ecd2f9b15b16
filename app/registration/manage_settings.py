"""Organisers' page: how people register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, texts, zones
from app.registration import queries, service
from app.registration.forms_settings import SettingsForm
from app.registration.manage import bp
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way

#: To begin with, for who makes a place that comes free an offer.
HOURS_TO_ANSWER = 24


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
            offer_hours=form.offer_hours.data if form.promotion.data == "offer" else None,
            reminders=form.reminders.data,
            keep_days=form.keep_days.data,
            responsible=form.responsible.data,
            revision=form.revision.data or 0,
            at=clock.now(),
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        if not _is_stored(form, current_workshop()):
            return _settings_page(form, current_workshop(), status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. It applies from now on."))
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
    return {
        str(one.label.text): _in_word(one)
        for one in form
        if one.name not in ("revision", "csrf_token")
        and (one.name != "offer_hours" or form.promotion.data == "offer")
    }


def _in_word(field: Any) -> Any:
    if isinstance(field.data, bool):
        return gettext("yes") if field.data else gettext("no")
    if isinstance(field.data, dict):
        return texts.words(field.data, language())
    if isinstance(field, RadioField):
        return next((one.label.text for one in field if one.data == field.data), field.data)
    return field.data


def _as_stored(workshop: Workshop) -> dict[str, Any]:
    stored, live = queries.find_form(workshop.id), queries.live(workshop.id)
    if stored is None or live is None:
        return {
            "revision": 0,
            "online": workshop.way is not Way.ON_SITE,
            "waiting_list": True,
            "offer_hours": HOURS_TO_ANSWER,
            "reminders": True,
            "keep_days": 365,
        }
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
        "promotion": "at_once" if stored.offer_hours is None else "offer",
        "offer_hours": stored.offer_hours or HOURS_TO_ANSWER,
        "reminders": stored.reminders,
        "keep_days": stored.keep_days,
        "responsible": stored.responsible,
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
