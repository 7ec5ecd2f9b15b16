"""Public pages: the form and its receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n, links
from app.access import public
from app.agenda import published
from app.agenda.published import Published
from app.errors import Refusal
from app.extensions import db, limiter
from app.i18n import refusal_sentence, zones
from app.people import countries
from app.registration import glance, queries, receipts, rules, service, standing, words
from app.registration.forms import RegisterForm
from app.registration.queries import Live
from app.registration.rules import RegistrationState
from app.registration.service import Outcome, Wish
from app.registration.views_mine import bp
from app.web import private
from app.workshops.queries import find_workshop
from app.workshops.rules import Way, WorkshopState

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
    signed = receipts.sign(shown | {"slug": slug, "state": outcome.state, "place": outcome.place})
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
    return service.register(workshop, wish, key=form.key.data, at=clock.now())


def _form_page(
    seen: Published,
    live: Live | None,
    form: RegisterForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    document, at = seen.document, clock.now()
    closed = _why_closed(seen, live, at)
    workshop = document.workshop
    form.offer_first(zones.countries(filter(None, (workshop.time_zone, *workshop.zones))))
    page = render_template(
        "registration/register.html",
        practice=seen.practice,
        seen=document.workshop,
        slug=seen.slug,
        glance=glance.of(document, glance.word(document, live, at)),
        live=live,
        seats_of={seats.way.value: seats for seats in live.seats} if live else {},
        form=form,
        # Who has typed something sees it again, whatever has happened meanwhile.
        shows_form=refusal is not None or closed is None,
        closed=refusal_sentence(closed) if closed else None,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    answer = make_response(page, status)
    if status != 200:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _why_closed(seen: Published, live: Live | None, at: datetime) -> Refusal | None:
    """What a newcomer would be told, known before anything is typed."""
    document = seen.document
    if document.workshop.cancelled or seen.state is WorkshopState.CANCELLED:
        return rules.WorkshopCancelled()
    if standing.is_over(document, at):
        return rules.WorkshopOver()
    if live is None or not live.seats or seen.state is not WorkshopState.PUBLISHED:
        return rules.NotOpen()
    window = live.window(document.days, document.workshop.time_zone)
    try:
        rules.refuse_unless_open(window, at, cancelled=False)
    except Refusal as refusal:
        return refusal
    return rules.Full() if live.is_full else None


@bp.get("/w/<slug>/registered/<signed>")
@public
def receipt(slug: str, signed: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    try:
        shown = receipts.read(signed) or abort(404)
    except receipts.Expired:
        abort(410)
    if shown["slug"] != slug:
        abort(404)
    live = queries.live(seen.workshop_id)
    page = render_template(
        "registration/receipt.html",
        practice=seen.practice,
        seen=seen.document.workshop,
        slug=seen.slug,
        glance=glance.of(seen.document),
        shown=shown,
        free_ways=live.free_beside(Way(shown["way"])) if live else (),
        country=countries.name(shown["country"], i18n.language()),
        way=words.WAYS[Way(shown["way"])],
        state=RegistrationState(shown["state"]),
    )
    return private(make_response(page))
