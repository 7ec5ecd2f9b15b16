"""Public pages: the form, its receipt, and each participant's own page."""

from __future__ import annotations

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

from app import clock, i18n, links
from app.access import by_link, public
from app.agenda import published
from app.agenda.published import Published
from app.errors import Refusal
from app.extensions import config, csrf, db, limiter
from app.i18n import refusal_sentence
from app.people import countries
from app.registration import queries, receipts, rules, service, words
from app.registration.forms import RegisterForm
from app.registration.models import Registration
from app.registration.queries import Live
from app.registration.rules import Action, Doors, RegistrationState
from app.registration.service import Outcome, Wish
from app.web import private
from app.workshops.queries import find_workshop
from app.workshops.rules import Way, WorkshopState

bp = Blueprint("registration", __name__)
#: Nothing here is done by the authority of a session, so no foreign page could misuse one.
csrf.exempt(bp)

SHOWN = ("name", "email", "affiliation", "position", "country", "way")


@bp.get("/w/<slug>/register")
@public
def register(slug: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    live = queries.live(seen.workshop_id)
    form = _form(live, formdata=None, data={"key": links.new_key()})
    return _form_page(seen, live, form)


@bp.post("/w/<slug>/register")
@public
@limiter.limit("60 per minute; 600 per hour")
def send(slug: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    form = _form(queries.live(seen.workshop_id))
    if not form.validate():
        return _form_page(seen, queries.live(seen.workshop_id), form, status=422)
    try:
        outcome = _register(seen, form)
    except Refusal as refusal:
        db.session.rollback()
        live = queries.live(seen.workshop_id)
        return _form_page(seen, live, form, refusal=refusal, status=refusal.status)
    db.session.commit()
    shown = {name: form[name].data for name in SHOWN}
    signed = receipts.sign(shown | {"state": outcome.state, "place": outcome.place})
    return redirect(url_for(".receipt", slug=slug, signed=signed), 303)


def _form(live: Live | None, **more: Any) -> RegisterForm:
    return RegisterForm([seats.way for seats in live.seats] if live else [], **more)


def _register(seen: Published, form: RegisterForm) -> Outcome:
    workshop = find_workshop(seen.slug) or abort(404)
    wish = Wish(
        name=form.name.data or "",
        email=form.email.data or "",
        way=Way(form.way.data),
        affiliation=form.affiliation.data,
        position=form.position.data,
        country=form.country.data or None,
        language=i18n.language(),
    )
    if form.is_from_a_robot:
        return service.would_get(workshop, wish.way, at=clock.now())
    return service.register(workshop, wish, key=(form.key.data or "")[:80], at=clock.now())


def _form_page(
    seen: Published,
    live: Live | None,
    form: RegisterForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    document = seen.document
    closed = _why_closed(seen, live)
    page = render_template(
        "registration/register.html",
        practice=seen.practice,
        seen=document.workshop,
        slug=seen.slug,
        times=words.times(document),
        live=live,
        form=form,
        # Who has typed something sees it again, whatever has happened meanwhile.
        shows_form=refusal is not None or closed is None,
        closed=refusal_sentence(closed) if closed else None,
        refusal=refusal_sentence(refusal) if refusal else None,
        ways=words.WAYS,
    )
    answer = make_response(page, status)
    if status != 200:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _why_closed(seen: Published, live: Live | None) -> Refusal | None:
    """What a newcomer would be told, known before anything is typed."""
    if live is None:
        return rules.NotOpen()
    document = seen.document
    window = live.window(document.days, document.workshop.time_zone)
    cancelled = seen.state is WorkshopState.CANCELLED
    try:
        rules.refuse_unless_open(window, clock.now(), cancelled=cancelled)
    except Refusal as refusal:
        return refusal
    if seen.state is not WorkshopState.PUBLISHED or not live.seats:
        return rules.NotOpen()
    return rules.Full() if live.is_full else None


@bp.get("/w/<slug>/registered/<signed>")
@public
def receipt(slug: str, signed: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    try:
        shown = receipts.read(signed) or abort(404)
    except receipts.Expired:
        abort(410)
    page = render_template(
        "registration/receipt.html",
        practice=seen.practice,
        seen=seen.document.workshop,
        slug=seen.slug,
        times=words.times(seen.document),
        shown=shown,
        country=countries.name(shown["country"], i18n.language()),
        way=words.WAYS[Way(shown["way"])],
        state=RegistrationState(shown["state"]),
    )
    return private(make_response(page))


# -- One participant's page -----------------------------------------------------------------------


@bp.get("/r/<token>")
@by_link
@limiter.limit("120 per minute")
def mine(token: str) -> ResponseReturnValue:
    return _mine(_by(token), token)


def _by(token: str) -> Registration:
    """The registration this link is for: 404 for a wrong link, 410 for a revoked one."""
    subject = links.subject_of(token)
    registration = queries.find(subject) if subject else None
    if registration is None:
        abort(404)
    proof = (config().secret_key, "participant", token, registration.key, registration.generation)
    if links.was_revoked(*proof):
        abort(410)
    if not links.opens(*proof):
        abort(404)
    if request.args.get("lang") not in i18n.LANGUAGES:
        i18n.speak(registration.language)
    return registration


def _mine(
    registration: Registration, token: str, *, refusal: Refusal | None = None, status: int = 200
) -> Response:
    workshop, at = registration.workshop, clock.now()
    seen = published.find(workshop.slug)
    document = seen.document if seen else None
    live = queries.live(workshop.id)
    time_zone = document.workshop.time_zone if document else None
    window = rules.window(None, None, document.days if document else (), time_zone)
    cancelled = workshop.state is WorkshopState.CANCELLED
    doors = rules.doors(window, at, cancelled=cancelled)
    state = registration.state
    is_to_come = doors not in (Doors.CANCELLED, Doors.OVER)
    page = render_template(
        "registration/mine.html",
        practice=workshop.practice,
        seen=document.workshop if document else workshop,
        slug=workshop.slug if seen else None,
        token=token,
        registration=registration,
        country=countries.name(registration.country, i18n.language()),
        state_words=words.STATES[state],
        place=queries.place_in_line(registration),
        doors=doors,
        times=words.times(document) if document else [],
        way=words.WAYS[registration.way],
        other_ways=_other_ways(registration, live) if is_to_come else [],
        join_url=workshop.join_url if state is RegistrationState.CONFIRMED else None,
        feed=_feed_address(registration),
        may_cancel=doors is not Doors.OVER and rules.may(state, Action.CANCEL),
        may_confirm=is_to_come and rules.may(state, Action.CONFIRM_ADDRESS),
        may_undo=is_to_come
        and rules.may(state, Action.UNDO_CANCEL)
        and rules.may_undo(registration.cancelled_from, registration.state_at, at),
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return private(make_response(page, status))


def _other_ways(registration: Registration, live: Live | None) -> list[dict[str, Any]]:
    """Ways to change to: whether there is a seat, and whether one may wait for one."""
    if live is None or not rules.may(registration.state, Action.CHANGE_WAY):
        return []
    return [
        {
            "way": seats.way,
            "words": words.WAYS[seats.way],
            "free": seats.free,
            "may_wait": live.waiting_list,
            "next_place": seats.waiting + 1,
        }
        for seats in live.seats
        if seats.way is not registration.way
    ]


def _feed_address(registration: Registration) -> str:
    token = links.derive(
        config().secret_key, "feed", f"r{registration.key}", registration.feed_generation
    )
    return f"{config().base_url}/feeds/{token}/calendar.ics"


@bp.post("/r/<token>/cancel")
@by_link
@limiter.limit("60 per minute")
def cancel(token: str) -> ResponseReturnValue:
    return _act(token, Action.CANCEL, service.cancel)


@bp.post("/r/<token>/undo")
@by_link
@limiter.limit("60 per minute")
def undo_cancel(token: str) -> ResponseReturnValue:
    return _act(token, Action.UNDO_CANCEL, service.undo_cancel)


@bp.post("/r/<token>/confirm")
@by_link
@limiter.limit("60 per minute")
def confirm_address(token: str) -> ResponseReturnValue:
    return _act(token, Action.CONFIRM_ADDRESS, service.confirm_address)


@bp.post("/r/<token>/way")
@by_link
@limiter.limit("60 per minute")
def change_way(token: str) -> ResponseReturnValue:
    try:
        way = Way(request.form.get("way", ""))
    except ValueError:
        return _mine(_by(token), token, refusal=rules.WayNotOffered(), status=422)
    wait_for_it = request.form.get("wait") == "yes"
    return _act(token, Action.CHANGE_WAY, service.change_way, way=way, wait_for_it=wait_for_it)


def _act(token: str, action: Action, perform: Any, **how: Any) -> ResponseReturnValue:
    registration = _by(token)
    try:
        perform(registration, **how, at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        if _is_done_already(_by(token).state, action):
            return _back(token)  # a second press of the button
        return _mine(_by(token), token, refusal=refusal, status=refusal.status)
    db.session.commit()
    return _back(token)


def _is_done_already(state: RegistrationState, action: Action) -> bool:
    done = {
        Action.CANCEL: {RegistrationState.CANCELLED},
        Action.UNDO_CANCEL: rules.ACTIVE,
        Action.CONFIRM_ADDRESS: rules.ACTIVE - {RegistrationState.UNCONFIRMED},
    }
    return state in done.get(action, ())


def _back(token: str) -> Response:
    return private(make_response(redirect(url_for(".mine", token=token), 303)))
