"""Organisers' pages of the workshop itself: settings and log."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import Text, db
from app.i18n import gettext, refusal_sentence, zones
from app.workshops import queries, service, words
from app.workshops.forms import SettingsForm, zone_list
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, SlugTaken, Stale, Way, ZoneNeeded

bp = Blueprint("workshops_manage", __name__, url_prefix="/organise")

#: Where the application keeps what its agenda, which lies above, says of hours.
_SAYS_HOURS = "plenum.says_hours"


def init_app(app: Flask, *, says_hours: Callable[[Workshop], bool]) -> None:
    app.extensions[_SAYS_HOURS] = says_hours


@bp.route("/<slug>/settings", methods=["GET", "POST"])
@member(Role.EDITOR)
def settings(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = SettingsForm(data=_as_typed(workshop))
    form.time_zone.near([workshop.time_zone, *workshop.zones])
    if workshop.published_at is not None:
        del form.slug
    if not form.is_submitted():
        return _settings_page(form, workshop)
    if not form.validate():
        return _settings_page(form, workshop, status=422)
    account = require_account()
    try:
        service.change(
            workshop,
            _as_meant(form),
            zone_is_needed=current_app.extensions[_SAYS_HOURS],
            revision=form.revision.data,
            at=clock.now(),
            account_id=account.id,
        )
        service.set_programme(
            workshop,
            key=form.programme_key.data,
            name=_programme_name(form, workshop),
            at=clock.now(),
            account_id=account.id,
        )
        if "slug" in form and form.slug.data:
            service.change_address(workshop, form.slug.data, at=clock.now(), account_id=account.id)
        there = url_for(".settings", slug=workshop.slug)
    except SlugTaken as taken:
        db.session.rollback()
        form.slug.errors = [refusal_sentence(taken)]
        return _settings_page(form, current_workshop(), status=taken.status)
    except ZoneNeeded as needed:
        db.session.rollback()
        form.time_zone.errors = [refusal_sentence(needed)]
        return _settings_page(form, current_workshop(), status=needed.status)
    except Refusal as refusal:
        db.session.rollback()
        return _settings_page(form, current_workshop(), refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. The public page follows when you publish."))
    return redirect(there, 303)


def _settings_page(
    form: SettingsForm, workshop: Workshop, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    theirs = None
    if isinstance(refusal, Stale):
        theirs = SettingsForm(formdata=None, data=_as_typed(workshop))
        form.revision.data = workshop.revision
        form.revision.raw_data = None
    page = render_template(
        "workshops/settings.html",
        form=form,
        theirs=theirs,
        workshop=workshop,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status


def _as_typed(workshop: Workshop) -> dict[str, Any]:
    """The workshop's facts as the settings form shows them."""
    typed = {name: getattr(workshop, name) for name in service.SETTINGS}
    programme = workshop.programme
    return typed | {
        "revision": workshop.revision,
        "slug": workshop.slug,
        "spoken": workshop.spoken or [],
        "zones": ", ".join(workshop.zones),
        "way": workshop.way or "",
        "programme_key": programme.key if programme else None,
        "programme_name": programme.name if programme else None,
    }


def _programme_name(form: SettingsForm, workshop: Workshop) -> Text | None:
    """What was typed; the name of the programme before says nothing about another one."""
    was, field = workshop.programme, form.programme_name
    name: Text = field.data or {}
    if was is not None and was.key != form.programme_key.data:
        name = {code: text for code, text in name.items() if code in field.shown}
        name = {} if name.items() <= was.name.items() else name
    return name or None


def _as_meant(form: SettingsForm) -> dict[str, Any]:
    meant = {name: form[name].data for name in service.SETTINGS}
    return meant | {
        "spoken": form.spoken.data or None,
        "zones": zone_list(form.zones.data),
        "way": Way(form.way.data) if form.way.data else None,
    }


@bp.get("/<slug>/log")
@member(Role.OWNER)
def log(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    clock_of = workshop.time_zone or "UTC"
    entries = queries.log_of(workshop)
    days = groupby(entries, key=lambda entry: zones.local(entry[0].at, clock_of).date())
    return render_template(
        "workshops/log.html",
        workshop=workshop,
        days=[(day, list(of_day)) for day, of_day in days],
        words=words,
        zone=clock_of,
    )
