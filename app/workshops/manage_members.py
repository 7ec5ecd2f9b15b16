"""Organisers' pages of the members of a workshop: who may do what."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import service as accounts
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import refusal_sentence
from app.workshops import service
from app.workshops.forms import MemberForm
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role

bp = Blueprint("workshops_members", __name__, url_prefix="/organise/<slug>/members")


@bp.route("", methods=["GET", "POST"])
@member(Role.OWNER)
def index(slug: str) -> ResponseReturnValue:
    workshop, form = current_workshop(), MemberForm()
    if form.is_submitted() and form.validate():
        try:
            _set_member(workshop, form.email.data or "", Role(form.role.data))
        except Refusal as refusal:
            db.session.rollback()
            form.email.errors = [refusal_sentence(refusal)]
            return _members_page(form), refusal.status
        return redirect(url_for(".index", slug=slug), 303)
    return _members_page(form), 422 if form.is_submitted() else 200


@bp.post("/remove")
@member(Role.OWNER)
def remove(slug: str) -> ResponseReturnValue:
    form = MemberForm()
    try:
        _set_member(current_workshop(), form.email.data or "", None)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    return redirect(url_for(".index", slug=slug), 303)


def _members_page(form: MemberForm) -> str:
    return render_template(
        "workshops/members.html", form=form, workshop=current_workshop(), role=current_role()
    )


def _set_member(workshop: Workshop, email: str, role: Role | None) -> None:
    account = accounts.get_account(email)
    service.set_member(workshop, account, role, at=clock.now(), account_id=require_account().id)
    db.session.commit()
