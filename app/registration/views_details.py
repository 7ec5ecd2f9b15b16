"""The page on which somebody changes what they told us, and the one that proves a new address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.access import by_link
from app.agenda import published
from app.errors import Refusal
from app.extensions import csrf, db, limiter
from app.i18n import gettext, refusal_sentence, zones
from app.registration import personal, queries, rules, service
from app.registration.forms_details import AddressForm, DetailsForm
from app.registration.models import Registration
from app.registration.person_fields import needed_country
from app.registration.question_fields import ask, asking
from app.registration.rules import Action
from app.registration.rules.answering import ChoiceTaken
from app.registration.service import Details, answers, new_address
from app.registration.service import details as telling
from app.registration.views_mine import back
from app.web import private
from app.workshops.rules import Stale

bp = Blueprint("own_details", __name__)
#: As in views_mine: no session, no authority that a foreign page could misuse.
csrf.exempt(bp)


@bp.get("/r/<token>/details")
@by_link
@limiter.limit("120 per minute")
def details(token: str) -> ResponseReturnValue:
    registration = personal.by(token)
    return _page(registration, token, _details_form(registration, formdata=None))


@bp.post("/r/<token>/details")
@by_link
@limiter.limit("60 per minute")
def save_details(token: str) -> ResponseReturnValue:
    registration = personal.by(token)
    form = _details_form(registration)
    if not form.validate():
        return _page(registration, token, form, status=422)
    try:
        _save(registration, form)
    except ChoiceTaken as taken:
        db.session.rollback()
        registration = personal.by(token)
        form.says(taken)  # type: ignore[attr-defined]
        return _page(registration, token, form, status=taken.status)
    except Refusal as refusal:
        return _not_saved(token, form, refusal)
    db.session.commit()
    return back(token, "details")


def _save(registration: Registration, form: DetailsForm) -> None:
    said = Details(
        name=form.name.data or "",
        native_name=form.native_name.data,
        address_as=form.address_as.data,
        affiliation=form.affiliation.data,
        position=form.position.data,
        country=form.country.data or None,
        language=form.language.data,
        time_zone=form.time_zone.data,
    )
    at = clock.now()
    changed = service.change_details(registration, said, revision=form.revision.data, at=at)
    wanted = {
        key: value
        for key, value in getattr(form, "answers", {}).items()
        if value != queries.answers_of(registration.id).get(key)
    }
    if wanted:
        answers.keep(registration, wanted, at=at)
        if not changed:
            telling.saved(registration, ["answers"], at=at)


def _not_saved(token: str, form: DetailsForm, refusal: Refusal) -> Response:
    db.session.rollback()
    registration = personal.by(token)
    if not isinstance(refusal, Stale):
        return _page(registration, token, form, refusal=refusal, status=refusal.status)
    theirs = _details_form(registration, formdata=None)
    form.revision.data, form.revision.raw_data = registration.revision, None
    return _page(registration, token, form, theirs=theirs.as_words(), status=409)


@bp.post("/r/<token>/address")
@by_link
@limiter.limit("10 per minute; 30 per hour")
def ask_address(token: str) -> ResponseReturnValue:
    registration = personal.by(token)
    form = AddressForm()
    if not form.validate():
        return _page(
            registration, token, _details_form(registration, formdata=None), form, status=422
        )
    email = form.email.data or ""
    try:
        new_address.ask(registration, email, revision=None, at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        registration = personal.by(token)
        fresh = _details_form(registration, formdata=None)
        return _page(registration, token, fresh, form, refusal=refusal, status=refusal.status)
    db.session.commit()
    return back(token, "address_asked")


def _details_form(registration: Registration, **more: Any) -> DetailsForm:
    """With what is known of the person, and with all questions asked of anybody."""
    asks = queries.asks(registration.workshop_id)
    kind: Callable[..., DetailsForm] = DetailsForm
    if asks.questions:
        asked = ask(
            asks.questions,
            step=None,
            left=queries.choices_left(registration.workshop_id) if asks.has_places else None,
            may_wish=registration.state not in rules.SEATED,
            answers=queries.answers_of(registration.id),
        )
        kind = asking(DetailsForm, asked)
    form = kind(data={**telling_of(registration), "revision": registration.revision}, **more)
    if asks.questions:
        form.circumstances = (registration.way, form.country.data or None)  # type: ignore[attr-defined]
    if asks.by_country:
        form.country.require(needed_country())
    workshop = registration.workshop
    near = (zones.of_country(registration.country), workshop.time_zone, *workshop.zones)
    form.time_zone.near(near)
    if zones.of_country(registration.country):
        form.time_zone.empty = gettext("as in your country or region")
    return form


def telling_of(registration: Registration) -> dict[str, Any]:
    known = service.details_of(registration)
    return {name: getattr(known, name) for name in Details.__slots__}


def _page(
    registration: Registration,
    token: str,
    form: DetailsForm,
    address: AddressForm | None = None,
    *,
    refusal: Refusal | None = None,
    theirs: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    if not rules.may(registration.state, Action.CHANGE_DETAILS):
        if request.method == "GET":
            abort(404)
        refusal, status = rules.EndedMeanwhile(), 409
    seen = published.find(registration.workshop.slug)
    page = render_template(
        "registration/details.html",
        practice=registration.workshop.practice,
        seen=seen.document.workshop if seen else registration.workshop,
        token=token,
        registration=registration,
        form=form,
        address=address or AddressForm(formdata=None),
        has_questions=bool(getattr(form, "question_fields", ())),
        has_files=form.asked.has_files if hasattr(form, "asked") else False,
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return private(make_response(page, status))


# -- The link in the e-mail to the new address ----------------------------------------------------


@bp.get("/r/address/<token>")
@by_link
@limiter.limit("60 per minute")
def new_address_form(token: str) -> ResponseReturnValue:
    return _proof_page(_asked(token), token)


@bp.post("/r/address/<token>")
@by_link
@limiter.limit("60 per minute")
def take_new_address(token: str) -> ResponseReturnValue:
    asked = _asked(token)
    key = asked.registration.key
    try:
        new_address.change(asked, at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        return _proof_page(_asked(token), token, refusal=refusal, status=refusal.status)
    db.session.commit()
    registration = queries.find(key) or abort(404)
    fresh = url_for("registration.mine", token=personal.token_of(registration), done="address")
    return private(make_response(redirect(fresh, 303)))


def _asked(token: str) -> new_address.Asked:
    """410 for a link that holds no more, as after it was used."""
    asked = new_address.opened(token, request.args.get("to", "")[:400], at=clock.now())
    if asked is None:
        abort(410)
    if request.args.get("lang") not in i18n.LANGUAGES:
        i18n.speak(asked.registration.language)
    return asked


def _proof_page(
    asked: new_address.Asked, token: str, *, refusal: Refusal | None = None, status: int = 200
) -> Response:
    workshop = asked.registration.workshop
    seen = published.find(workshop.slug)
    page = render_template(
        "registration/new_address.html",
        practice=workshop.practice,
        seen=seen.document.workshop if seen else workshop,
        token=token,
        to=new_address.packed(asked.email),
        email=asked.email,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return private(make_response(page, status))
