"""A delegation is registered in one go: a list, what it would come to, and then it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock, i18n, links
from app.access import public
from app.agenda import published
from app.agenda.published import Published
from app.errors import Refusal
from app.extensions import csrf, db, limiter
from app.i18n import refusal_sentence, zones
from app.people import countries
from app.registration import glance, queries, receipts, service, traps, words
from app.registration.forms_group import EMPTY_ROWS, GroupForm, with_pasted
from app.registration.queries import Live
from app.registration.rules import RegistrationState
from app.registration.rules.groups import MOST, Free, NoPlaceForAll, forecast
from app.registration.service import Outcome, Secretary, Wish
from app.registration.views import kept_for, left_of, notice_of, why_closed
from app.web import private
from app.workshops.queries import find_workshop

bp = Blueprint("registration_groups", __name__)
#: As the form for one: nothing here is done by the authority of a session.
csrf.exempt(bp)

#: Letters of a name on the result: its address carries all of them, and must stay short.
LETTERS_OF_NAME = 24


@bp.get("/w/<slug>/register/group")
@public
def group(slug: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    live = queries.live(seen.workshop_id)
    own = {"key": links.new_key(), "shown_at": traps.stamp(slug, clock.now())}
    empty = with_pasted(MultiDict(own))
    return _page(seen, live, _form(seen, live, empty))


@bp.post("/w/<slug>/register/group")
@public
@limiter.limit("30 per minute; 300 per hour")
def look(slug: str) -> ResponseReturnValue:
    """What the list would come to; or more rows, or the list once more to change it."""
    seen = published.find(slug) or abort(404)
    live = queries.live(seen.workshop_id)
    act = request.form.get("act")
    if act in ("more", "change"):
        more = EMPTY_ROWS if act == "more" else 0
        return _page(seen, live, _form(seen, live, with_pasted(request.form, more=more)))
    form = _form(seen, live, with_pasted(request.form))
    if not form.validate():
        return _page(seen, live, form, status=422)
    closed = why_closed(seen, live, clock.now())
    if closed is not None:
        return _page(seen, live, form, refusal=closed, status=closed.status)
    return _preview(seen, live, form)


def _preview(
    seen: Published, live: Live | None, form: GroupForm, **more: Any
) -> ResponseReturnValue:
    try:
        gets = _forecast(form, live)
    except NoPlaceForAll as refusal:
        return _page(seen, live, form, refusal=refusal, status=refusal.status)
    return _page(seen, live, form, gets=gets, **more)


@bp.post("/w/<slug>/register/group/send")
@public
@limiter.limit("10 per minute; 30 per hour")
def send(slug: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    live = queries.live(seen.workshop_id)
    form = _form(seen, live, with_pasted(request.form))
    if not form.validate():
        return _page(seen, live, form, status=422)
    if traps.is_too_quick(form.shown_at.data, slug, clock.now()):
        form.shown_at.data = ""  # whoever presses again is let through
        return _preview(seen, live, form, status=422, kindly=True)
    try:
        outcomes = _register(seen, live, form, at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        live = queries.live(seen.workshop_id)
        return _page(seen, live, form, refusal=refusal, status=refusal.status)
    db.session.commit()
    shown = {
        "slug": slug,
        "email": form.email.data,
        "people": [
            [(member.name.data or "")[:LETTERS_OF_NAME], outcome.state, outcome.place]
            for (_, member), outcome in zip(form.members, outcomes, strict=True)
        ],
    }
    signed = receipts.sign(shown)
    return redirect(url_for(".receipt", slug=slug, signed=signed), 303)


def _form(seen: Published, live: Live | None, posted: MultiDict[str, str]) -> GroupForm:
    workshop = seen.document.workshop
    likely = zones.countries(filter(None, (workshop.time_zone, *workshop.zones)))
    ways = [seats.way for seats in live.seats] if live else []
    return GroupForm(ways, likely, formdata=posted)


def _forecast(form: GroupForm, live: Live | None) -> list[Outcome]:
    """As if all were new, so that it tells nobody who is registered already."""
    if live is None:
        return []
    gets = forecast(
        [form.way_of(member) for _, member in form.members],
        {seats.way: Free(seats.left, seats.waiting) for seats in live.seats},
        waiting_list=live.waiting_list,
        approval=live.approval,
        confirm_email=live.confirm_email,
    )
    return [Outcome(state, place) for state, place in gets]


def _register(
    seen: Published, live: Live | None, form: GroupForm, *, at: datetime
) -> Sequence[Outcome]:
    workshop = find_workshop(seen.slug) or abort(404)
    if form.is_from_a_robot:
        return _forecast(form, live)
    language = form.language.data
    secretary = Secretary(
        name=form.name.data or "", email=form.email.data or "", language=language
    )
    wishes = [
        Wish(
            name=member.name.data or "",
            email=member.email.data or "",
            way=form.way_of(member),
            affiliation=member.affiliation.data,
            position=member.position.data,
            country=form.country_of(member),
            language=language,
        )
        for _, member in form.members
    ]
    key = form.key.data or links.new_key()
    return service.register_group(workshop, secretary, wishes, key=key, at=at)


def _page(
    seen: Published,
    live: Live | None,
    form: GroupForm,
    *,
    gets: Sequence[Outcome] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
    kindly: bool = False,
) -> ResponseReturnValue:
    document, at = seen.document, clock.now()
    closed = why_closed(seen, live, at)
    is_posted = request.method == "POST"
    asks = queries.asks(seen.workshop_id)
    page = render_template(
        "registration/group.html",
        practice=seen.practice,
        seen=document.workshop,
        slug=seen.slug,
        glance=glance.of(document, glance.word(document, live, at)),
        live=live,
        asks=asks,
        seats_of={seats.way.value: seats for seats in live.seats} if live else {},
        left_of=left_of(live),
        form=form,
        gets=gets,
        shows_form=refusal is not None or closed is None,
        closed=refusal_sentence(closed) if closed else None,
        refusal=refusal_sentence(refusal) if refusal else None,
        kindly=kindly,
        is_posted=is_posted,
        most=MOST,
        names=list(countries.names(i18n.language()).values()),
        ways=words.WAYS,
        waits=RegistrationState.WAITLISTED,
        states=words.STATES,
        kept_for=kept_for(asks),
        notice=notice_of(seen.slug),
    )
    answer = make_response(page, status)
    if is_posted:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/w/<slug>/registered/group/<signed>")
@public
def receipt(slug: str, signed: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    try:
        shown: dict[str, Any] = receipts.read(signed) or abort(404)
    except receipts.Expired:
        abort(410)
    if shown["slug"] != slug or "people" not in shown:
        abort(404)
    people = [
        {"name": name, "state": RegistrationState(state), "place": place}
        for name, state, place in shown["people"]
    ]
    page = render_template(
        "registration/group_receipt.html",
        practice=seen.practice,
        seen=seen.document.workshop,
        slug=seen.slug,
        glance=glance.of(seen.document),
        email=shown["email"],
        people=people,
        states=words.STATES,
        requires_more=queries.asks(seen.workshop_id).requires_more,
    )
    return private(make_response(page))
