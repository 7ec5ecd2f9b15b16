"""Organisers' pages that make things public: rehearse and publish, cancel."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.agenda import hints
from app.agenda.rules.hints import HintKind, Severity
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, ngettext, refusal_sentence
from app.mail import outbox
from app.mail.message import readable, readable_calendar
from app.publishing import service, words
from app.publishing.service import rehearsing, trials
from app.publishing.service.rehearsing import Rehearsal
from app.registration.words import STATES_FOR_TEAM, WAYS
from app.web import APART
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("publishing_manage", __name__, url_prefix="/organise/<slug>")

#: Of a long list, how many stand there before the rest is folded away.
SHOWN = 8


@bp.get("/publish")
@member(Role.VIEWER)
def publish_form(slug: str) -> ResponseReturnValue:
    return _publish_page()


def _publish_page(refusal: Refusal | None = None) -> ResponseReturnValue:
    workshop = current_workshop()
    rehearsal = service.rehearse(workshop, at=clock.now())
    people = rehearsing.people_of(workshop)
    page = render_template(
        "publishing/publish.html",
        workshop=workshop,
        rehearsal=rehearsal,
        missing=words.not_recorded(rehearsal.after),
        hints=[
            one
            for one in hints.of_workshop(workshop, at=clock.now()).open
            # Who is named and does not come has lines of their own.
            if one.severity is not Severity.NOTE and one.hint.kind is not HintKind.DECLINED
        ],
        groups=words.by_theme(rehearsal.changes, rehearsal.before, rehearsal.after),
        people=words.by_person(rehearsal, people),
        gone=words.named_still(rehearsal.after, people),
        trials=min(len(rehearsing.readers(rehearsal)), trials.MOST),
        state_words=STATES_FOR_TEAM,
        way_words=WAYS,
        shown=SHOWN,
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


# -- Letters, before they are written ----------------------------------------------------------


@bp.get("/publish/letters/<any(speaker, registration):whom>/<int:number>")
@member(Role.EDITOR)
def letter(slug: str, whom: str, number: int) -> ResponseReturnValue:
    """The letter to one of those who would be told, as it would be sent."""
    workshop, reader = current_workshop(), f"{whom}:{number}"
    rehearsal, plan = _plan(reader)
    written = outbox.rehearse(**plan)
    return render_template(
        "publishing/letter.html",
        workshop=workshop,
        rehearsal=rehearsal,
        whom=whom,
        number=number,
        letter=written,
        text=readable(written["text"], written["links"], written["language"]),
        calendar=readable_calendar(plan["calendar"], written["links"], written["language"]),
        reader=reader,
    )


@bp.get("/publish/letters/<any(speaker, registration):whom>/<int:number>/html")
@member(Role.EDITOR)
def letter_html(slug: str, whom: str, number: int) -> ResponseReturnValue:
    _, plan = _plan(f"{whom}:{number}")
    written = outbox.rehearse(**plan)
    shown = readable(written["html"], written["links"], written["language"])
    response: Response = make_response(shown)
    response.headers["Content-Security-Policy"] = APART
    return response


def _plan(reader: str) -> tuple[Rehearsal, dict[str, Any]]:
    at = clock.now()
    rehearsal = service.rehearse(current_workshop(), at=at)
    plan = rehearsing.letter_to(rehearsal, reader, at=at)
    return rehearsal, plan if plan is not None else abort(404)


@bp.post("/publish/trial")
@member(Role.EDITOR)
def trial(slug: str) -> ResponseReturnValue:
    """The letters of this publication to the organiser who asks, and to nobody else."""
    workshop, at = current_workshop(), clock.now()
    count = trials.send(
        workshop,
        service.rehearse(workshop, at=at),
        to=require_account(),
        only=request.form.get("only"),
        at=at,
    )
    address = require_account().email
    db.session.commit()
    if count:
        flash(
            ngettext(
                "%(n)s trial e-mail is on its way to %(address)s.",
                "%(n)s trial e-mails are on their way to %(address)s.",
                count,
                address=address,
            )
        )
    else:
        flash(gettext("Nobody would be written to now, so there is nothing to try."), "refusal")
    return redirect(url_for(".publish_form", slug=slug), 303)


# -- Cancelling -----------------------------------------------------------------------------------


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
