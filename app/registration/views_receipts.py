"""What somebody sees who has sent the form, and the second screen: a few questions for reports."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.access import public
from app.agenda import calendar, published
from app.agenda.published import Published
from app.extensions import config, db, limiter
from app.i18n.fields import Form
from app.people import countries
from app.registration import glance, queries, receipts, rules, service, words
from app.registration.forms import RegisterForm
from app.registration.models import Registration
from app.registration.queries import Asks
from app.registration.question_fields import ask, asking
from app.registration.rules import RegistrationState, answering, typos
from app.registration.rules.questions import Question, Step
from app.registration.rules.references import reference
from app.registration.service import Outcome, seats
from app.registration.service import answers as keeping
from app.registration.views_mine import bp
from app.web import private
from app.workshops.rules import Way

#: What the receipt shows of the form.
SHOWN = (
    "name", "native_name", "address_as", "email", "affiliation", "position", "country", "way",
    "time_zone",
)  # fmt: skip


def address_of(seen: Published, form: RegisterForm, outcome: Outcome) -> str:
    """Where the receipt of this form is to be read, for an hour."""
    key, email = form.key.data, form.email.data or ""
    shown = {name: form[name].data for name in SHOWN}
    shown |= {"slug": seen.slug, "state": outcome.state, "place": outcome.place}
    # Made of the form alone, so that it tells nobody whether the address was known.
    shown["row"] = service.row_key(seen.workshop_id, key, email) if key else None
    return url_for("registration.receipt", slug=seen.slug, signed=receipts.sign(shown))


def _shown(slug: str, signed: str) -> tuple[Published, dict[str, Any]]:
    """What the receipt was signed for; 404 for what we never signed, 410 after its hour."""
    seen = published.find(slug) or abort(404)
    try:
        shown = receipts.read(signed) or abort(404)
    except receipts.Expired:
        abort(410)
    if shown["slug"] != slug or "way" not in shown:
        abort(404)
    return seen, dict.fromkeys(SHOWN) | shown


@bp.get("/w/<slug>/registered/<signed>")
@public
def receipt(slug: str, signed: str) -> ResponseReturnValue:
    seen, shown = _shown(slug, signed)
    live, asks = queries.live(seen.workshop_id), queries.asks(seen.workshop_id)
    way = Way(shown["way"])
    page = render_template(
        "registration/receipt.html",
        practice=seen.practice,
        seen=seen.document.workshop,
        slug=seen.slug,
        signed=signed,
        glance=glance.of(seen.document),
        shown=shown,
        reference=reference(shown["row"]) if shown.get("row") else None,
        own_time=words.own_time(seen.document, shown.get("time_zone")),
        adding=calendar.adding(
            seen.document, language=i18n.language(), base_url=config().base_url
        ),
        offer_hours=asks.offer_hours,
        n_more=len(_asked_after(asks, shown)) if shown.get("row") else 0,
        is_thanked=request.args.get("done") == "more",
        meant=typos.meant(shown["email"]),
        free_ways=live.free_beside(way) if live else (),
        country=countries.name(shown["country"], i18n.language()),
        way=words.WAYS[way],
        state=RegistrationState(shown["state"]),
    )
    return private(make_response(page))


# -- The second screen ----------------------------------------------------------------------------


class MoreForm(Form):
    """Questions of the second screen alone; opened by the signed address."""

    class Meta(Form.Meta):
        csrf = False


def _asked_after(asks: Asks, shown: dict[str, Any]) -> list[Question]:
    """The optional questions that this person is asked on the second screen."""
    return answering.asked(
        asks.questions,
        way=Way(shown["way"]),
        country=shown["country"],
        answers={},
        step=Step.AFTER,
    )


@bp.get("/w/<slug>/registered/<signed>/more")
@public
def more(slug: str, signed: str) -> ResponseReturnValue:
    """Shows nothing that is kept: a known address sees the same page and the same thanks."""
    seen, shown = _shown(slug, signed)
    return _more_page(seen, _form_by_receipt(seen, shown), signed)


@bp.post("/w/<slug>/registered/<signed>/more")
@public
@limiter.limit("60 per minute")
def send_more(slug: str, signed: str) -> ResponseReturnValue:
    seen, shown = _shown(slug, signed)
    form = _form_by_receipt(seen, shown)
    if not form.validate():
        return _more_page(seen, form, signed)
    registration = queries.find_in(seen.workshop_id, shown["row"])
    if registration is not None and registration.state in rules.ACTIVE:
        _keep(registration, form)
    back = url_for(".receipt", slug=slug, signed=signed, done="more")
    return private(make_response(redirect(back, 303)))


def _form_by_receipt(seen: Published, shown: dict[str, Any]) -> Any:
    asks = queries.asks(seen.workshop_id)
    if not shown.get("row") or not asks.after:
        abort(404)
    made: Any = asking(MoreForm, ask(asks.questions, step=Step.AFTER))
    made.circumstances = Way(shown["way"]), shown["country"]
    return made()


def _keep(registration: Registration, form: Any) -> None:
    try:
        seats.hold_with(registration)
    except rules.Gone:
        db.session.rollback()
        return
    keeping.keep(registration, form.answers, at=clock.now(), insist=False)
    db.session.commit()


def _more_page(seen: Published, form: Any, signed: str) -> ResponseReturnValue:
    page = render_template(
        "registration/more.html",
        practice=seen.practice,
        seen=seen.document.workshop,
        slug=seen.slug,
        form=form,
        signed=signed,
    )
    return private(make_response(page, 422 if form.errors else 200))
