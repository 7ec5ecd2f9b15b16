"""Organisers' pages of the team of a workshop: who may do what, who comes and who goes."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db, limiter
from app.i18n import gettext, language, lazy_gettext, refusal_sentence
from app.workshops import service
from app.workshops.forms import MemberForm
from app.workshops.membership import (
    current_role,
    current_workshop,
    least_role,
    may_open,
    member,
)
from app.workshops.models import Member
from app.workshops.rules import Role, may
from app.workshops.words import ROLES

bp = Blueprint("workshops_members", __name__, url_prefix="/organise/<slug>/members")

#: What the table of roles says, each with a page that asks for the least role that may do it.
ACTS = (
    (lazy_gettext("Look at the agenda, people, invitations and participants"),
     "agenda_manage.edit"),
    (lazy_gettext("Send participants their link again"), "registration_manage.resend_link"),
    (lazy_gettext("Edit the agenda, people and organisations"), "agenda_items.edit_item"),
    (lazy_gettext("Invite speakers"), "invitations_manage.send"),
    (lazy_gettext("Set up registration, decide on registrations"), "registration_manage.approve"),
    (lazy_gettext("Change the settings, copy, download"), "workshops_manage.settings"),
    (lazy_gettext("Publish"), "publishing_manage.publish"),
    (lazy_gettext("Cancel the workshop, put it into the archive"), "publishing_manage.cancel"),
    (lazy_gettext("Invite and remove members, read the log"), "workshops_members.invite"),
)  # fmt: skip


@bp.get("")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    return _page(MemberForm(formdata=None, data={"language": language()}))


@bp.post("")
@member(Role.OWNER)
@limiter.limit("60 per hour")
def invite(slug: str) -> ResponseReturnValue:
    workshop, form = current_workshop(), MemberForm()
    if not form.validate():
        return _page(form), 422
    was_in = {one.account_id for one in workshop.members}
    try:
        account = service.invite(
            workshop,
            email=form.email.data or "",
            name=form.name.data or "",
            role=Role(form.role.data),
            language=form.language.data,
            by=require_account(),
            at=clock.now(),
        )
    except Refusal as refusal:
        db.session.rollback()
        form.email.errors = [refusal_sentence(refusal)]
        return _page(form), refusal.status
    name, email, known = account.name, account.email, account.id in was_in
    db.session.commit()
    if known:
        flash(gettext("%(name)s is a member already; the role is set.", name=name))
    else:
        flash(gettext("An e-mail with a sign-in link is on its way to %(email)s.", email=email))
    return redirect(url_for(".index", slug=slug), 303)


@bp.post("/<int:number>/role")
@member(Role.OWNER)
def set_role(slug: str, number: int) -> ResponseReturnValue:
    role = request.form.get("role")
    if role not in set(Role):
        abort(400)
    return _set(slug, number, Role(role))


@bp.post("/<int:number>/remove")
@member(Role.OWNER)
def remove(slug: str, number: int) -> ResponseReturnValue:
    return _set(slug, number, None)


@bp.post("/<int:number>/again")
@member(Role.OWNER)
@limiter.limit("60 per hour")
def send_again(slug: str, number: int) -> ResponseReturnValue:
    """The e-mail of the invitation once more: links wear out, e-mails get lost."""
    account = _member_or_404(number).account
    service.welcome(
        current_workshop(), account, language=language(), by=require_account(), at=clock.now()
    )
    email = account.email
    db.session.commit()
    flash(gettext("An e-mail with a sign-in link is on its way to %(email)s.", email=email))
    return redirect(url_for(".index", slug=slug), 303)


@bp.post("/leave")
@member(Role.VIEWER)
def leave(slug: str) -> ResponseReturnValue:
    try:
        service.leave(current_workshop(), require_account(), at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
        return redirect(url_for(".index", slug=slug), 303)
    db.session.commit()
    flash(gettext("You have left the team of this workshop."))
    return redirect(url_for("today.index"), 303)


def _set(slug: str, number: int, role: Role | None) -> ResponseReturnValue:
    me, account = require_account(), _member_or_404(number).account
    try:
        service.set_member(current_workshop(), account, role, at=clock.now(), account_id=me.id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
        return redirect(url_for(".index", slug=slug), 303)
    name, is_gone = account.name, account.id == me.id and role is None and not me.is_admin
    db.session.commit()
    flash(_said(name, role))
    return redirect(url_for("today.index") if is_gone else url_for(".index", slug=slug), 303)


def _said(name: str, role: Role | None) -> str:
    if role is None:
        return gettext("%(name)s is no longer a member.", name=name)
    return gettext("%(name)s: the role is now %(role)s.", name=name, role=ROLES[role])


def _member_or_404(number: int) -> Member:
    found = service.find_member(current_workshop(), number)
    if found is None:
        abort(404)
    return found


def _page(form: MemberForm) -> str:
    workshop, account = current_workshop(), require_account()
    owners = [one for one in workshop.members if one.role is Role.OWNER]
    return render_template(
        "workshops/members.html",
        form=form,
        workshop=workshop,
        me=service.find_member(workshop, account.id),
        last_owner=owners[0] if len(owners) == 1 else None,
        may_change=may_open("workshops_members.invite"),
        role=current_role(),
        roles=ROLES,
        acts=[(label, _those_who_may(endpoint)) for label, endpoint in ACTS],
    )


def _those_who_may(endpoint: str) -> frozenset[Role]:
    """The guard of the page itself is asked, so that the table cannot promise something else."""
    at_least = least_role(endpoint)
    return frozenset(role for role in Role if at_least and may(role, at_least))
