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

from app import clock
from app.access import by_link
from app.agenda import published
from app.errors import Refusal
from app.extensions import csrf, db, limiter
from app.i18n import refusal_sentence
from app.registration import own_page, personal, rules, service
from app.registration.models import Registration
from app.registration.rules import Action, RegistrationState
from app.web import private
from app.workshops.rules import Way

#: All public pages of registration are on it; those of the form stand in views.
bp = Blueprint("registration", __name__)
#: Nothing here is done by the authority of a session, so no foreign page could misuse one.
csrf.exempt(bp)

#: What the page says was done: by a word in its address, since guests have no session. It is said
#: in states that the act may have led to, so that an old address does not lie.
DONE: dict[str, Collection[RegistrationState]] = {
    Action.CANCEL: frozenset({RegistrationState.CANCELLED}),
    Action.UNDO_CANCEL: rules.ACTIVE,
    Action.CONFIRM_ADDRESS: rules.ACTIVE - {RegistrationState.UNCONFIRMED},
    Action.ACCEPT_OFFER: frozenset({RegistrationState.CONFIRMED}),
    Action.CHANGE_WAY: rules.ACTIVE,
    Action.HAND_OVER: frozenset({RegistrationState.CANCELLED}),
    "details": rules.ACTIVE,
    #: Asked for a new address; the new address holds.
    "address_asked": rules.ACTIVE,
    "address": rules.ACTIVE,
    "agreed": rules.ACTIVE,
    "not_agreed": frozenset(RegistrationState),
}
#: Words that stay true of a workshop that is over or called off.
ALWAYS = frozenset({"details", "address_asked", "address", "agreed", "not_agreed"})


@bp.get("/r/<token>")
@by_link
@limiter.limit("120 per minute")
def mine(token: str) -> ResponseReturnValue:
    return page_of(personal.by(token), token)


def page_of(
    registration: Registration, token: str, *, refusal: Refusal | None = None, status: int = 200
) -> Response:
    facts = own_page.facts(registration, token, clock.now())
    page = render_template(
        "registration/mine.html",
        **facts,
        done=_done(registration.state, is_to_come=facts["is_to_come"]),
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return private(make_response(page, status))


def _done(state: RegistrationState, *, is_to_come: bool) -> str | None:
    """What the address says was done, where that may be so."""
    said = request.args.get("done") if request.method == "GET" else None
    if said is None or state not in DONE.get(said, ()):
        return None
    return said if is_to_come or said in ALWAYS else None


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


@bp.post("/r/<token>/accept")
@by_link
@limiter.limit("60 per minute")
def accept_offer(token: str) -> ResponseReturnValue:
    return _act(token, Action.ACCEPT_OFFER, service.accept_offer)


@bp.post("/r/<token>/way")
@by_link
@limiter.limit("60 per minute")
def change_way(token: str) -> ResponseReturnValue:
    try:
        way = Way(request.form.get("way", ""))
    except ValueError:
        return page_of(personal.by(token), token, refusal=rules.WayNotOffered(), status=422)
    how = {"way": way, "wait_for_it": request.form.get("wait") == "yes"}
    return _act(token, Action.CHANGE_WAY, service.change_way, **how)


def _act(token: str, action: Action, perform: Any, **how: Any) -> ResponseReturnValue:
    registration = personal.by(token)
    try:
        perform(registration, **how, at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        if _is_done_already(personal.by(token).state, action):
            return back(token, action)  # a second press of the button
        return page_of(personal.by(token), token, refusal=refusal, status=refusal.status)
    db.session.commit()
    return back(token, action)


def _is_done_already(state: RegistrationState, action: Action) -> bool:
    return action is not Action.CHANGE_WAY and state in DONE[action]


def back(token: str, done: str) -> Response:
    return private(
        make_response(redirect(url_for("registration.mine", token=token, done=done), 303))
    )


@bp.get("/r/<token>/calendar.ics")
@by_link
@limiter.limit("60 per minute")
def calendar_file(token: str) -> ResponseReturnValue:
    """The agenda as it is now, to be taken over once."""
    registration = personal.by(token)
    seen = published.find(registration.workshop.slug)
    if seen is None or registration.state in rules.ENDED:
        abort(404)
    answer = make_response(own_page.attachment(registration, seen))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{seen.slug}.ics"'
    return private(answer)
