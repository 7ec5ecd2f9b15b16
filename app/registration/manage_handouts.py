"""Organisers' page of what participants are given: slides, recordings, further reading."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.files.serving import send
from app.i18n import gettext, refusal_sentence
from app.registration import queries
from app.registration.forms_handouts import MOST_OCTETS, HandoutForm
from app.registration.models import Handout
from app.registration.service import handouts as service
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("handouts_manage", __name__, url_prefix="/organise/<slug>/handouts")


@bp.get("")
@member(Role.EDITOR)
def index(slug: str) -> ResponseReturnValue:
    return _page(HandoutForm(has_file=False, formdata=None))


@bp.post("")
@member(Role.EDITOR)
def add(slug: str) -> ResponseReturnValue:
    form = HandoutForm(has_file=False)
    if not form.validate():
        return _page(form, status=422)
    service.add_handout(
        current_workshop(),
        form.title.data,
        url=form.url.data,
        upload=form.file.data,
        at=clock.now(),
        account_id=require_account().id,
    )
    return _done(gettext("It is there now. Participants find it on their own page."))


@bp.get("/<key>")
@member(Role.EDITOR)
def edit_form(slug: str, key: str) -> ResponseReturnValue:
    known = _known(key)
    data = {"title": known.title, "url": known.url}
    return _one(known, HandoutForm(has_file=known.file is not None, formdata=None, data=data))


@bp.post("/<key>")
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    known = _known(key)
    form = HandoutForm(has_file=known.file is not None, data={"title": known.title})
    if not form.validate():
        return _one(known, form, status=422)
    service.change_handout(
        known,
        form.title.data,
        url=form.url.data,
        upload=form.file.data,
        at=clock.now(),
        account_id=require_account().id,
    )
    return _done(gettext("Saved."))


@bp.post("/<key>/<any(up, down):way>")
@member(Role.EDITOR)
def step(slug: str, key: str, way: str) -> ResponseReturnValue:
    service.step_handout(
        _known(key), up=way == "up", at=clock.now(), account_id=require_account().id
    )
    db.session.commit()
    return redirect(url_for(".index", slug=slug), 303)


@bp.post("/<key>/remove")
@member(Role.EDITOR)
def remove(slug: str, key: str) -> ResponseReturnValue:
    known = queries.find_handout(current_workshop().id, key)
    if known is not None:  # else somebody was quicker
        service.remove_handout(known, at=clock.now(), account_id=require_account().id)
    return _done(gettext("It is removed."))


@bp.get("/<key>/file")
@member(Role.EDITOR)
def file(slug: str, key: str) -> Response:
    known = _known(key)
    return send(known.file or abort(404))


def _known(key: str) -> Handout:
    return queries.find_handout(current_workshop().id, key) or abort(404)


def _done(said: str) -> Response:
    db.session.commit()
    flash(said)
    answer: Response = redirect(url_for(".index", slug=current_workshop().slug), 303)  # type: ignore[assignment]
    return answer


def _page(
    form: HandoutForm, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    workshop = current_workshop()
    page = render_template(
        "registration/handouts.html",
        workshop=workshop,
        handouts=queries.handouts(workshop.id),
        form=form,
        most=MOST_OCTETS // 1024 // 1024,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status


def _one(known: Handout, form: HandoutForm, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "registration/handout.html",
        workshop=current_workshop(),
        handout=known,
        form=form,
        most=MOST_OCTETS // 1024 // 1024,
    )
    return page, status
