"""Organisers' pages: a new workshop, from three fields or from an earlier one."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from app import clock, links
from app.accounts.sessions import require_account, signed_in
from app.errors import Refusal
from app.exchange import service
from app.exchange.forms import NewForm
from app.extensions import db
from app.i18n import gettext, language, refusal_sentence
from app.i18n.typed import NeedsZone
from app.workshops import queries
from app.workshops.models import Workshop
from app.workshops.rules import Role, SlugTaken, may

bp = Blueprint("workshops_new", __name__, url_prefix="/organise/new")

#: Where most of those who read a language hold their workshops; English says nothing of a place.
_LIKELY = {"de": "Europe/Berlin", "zh": "Asia/Shanghai"}


@bp.get("")
@signed_in
def new() -> ResponseReturnValue:
    zone = queries.last_zone(require_account()) or _LIKELY.get(language())
    form = NewForm(formdata=None, data={"key": links.new_key(), "time_zone": zone})
    return _page(form)


@bp.post("")
@signed_in
def create() -> ResponseReturnValue:
    form = NewForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        workshop = service.begin(
            title=form.title.data,
            day=form.day.data,
            starts=form.starts.data,
            time_zone=form.time_zone.data,
            owner=require_account(),
            key=form.key.data,
            at=clock.now(),
        )
    except Refusal as refusal:
        db.session.rollback()
        _field_of(refusal, form).errors = [refusal_sentence(refusal)]
        return _page(form), refusal.status
    slug = workshop.slug
    db.session.commit()
    flash(gettext("The workshop is made. Only members see it until you publish."))
    return redirect(url_for("agenda_manage.edit", slug=slug), 303)


@bp.get("/from")
@signed_in
def from_earlier() -> ResponseReturnValue:
    """The choice among the earlier ones leads to the form that copies it."""
    earlier = {workshop.slug for workshop in _editable()}
    slug = request.args.get("workshop", "")
    if slug not in earlier:
        abort(404)
    return redirect(url_for("exchange_manage.copy_form", slug=slug))


def _editable() -> list[Workshop]:
    mine = queries.workshops_of(require_account())
    editable = [workshop for workshop, role in mine if may(role, Role.EDITOR)]
    return sorted(editable, key=lambda workshop: workshop.practice)  # the newest first, in earnest


def _field_of(refusal: Refusal, form: NewForm) -> Field:
    if isinstance(refusal, SlugTaken):
        return form.title
    return form.time_zone if isinstance(refusal, NeedsZone) else form.starts


def _page(form: NewForm) -> str:
    account = require_account()
    last = queries.last_zone(account)
    form.time_zone.near([last])
    return render_template(
        "exchange/new.html",
        form=form,
        #: A zone that nobody chose is said to be a guess.
        last_zone=last,
        is_guess=form.time_zone.data is not None and form.time_zone.data != last,
        earlier=_editable(),
    )
