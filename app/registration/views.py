"""The public form. What follows it stands in views_receipts, lists of people in views_groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import (
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock, i18n, links
from app.access import public
from app.agenda import published
from app.agenda.published import Published
from app.errors import Refusal
from app.extensions import db, limiter
from app.i18n import gettext, ngettext, refusal_sentence, zones
from app.registration import (
    blank_form,
    glance,
    queries,
    rules,
    service,
    standing,
    traps,
    views_receipts,
    words,
)
from app.registration.forms import RegisterForm
from app.registration.queries import Asks, Live
from app.registration.question_fields import Asking, ask, asking
from app.registration.rules import typos
from app.registration.service import Outcome, Wish
from app.registration.views_mine import bp
from app.workshops.queries import find_workshop
from app.workshops.rules import Way, WorkshopState

#: Of one workshop from one network: a hall full of people, and no machine that goes on for ever.
SIGN_UPS = "300 per hour"


@bp.get("/w/<slug>/register")
@public
def register(slug: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    live, asks = queries.live_and_asks(seen.workshop_id)
    at = clock.now()
    own = {"key": links.new_key(), "shown_at": traps.stamp(slug, at)}

    def render(values: dict[str, str], left: dict[str, str]) -> str:
        form = _form(seen, live, asks, formdata=None, data=values)
        return _render(seen, live, asks, form, left=left)

    left = left_of(live)
    if asks.has_places or request.args.keys() - {"lang"}:
        return render(own, left)
    closed = why_closed(seen, live, at)
    facts = (
        *(seen.slug, seen.version_id, seen.published_at, seen.state, seen.practice),
        *(i18n.language(), request.query_string, asks.revision),
        *(glance.word(seen.document, live, at), closed and refusal_sentence(closed)),
        *((seats.way, seats.free) for seats in (live.seats if live else ())),
    )
    return blank_form.page(facts, render, own=own, left=left)


@bp.post("/w/<slug>/register")
@public
@limiter.limit("60 per minute; 600 per hour")
@limiter.limit(
    lambda: SIGN_UPS,
    key_func=traps.network_and_workshop,
    deduct_when=lambda sent: sent.status_code == 303,
)
def send(slug: str) -> ResponseReturnValue:
    seen = published.find(slug) or abort(404)
    live, asks = queries.live_and_asks(seen.workshop_id)
    form = _form(seen, live, asks)
    if not form.validate():
        return _form_page(seen, live, asks, form, status=422)
    if traps.is_too_quick(form.shown_at.data, slug, clock.now()):
        form.shown_at.data = ""  # whoever presses again is let through
        return _form_page(seen, live, asks, form, status=422, kindly=True)
    try:
        outcome = _register(seen, form)
    except Refusal as refusal:
        db.session.rollback()
        live = queries.live(seen.workshop_id)
        return _form_page(seen, live, asks, form, refusal=refusal, status=refusal.status)
    db.session.commit()
    return redirect(views_receipts.address_of(seen, form, outcome), 303)


def _form(seen: Published, live: Live | None, asks: Asks, **more: Any) -> RegisterForm:
    ways = [seats.way for seats in live.seats] if live else []
    if asks.is_plain:
        return RegisterForm(ways, **more).asking_by(asks)
    asked = ask(
        asks.questions,
        asks.consents,
        left=queries.choices_left(seen.workshop_id) if asks.has_places else None,
        # Who gets a place at once cannot have what is taken; who waits may wish for it.
        may_wish=live is not None and live.waiting_list and not all(s.free for s in live.seats),
    )
    return asking(RegisterForm, asked)(ways, **more).asking_by(asks)


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
        time_zone=form.time_zone.data,
        native_name=form.native_name.data,
        address_as=form.address_as.data,
        answers=getattr(form, "answers", {}),
        consents=getattr(form, "consents", {}),
        read=getattr(form, "read", {}),
    )
    if form.is_from_a_robot:
        return service.would_get(workshop, wish.way, at=clock.now())
    return service.register(workshop, wish, key=form.key.data, at=clock.now())


def _form_page(
    seen: Published,
    live: Live | None,
    asks: Asks,
    form: RegisterForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
    kindly: bool = False,
) -> ResponseReturnValue:
    is_posted = status != 200
    answer = make_response(
        _render(seen, live, asks, form, refusal, kindly=kindly, is_posted=is_posted), status
    )
    if is_posted:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _render(
    seen: Published,
    live: Live | None,
    asks: Asks,
    form: RegisterForm,
    refusal: Refusal | None = None,
    *,
    left: dict[str, str] | None = None,
    kindly: bool = False,
    is_posted: bool = False,
) -> str:
    document, at = seen.document, clock.now()
    closed = why_closed(seen, live, at)
    workshop = document.workshop
    says = refusal_sentence(refusal) if refusal else None
    if refusal is not None and isinstance(form, Asking) and form.says(refusal):
        says = None  # it stands at its field
    form.offer_first(zones.countries(filter(None, (workshop.time_zone, *workshop.zones))))
    return render_template(
        "registration/register.html",
        practice=seen.practice,
        seen=document.workshop,
        slug=seen.slug,
        glance=glance.of(document, glance.word(document, live, at)),
        live=live,
        asks=asks,
        seats_of={seats.way.value: seats for seats in live.seats} if live else {},
        left_of=left_of(live) if left is None else left,
        form=form,
        # Who has typed something sees it again, whatever has happened meanwhile.
        shows_form=refusal is not None or closed is None,
        closed=refusal_sentence(closed) if closed else None,
        refusal=says,
        kindly=kindly,
        is_posted=is_posted,
        typos=typos,
        kept_for=kept_for(asks),
        notice=notice_of(seen.slug),
    )


def left_of(live: Live | None) -> dict[str, str]:
    """How many places there are, in words, by the way of taking part."""
    if live is None:
        return {}
    return {
        seats.way.value: words.places_left(seats, waiting_list=live.waiting_list)
        for seats in live.seats
    }


def why_closed(seen: Published, live: Live | None, at: datetime) -> Refusal | None:
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


def kept_for(asks: Asks) -> str:
    """How long the data are kept, in words."""
    if asks.keep_days is None:
        return gettext("How long your data are kept is not recorded.")
    return ngettext(
        "Your data are erased %(n)s day after the workshop; figures without names stay.",
        "Your data are erased %(n)s days after the workshop; figures without names stay.",
        asks.keep_days,
    )


def notice_of(slug: str) -> str | None:
    """The address of the privacy notice, where this installation has one."""
    has_one = "privacy.notice" in current_app.view_functions
    return url_for("privacy.notice", slug=slug) if has_one else None
