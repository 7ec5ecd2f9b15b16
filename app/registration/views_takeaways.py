"""What a participant takes along: the ticket for the door, and what organisers give out."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import by_link
from app.extensions import csrf, limiter
from app.files.serving import send
from app.registration import own_page, personal, queries, tickets
from app.registration.models import Registration
from app.registration.rules import RegistrationState, Thing
from app.registration.rules.references import reference
from app.web import private

bp = Blueprint("own_takeaways", __name__)
#: As in views_mine: no session, no authority that a foreign page could misuse.
csrf.exempt(bp)


@bp.get("/r/<token>/ticket")
@by_link
@limiter.limit("120 per minute")
def ticket(token: str) -> ResponseReturnValue:
    """One page to show or to print; who has no place on site is led to the own page."""
    registration = personal.by(token)
    facts = own_page.facts(registration, token, clock.now())
    if Thing.TICKET not in facts["things"]:
        return private(make_response(redirect(url_for("registration.mine", token=token), 303)))
    page = render_template(
        "registration/ticket.html", **facts, reference=reference(registration.key), refusal=None
    )
    return private(make_response(page))


@bp.get("/r/<token>/ticket.svg")
@by_link
@limiter.limit("120 per minute")
def ticket_code(token: str) -> ResponseReturnValue:
    registration = _participant(token)
    drawn = tickets.drawn(tickets.address_of(registration))
    return private(Response(drawn, content_type="image/svg+xml; charset=utf-8"))


@bp.get("/r/<token>/handouts/<key>")
@by_link
@limiter.limit("60 per minute")
def handout(token: str, key: str) -> ResponseReturnValue:
    registration = _participant(token)
    found = queries.find_handout(registration.workshop_id, key) or abort(404)
    return private(send(found.file or abort(404)))


def _participant(token: str) -> Registration:
    registration = personal.by(token)
    if registration.state is not RegistrationState.CONFIRMED:
        abort(404)
    return registration
