"""Organisers' pages that make things public: rehearse and publish, cancel."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.agenda.board import say as say_clash
from app.agenda.changes_in_words import say
from app.agenda.rules import clashes
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.publishing import service
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("publishing_manage", __name__, url_prefix="/organise/<slug>")


@bp.get("/publish")
@member(Role.VIEWER)
def publish_form(slug: str) -> ResponseReturnValue:
    return _publish_page()


def _publish_page(refusal: Refusal | None = None) -> ResponseReturnValue:
    workshop = current_workshop()
    rehearsal = service.rehearse(workshop, at=clock.now())
    page = render_template(
        "publishing/publish.html",
        workshop=workshop,
        rehearsal=rehearsal,
        clashes=[say_clash(one, rehearsal.after) for one in clashes.find(rehearsal.after)],
        sentences=[say(change, rehearsal.before, rehearsal.after) for change in rehearsal.changes],
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/publish")
@member(Role.EDITOR)
def publish(slug: str) -> ResponseReturnValue:
    try:
        version = service.publish(
            current_workshop(),
            at=clock.now(),
            account_id=require_account().id,
            seen=request.form.get("seen"),
        )
    except Refusal as refusal:
        db.session.rollback()
        return _publish_page(refusal)
    number = version.number if version else None
    db.session.commit()
    if number is None:
        flash(gettext("Nothing has changed since the last version; there is nothing to publish."))
    else:
        flash(gettext("Version %(number)s is public.", number=number))
    return redirect(url_for(".publish_form", slug=slug), 303)


@bp.get("/cancel")
@member(Role.OWNER)
def cancel_form(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    return render_template(
        "publishing/cancel.html",
        workshop=workshop,
        rehearsal=service.rehearse_cancelling(workshop),
    )


@bp.post("/cancel")
@member(Role.OWNER)
def cancel(slug: str) -> ResponseReturnValue:
    try:
        service.cancel(current_workshop(), at=clock.now(), account_id=require_account().id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
        flash(gettext("The workshop is cancelled. The e-mails are on their way."))
    return redirect(url_for("today.index"), 303)
