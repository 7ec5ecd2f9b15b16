"""A list to sign in a hall, one for each day: proof of who was there, on paper."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.agenda.published import find as find_published
from app.i18n import language
from app.registration import queries, words
from app.registration.queries import fitting, listing
from app.registration.rules import RegistrationState, sheet
from app.registration.rules.sheet import Look
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Relation, Role, Way

bp = Blueprint("registration_to_sign", __name__, url_prefix="/organise/<slug>/participants")

#: Who stands on the paper beside the title, in this order.
NAMED = (Relation.FUNDING_LINE, Relation.FUNDER, Relation.HOST)


@bp.get("/to-sign")
@member(Role.HELPER)
def show(slug: str) -> ResponseReturnValue:
    """Who has a place, by name, in the way asked for: on site where there is such a way."""
    workshop = current_workshop()
    live = queries.live(workshop.id)
    ways = [seats.way for seats in live.seats] if live else []
    asked = request.args.get("way", "")
    usual = Way.ON_SITE if Way.ON_SITE in ways else None
    way = next((one for one in ways if one == asked), None if asked == "all" else usual)
    look = Look(state=RegistrationState.CONFIRMED, way=way, sort=sheet.BY_NAME)
    ids = fitting.ids(workshop.id, look, language())
    published = find_published(workshop.slug)
    days = [day.date for day in published.document.days] if published else []
    behind = [
        one.name
        for relation in NAMED
        for one in workshop.organisations
        if relation in (one.relation, one.programme_relation)
    ]
    page = render_template(
        "registration/to_sign.html",
        workshop=workshop,
        participants=listing.of_ids(workshop.id, ids),
        days=sorted(set(days)) or [None],
        blank_rows=range(5),
        behind=behind,
        way=way,
        ways=ways,
        way_words=words.WAYS,
    )
    return private(make_response(page))
