"""Organisers' pages: who takes part, as a sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, refusal_sentence
from app.people import countries
from app.registration import columns, queries, rules, service, words
from app.registration.columns import Asked
from app.registration.models import Registration
from app.registration.narrowing import narrowings
from app.registration.queries import Live, bulk, fitting, listing
from app.registration.queries.facets import Facets, facets_of, group_names
from app.registration.queries.fitting import Came
from app.registration.rules import Action, sheet
from app.registration.rules.bulk import TAKE_BACK_FOR
from app.registration.rules.sheet import Look
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.rules import Role, Way, may

bp = Blueprint("registration_manage", __name__, url_prefix="/organise/<slug>")

#: Where create_app leaves what knows who was there, which lies above.
CAME = "plenum.came"


def init_app(app: Flask, *, came: Came) -> None:
    app.extensions[CAME] = came


@bp.get("/participants")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    live = queries.live(workshop.id)
    about: dict[str, Any] = {
        "workshop": workshop,
        "live": live,
        "speakers": queries.speakers_with_seats(workshop.id),
        "ways": words.WAYS,
        "states": words.STATES_FOR_TEAM,
    }
    facets = facets_of(workshop.id)
    about |= {"facets": facets, "pending": facets.states[rules.RegistrationState.PENDING]}
    if not may(current_role(), Role.HELPER):
        return render_template("registration/participants_figures.html", **about)
    form = queries.find_form(workshop.id)
    here = columns.asked(form)
    look = looked_at(request.args, request.args.getlist("col"), here)
    ids = fitting.ids(workshop.id, look, language(), came=came())
    pages = max(1, -(-len(ids) // sheet.PAGE))
    page = min(look.page, pages)
    shown = ids[(page - 1) * sheet.PAGE : page * sheet.PAGE]
    participants = listing.of_ids(workshop.id, shown)
    narrows = look.words or look.narrowed
    return render_template(
        "registration/participants.html",
        **about,
        **offered(look, here, facets),
        look=look,
        list_at=lambda **changed: list_at(look, **changed),
        sorted_by=lambda column: list_at(look.by(column)),
        look_said=urlencode(look.query(), doseq=True),
        fit=len(ids),
        page=page,
        pages=pages,
        first=(page - 1) * sheet.PAGE + 1,
        participants=participants,
        handed_over=queries.handed_over(one.registration for one in participants),
        counted=fitting.by_state(workshop.id, look, came=came()) if narrows else facets.states,
        told=columns.told(look, here, shown, came=who_came),
        last_acts=bulk.newest_acts(workshop.id, since=clock.now() - TAKE_BACK_FOR),
        offer_hours=form.offer_hours if form else None,
        allowed=rules.may,
        Action=Action,
        deeds=deeds(live),
        zone=workshop.time_zone or "UTC",
    )


def looked_at(said: Mapping[str, str], chosen: list[str], here: Asked) -> Look:
    return sheet.look(said, chosen, known=here.columns)


def came() -> Came | None:
    found: Came | None = current_app.extensions.get(CAME)
    return found


def who_came() -> Collection[int]:
    knows = came()
    return (knows(current_workshop().id) if knows else None) or ()


def offered(look: Look, here: Asked, facets: Facets) -> dict[str, Any]:
    """What the list can be narrowed to, and shown by."""
    groups = group_names(current_workshop().id) if facets.groups else {}
    every = [one for one in sheet.Column if one is not sheet.Column.CAME or came()]
    if not facets.groups:
        every.remove(sheet.Column.GROUP)
    return {
        "asked": here,
        "title": here.title,
        "columns": [*every, *here.columns],
        "sortable": (*sheet.SORTED, *(sheet.QUESTION + key for key in here.questions)),
        "sources": columns.SOURCES,
        "narrowings": narrowings(look, here, facets, groups, knows_who_came=came() is not None),
        "country": lambda code: countries.name(code, language()),
    }


def deeds(live: Live | None) -> dict[str, str]:
    """What can be done to many at once: words by the value of the choice."""
    ways = [seats.way for seats in live.seats] if live else []
    moves = {Way.ONLINE: gettext("Move to: online"), Way.ON_SITE: gettext("Move to: on site")}
    return {
        Action.APPROVE.value: gettext("Approve"),
        Action.REJECT.value: gettext("Decline the registration"),
        Action.CANCEL.value: gettext("Cancel the registration"),
        **({f"way:{way}": moves[way] for way in ways} if len(ways) > 1 else {}),
        Action.RESEND_LINK.value: gettext("Send the link again"),
    }


@bp.post("/participants/<key>/cancel")
@member(Role.EDITOR)
def cancel(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, _keeping(Action.CANCEL), gettext("The registration is cancelled."))


@bp.post("/participants/<key>/approve")
@member(Role.EDITOR)
def approve(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.approve, gettext("The registration is approved."))


@bp.post("/participants/<key>/reject")
@member(Role.EDITOR)
def reject(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, _keeping(Action.REJECT), gettext("The registration is declined."))


@bp.post("/participants/<key>/link")
@member(Role.HELPER)
def resend_link(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.resend_link, gettext("The e-mail with the link is on its way."))


def _keeping(action: Action) -> Callable[..., Any]:
    """The verb, so that it can be taken back."""
    return lambda registration, **by: service.act_on_one(registration, action, **by)


def _act(key: str, perform: Callable[..., Any], done: str) -> ResponseReturnValue:
    workshop = current_workshop()
    slug, account = workshop.slug, require_account()
    registration: Registration = queries.find_in(workshop.id, key) or abort(404)
    try:
        perform(registration, at=clock.now(), account_id=account.id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
        flash(done)
    if request.form.get("from") == "person":
        return redirect(
            url_for(
                "registration_person.show",
                slug=slug,
                key=key,
                list=request.form.get("list") or None,
            ),
            303,
        )
    return redirect(back(), 303)


def list_at(look: Look, **changed: Any) -> str:
    slug = current_workshop().slug
    return url_for("registration_manage.index", slug=slug, **look.query(**changed))


def back() -> str:
    """Where the list is that a button was pressed on; every form hands on how it was looked at."""
    return list_at(look_of_form(columns.asked(queries.find_form(current_workshop().id))))


def look_of_form(here: Asked) -> Look:
    said = parse_qs(request.values.get("list", "")[:4000])
    first = {name: values[0] for name, values in said.items()}
    return looked_at(first, said.get("col", []), here)
