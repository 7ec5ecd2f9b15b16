"""Organisers' first page: what needs them today, and their workshops; letters sent again."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account, signed_in
from app.agenda.items_in_words import title_of
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.i18n.spans import span_of_days
from app.mail.queries import find_letter, waits_of_no_workshop
from app.mail.rules import LetterState
from app.registration.words import WAYS
from app.site import service, today
from app.site.rules.today import HANDFUL, role_to_mend
from app.workshops import service as workshops
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.rules import Role, may

bp = Blueprint("today", __name__, url_prefix="/organise")


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    account = require_account()
    return render_template(
        "site/today.html",
        desk=today.read(account, clock.now()),
        #: Messages of no workshop, which admins alone can read.
        of_nobody=waits_of_no_workshop() if account.is_admin else 0,
        #: The workshop whose lines are all shown.
        opened=request.args.get("all"),
        in_archive=request.args.get("list") == "archived",
        handful=HANDFUL,
        ways=WAYS,
        title_of=title_of,
        span_of_days=span_of_days,
        may_copy=lambda role: may(role, Role.EDITOR),
    )


@bp.get("/<slug>")
@member(Role.VIEWER)
def workshop(slug: str) -> ResponseReturnValue:
    """The short address of a workshop: its agenda."""
    return redirect(url_for("agenda_manage.edit", slug=slug))


@bp.post("/<slug>/archive")
@member(Role.OWNER)
def archive(slug: str) -> ResponseReturnValue:
    account, shelved = require_account(), current_workshop()
    over = today.is_over(shelved, clock.now())
    try:
        workshops.archive(shelved, is_over=over, at=clock.now(), account_id=account.id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
        flash(gettext("The workshop is in the archive. Its public page stays as it is."))
    return redirect(url_for(".index", _anchor="workshops"), 303)


@bp.post("/<slug>/unarchive")
@member(Role.OWNER)
def unarchive(slug: str) -> ResponseReturnValue:
    account = require_account()
    workshops.unarchive(current_workshop(), at=clock.now(), account_id=account.id)
    db.session.commit()
    flash(gettext("The workshop is among your workshops again."))
    return redirect(url_for(".index", _anchor="workshops"), 303)


@bp.post("/<slug>/letters/<int:number>/again")
@member(Role.HELPER)
def send_again(slug: str, number: int) -> ResponseReturnValue:
    letter = find_letter(number) if number < 2**31 else None
    if letter is None or letter.workshop_id != current_workshop().id:
        abort(404)
    if not may(current_role(), role_to_mend(letter.recipient)):
        abort(404)
    was_kept_back = letter.state is LetterState.KEPT_BACK
    service.send_again(letter, at=clock.now(), account_id=require_account().id)
    db.session.commit()
    flash(
        gettext("The e-mail is on its way.")
        if was_kept_back
        else gettext("The e-mail is on its way again.")
    )
    match request.form.get("back"):  # where the act stood
        case "letter":
            return redirect(url_for("letters.show", number=number), 303)
        case "workshop":
            return redirect(url_for("workshop_letters.show", slug=slug, number=number), 303)
        case "speaker":
            key = request.form.get("key", "")
            return redirect(url_for("invitations_one.show", slug=slug, key=key or abort(400)), 303)
        case "list":
            return redirect(url_for("workshop_letters.index", slug=slug), 303)
    return redirect(url_for("today.index"), 303)
