"""Organisers' pages of the programmes their workshops belong to."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account, signed_in
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.workshops import programmes, service
from app.workshops.forms import RELATIONS, ProgrammeForm
from app.workshops.programmes import Listed
from app.workshops.rules import Stale

bp = Blueprint("programmes", __name__, url_prefix="/organise/programmes")


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    account = require_account()
    found = programmes.of_account(account)
    return render_template(
        "workshops/programmes.html",
        programmes=found,
        mine=programmes.may_rename(account, [one.programme.id for one in found]),
        relations=RELATIONS,
    )


@bp.route("/<key>", methods=["GET", "POST"])
@signed_in
def edit(key: str) -> ResponseReturnValue:
    account = require_account()
    listed = programmes.find(account, key)
    if listed is None or not programmes.may_rename(account, [listed.programme.id]):
        abort(404)
    form = _form(listed)
    if not form.is_submitted():
        return _page(form, listed)
    if not form.validate():
        return _page(form, listed, status=422)
    try:
        service.rename_programme(
            listed.programme,
            form.name.data or {},
            seen=form.seen.data or "",
            at=clock.now(),
            account=account,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _page(form, listed, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. Public pages follow when each workshop is published."))
    return redirect(url_for(".index"), 303)


def _form(listed: Listed, *, typed: bool = True) -> ProgrammeForm:
    data = {"name": listed.programme.name, "seen": service.seen_as(listed.programme)}
    return ProgrammeForm(data=data) if typed else ProgrammeForm(formdata=None, data=data)


def _page(
    form: ProgrammeForm, listed: Listed, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    theirs = None
    if isinstance(refusal, Stale):
        theirs = _form(listed, typed=False)
        form.seen.data, form.seen.raw_data = theirs.seen.data, None
    page = render_template(
        "workshops/programme.html",
        form=form,
        theirs=theirs,
        listed=listed,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status
