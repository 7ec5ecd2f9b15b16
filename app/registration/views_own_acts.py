"""Further acts of a person's own page: consents, somebody else in their stead."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.access import by_link
from app.agenda import published
from app.errors import Refusal
from app.extensions import csrf, db, limiter
from app.i18n import refusal_sentence
from app.registration import own_page, personal, queries, rules, service, words
from app.registration.agreements import agreements
from app.registration.forms_details import HandOverForm
from app.registration.models import Registration
from app.registration.question_fields import version_read
from app.registration.rules import RegistrationState, Thing
from app.registration.service import Colleague, agreeing
from app.registration.views_mine import back, page_of
from app.web import private

bp = Blueprint("own_acts", __name__)
#: As in views_mine: no session, no authority that a foreign page could misuse.
csrf.exempt(bp)

# -- Consents -------------------------------------------------------------------------------------


@bp.post("/r/<token>/agree/<key>")
@by_link
@limiter.limit("60 per minute")
def agree(token: str, key: str) -> ResponseReturnValue:
    return _consent(token, key, given=True)


@bp.post("/r/<token>/disagree/<key>")
@by_link
@limiter.limit("60 per minute")
def disagree(token: str, key: str) -> ResponseReturnValue:
    return _consent(token, key, given=False)


def _consent(token: str, key: str, *, given: bool) -> ResponseReturnValue:
    registration = personal.by(token)
    asks = queries.asks(registration.workshop_id)
    known = {one.consent.key: one.consent for one in agreements(registration, asks)}
    consent = known.get(key) or abort(404)
    said: dict[str, Any] = {"language": i18n.language(), "at": clock.now()}
    try:
        if given:
            agreeing.agree(registration, consent, read=version_read(request.form, key), **said)
        else:
            agreeing.take_back(registration, consent, **said)
    except Refusal as refusal:
        db.session.rollback()
        return page_of(personal.by(token), token, refusal=refusal, status=refusal.status)
    db.session.commit()
    return back(token, "agreed" if given else "not_agreed")


# -- Reminders ------------------------------------------------------------------------------------


@bp.get("/r/<token>/reminders")
@by_link
@limiter.limit("60 per minute")
def reminders(token: str) -> ResponseReturnValue:
    return _reminders_page(personal.by(token, purpose="reminders"), token)


@bp.post("/r/<token>/reminders")
@by_link
@limiter.limit("60 per minute")
def set_reminders(token: str) -> ResponseReturnValue:
    """By a mail program too, which follows no redirection (RFC 8058)."""
    registration = personal.by(token, purpose="reminders")
    wanted = request.form.get("wanted") == "yes"
    service.set_reminders(registration, wanted=wanted, at=clock.now())
    db.session.commit()
    return _reminders_page(registration, token)


def _reminders_page(registration: Registration, token: str) -> Response:
    seen = published.find(registration.workshop.slug)
    page = render_template(
        "registration/reminders.html",
        practice=registration.workshop.practice,
        seen=seen.document.workshop if seen else registration.workshop,
        slug=seen.slug if seen else None,
        token=token,
        registration=registration,
    )
    return private(make_response(page))


# -- Somebody else --------------------------------------------------------------------------------


@bp.get("/r/<token>/hand-over")
@by_link
@limiter.limit("60 per minute")
def hand_over_form(token: str) -> ResponseReturnValue:
    registration = personal.by(token)
    form = HandOverForm(registration.email_normal, formdata=None)
    return _page(registration, token, form)


@bp.post("/r/<token>/hand-over")
@by_link
@limiter.limit("20 per minute; 60 per hour")
def hand_over(token: str) -> ResponseReturnValue:
    registration = personal.by(token)
    form = HandOverForm(registration.email_normal)
    if not form.validate():
        return _page(registration, token, form, status=422)
    colleague = Colleague(
        name=form.name.data or "",
        email=form.email.data or "",
        affiliation=form.affiliation.data,
        position=form.position.data,
    )
    at = clock.now()
    try:
        service.note_attempt(registration, at=at)
        db.session.commit()
        service.hand_over(registration, colleague, at=at)
    except Refusal as no:
        db.session.rollback()
        registration = personal.by(token)
        if isinstance(no, rules.NotHandedOver):
            service.tell_who_is_known(registration, colleague, at=at)
            db.session.commit()
        if queries.was_handed_to(registration, colleague.email):
            return back(token, "hand_over")  # a second press of the button
        gone = queries.was_handed_over(registration)
        refusal = rules.HandedOverAlready() if gone else no
        return _page(registration, token, form, refusal=refusal, status=refusal.status)
    db.session.commit()
    return back(token, "hand_over")


def _page(
    registration: Registration,
    token: str,
    form: HandOverForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    """The form; who has nothing to hand over any more sees the own page, which says why."""
    facts = own_page.facts(registration, token, clock.now())
    if Thing.HAND_OVER not in facts["things"]:
        if refusal is None and registration.speaker_id is not None:
            refusal = rules.SpeakersPlace()
        return page_of(registration, token, refusal=refusal or rules.NotFromHere(), status=409)
    seen = published.find(registration.workshop.slug)
    page = render_template(
        "registration/hand_over.html",
        practice=registration.workshop.practice,
        seen=seen.document.workshop if seen else registration.workshop,
        slug=facts["slug"],
        glance=facts["glance"],
        token=token,
        registration=registration,
        way=words.WAYS[registration.way],
        asks=registration.state is RegistrationState.PENDING,
        form=form,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return private(make_response(page, status))
