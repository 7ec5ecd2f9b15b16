"""Each participant's own page, opened by the personal link: looking shows, only a button acts."""

from __future__ import annotations

from collections.abc import Collection
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
from app.access import by_link
from app.agenda import published
from app.errors import Refusal
from app.extensions import config, csrf, db, limiter
from app.i18n import refusal_sentence
from app.ical.subscribing import Subscribing
from app.people import countries
from app.registration import glance, queries, rules, service, words
from app.registration.models import Registration
from app.registration.queries import Live
from app.registration.rules import Action, Doors, RegistrationState
from app.web import private
from app.workshops.rules import Way

#: All public pages of registration are on it; those of the form stand in views.
bp = Blueprint("registration", __name__)
#: Nothing here is done by the authority of a session, so no foreign page could misuse one.
csrf.exempt(bp)

#: What the page says was done: by a word in its address, since guests have no session. It is said
#: in states that the act may have led to, so that an old address does not lie.
DONE: dict[Action, Collection[RegistrationState]] = {
    Action.CANCEL: frozenset({RegistrationState.CANCELLED}),
    Action.UNDO_CANCEL: rules.ACTIVE,
    Action.CONFIRM_ADDRESS: rules.ACTIVE - {RegistrationState.UNCONFIRMED},
    Action.CHANGE_WAY: rules.ACTIVE,
}


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
    cancelled = workshop.is_cancelled
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
        glance=glance.of(document) if document else None,
        is_to_come=is_to_come,
        way=words.WAYS[registration.way],
        other_ways=_other_ways(registration, live) if is_to_come else [],
        # Of a workshop that is called off nobody has a place.
        says_standing=doors is not Doors.CANCELLED or state in rules.ENDED,
        takes_part=doors is not Doors.CANCELLED and state in rules.SEATED,
        asked=doors is not Doors.CANCELLED and state in rules.ACTIVE - rules.SEATED,
        join_url=_join_url(registration) if is_to_come else None,
        feed=_feed(registration),
        may_cancel=is_to_come and rules.may(state, Action.CANCEL),
        may_confirm=is_to_come and rules.may(state, Action.CONFIRM_ADDRESS),
        may_undo=is_to_come
        and rules.may(state, Action.UNDO_CANCEL)
        and rules.may_undo(registration.cancelled_from, registration.state_at, at),
        done=_done(state) if is_to_come else None,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return private(make_response(page, status))


def _done(state: RegistrationState) -> Action | None:
    """What the address says was done, where that may be so."""
    said = request.args.get("done") if request.method == "GET" else None
    return next((action for action in DONE if action == said and state in DONE[action]), None)


def _join_url(registration: Registration) -> str | None:
    is_in = registration.state is RegistrationState.CONFIRMED
    return registration.workshop.join_url if is_in else None


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


def _feed(registration: Registration) -> Subscribing:
    token = links.derive(
        config().secret_key, "feed", f"r{registration.key}", registration.feed_generation
    )
    return Subscribing(f"{config().base_url}/feeds/{token}/calendar.ics")


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
    how = {"way": way, "wait_for_it": request.form.get("wait") == "yes"}
    return _act(token, Action.CHANGE_WAY, service.change_way, **how)


def _act(token: str, action: Action, perform: Any, **how: Any) -> ResponseReturnValue:
    registration = _by(token)
    try:
        perform(registration, **how, at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        if _is_done_already(_by(token).state, action):
            return _back(token, action)  # a second press of the button
        return _mine(_by(token), token, refusal=refusal, status=refusal.status)
    db.session.commit()
    return _back(token, action)


def _is_done_already(state: RegistrationState, action: Action) -> bool:
    return action is not Action.CHANGE_WAY and state in DONE[action]


def _back(token: str, action: Action) -> Response:
    return private(make_response(redirect(url_for(".mine", token=token, done=action), 303)))
