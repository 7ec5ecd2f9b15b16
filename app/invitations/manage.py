"""Organisers' pages of the invitations: who was asked, what is missing, the acts of a row."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext
from app.invitations import manage_board, queries, service
from app.invitations.on_its_way import on_its_way
from app.people.models import Speaker
from app.people.queries import find_speaker
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role

bp = Blueprint("invitations_manage", __name__, url_prefix="/organise/<slug>/invitations")


@bp.get("")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    return _index()


def _index(refusal: Refusal | None = None, status: int = 200) -> ResponseReturnValue:
    return manage_board.page(refusal), status


def speaker_of(key: str) -> Speaker:
    return find_speaker(current_workshop(), key) or abort(404)


# -- Buttons --------------------------------------------------------------------------------------


@bp.post("/<key>/send")
@member(Role.EDITOR)
def send(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.send, on_its_way(gettext("The invitation is on its way.")))


@bp.post("/<key>/remind")
@member(Role.EDITOR)
def remind(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.remind, on_its_way(gettext("The reminder is on its way.")))


@bp.post("/<key>/withdraw")
@member(Role.EDITOR)
def withdraw(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.withdraw, gettext("The invitation is withdrawn; its link is dead."))


@bp.post("/<key>/reopen")
@member(Role.EDITOR)
def reopen(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.reopen, gettext("The invitation is a draft again."))


@bp.post("/<key>/remove")
@member(Role.EDITOR)
def remove(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.remove, gettext("The invitation is deleted."))


def _act(key: str, perform: Callable[..., None], done: str) -> ResponseReturnValue:
    workshop: Workshop = current_workshop()
    slug = workshop.slug
    invitation = queries.find_invitation(speaker_of(key))
    if invitation is None:
        return redirect(url_for(".index", slug=slug), 303)  # a second click on Delete
    try:
        perform(invitation, at=clock.now(), account_id=require_account().id)
    except Refusal as refusal:
        db.session.rollback()
        return _index(refusal, refusal.status)
    db.session.commit()
    flash(done)
    match request.form.get("back"):  # where the act stood
        case "today":
            return redirect(url_for("today.index"), 303)
        case "one":
            return redirect(url_for("invitations_one.show", slug=slug, key=key), 303)
    return redirect(url_for(".index", slug=slug), 303)
