"""The desk at the door, for a phone: find somebody, check them in, take it back.

Every act is one small request. Without a script it leads back to the list; a script is told what
became of the one line, and keeps what it could not send.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    get_template_attribute,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock, i18n, links
from app.accounts.sessions import require_account
from app.attendance import door, queries, rules, service
from app.attendance.forms import WalkInForm
from app.attendance.queries import Guest
from app.attendance.rules import Seen
from app.errors import Refusal
from app.extensions import config, db
from app.i18n import gettext, refusal_sentence
from app.registration import queries as registrations
from app.registration import service as registration
from app.registration import tickets
from app.registration.models import Registration
from app.registration.service import Wish
from app.web import asks_for_data, private, with_camera
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way

bp = Blueprint("attendance_manage", __name__, url_prefix="/organise/<slug>")


@bp.get("/check-in")
@member(Role.HELPER)
def desk(slug: str) -> ResponseReturnValue:
    return _desk(WalkInForm(queries.ways(current_workshop().id), formdata=None))


def _desk(form: WalkInForm, *, refusal: Refusal | None = None, status: int = 200) -> Response:
    workshop, day = current_workshop(), _day()
    wanted = request.args.get("q", "").strip()[:200]
    ways = queries.ways(workshop.id)
    way = _way(ways)
    rows = [_row(one, way, ways) for one in queries.guests(workshop.id, day)]
    found = [one for one in rows if rules.words_found_in(one.finds, wanted)]
    live = registrations.live(workshop.id)
    page = render_template(
        "attendance/desk.html",
        workshop=workshop,
        day=day,
        days=queries.dates(workshop),
        named=door.named,
        short=door.short,
        has_begun=day is not None and _has_begun(day, workshop),
        way=way,
        ways=ways,
        wanted=wanted,
        rows=rows,
        found={one.key for one in found if wanted or one.is_listed},
        count=queries.count(workshop.id, day, way),
        counted=door.counted,
        free=[seats for seats in live.seats if seats.free] if live else [],
        live=live,
        form=form,
        refusal=refusal,
        who=require_account().key,
    )
    return with_camera(private(make_response(page, status)))


def _row(guest: Guest, way: Way | None, ways: list[Way]) -> door.Row:
    workshop = current_workshop()
    return door.row(
        guest, way=way, ways=ways, cancelled=workshop.is_cancelled, zone=workshop.time_zone
    )


def _day() -> date | None:
    """The day looked at; what a form says that cannot be one is no day."""
    workshop = current_workshop()
    asked = request.values.get("day", "")
    try:
        typed = date.fromisoformat(asked) if asked else None
    except ValueError:
        typed = None
    return rules.day_shown(queries.dates(workshop), clock.now(), workshop.time_zone, typed)


def _has_begun(day: date, workshop: Workshop) -> bool:
    return workshop.practice or day <= rules.today(clock.now(), workshop.time_zone)


def _way(ways: list[Way]) -> Way | None:
    """How those listed take part; None = however."""
    asked = request.values.get("way", "")
    if asked == "all" or not ways:
        return None
    return next((way for way in ways if way == asked), ways[0])


@bp.get("/check-in/<code>")
@member(Role.HELPER)
def person(slug: str, code: str) -> ResponseReturnValue:
    """What the code on a ticket opens."""
    found = _by_ticket(code)
    if found is None:
        return _no_ticket(404, gettext("This code is no ticket of this workshop"))
    if links.was_revoked(*_proof(code, found)):
        return _no_ticket(410, gettext("This ticket has been replaced by a newer one"))
    workshop, day = current_workshop(), _day()
    guest, ways = queries.guest(found, day), queries.ways(workshop.id)
    page = render_template(
        "attendance/person.html",
        workshop=workshop,
        person=found,
        guest=guest,
        row=_row(guest, None, ways),
        day=day,
        named=door.named,
        has_begun=day is not None and _has_begun(day, workshop),
        count=queries.count(workshop.id, day, found.way),
        counted=door.counted,
        ways=ways,
    )
    return private(make_response(page))


def _by_ticket(code: str) -> Registration | None:
    subject = links.subject_of(code)
    found = registrations.find_in(current_workshop().id, subject) if subject else None
    if found is None:
        return None
    proof = _proof(code, found)
    return found if links.opens(*proof) or links.was_revoked(*proof) else None


def _proof(code: str, found: Registration) -> tuple[str, str, str, str, int]:
    return config().secret_key, tickets.PURPOSE, code, found.key, found.generation


def _no_ticket(status: int, says: str) -> Response:
    page = render_template("attendance/no_ticket.html", workshop=current_workshop(), says=says)
    return private(make_response(page, status))


# -- Acts -----------------------------------------------------------------------------------------


@bp.post("/check-in/<key>/here")
@member(Role.HELPER)
def check_in(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.check_in)


@bp.post("/check-in/<key>/undo")
@member(Role.HELPER)
def undo(slug: str, key: str) -> ResponseReturnValue:
    def perform(found: Registration, day: date, **how: Any) -> None:
        service.take_back(found, day, Seen.DOOR, **how)

    return _act(key, perform, done=gettext("Taken back: %(name)s is not checked in."))


@bp.post("/check-in/<key>/admit")
@member(Role.HELPER)
def admit(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.admit)


@bp.post("/check-in/<key>/approve")
@member(Role.EDITOR)
def approve(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.approve)


@bp.post("/check-in/<key>/switch")
@member(Role.HELPER)
def switch(slug: str, key: str) -> ResponseReturnValue:
    """Who has a place online stands at the door: on site, if a place is free there."""

    def perform(found: Registration, day: date, **how: Any) -> None:
        registration.change_way(found, Way.ON_SITE, **how)
        service.check_in(found, day, **how)

    return _act(key, perform)


def _act(key: str, perform: Callable[..., Any], *, done: str | None = None) -> ResponseReturnValue:
    workshop, day = current_workshop(), _day()
    found: Registration = registrations.find_in(workshop.id, key) or abort(404)
    if day is None or not request.form.get("day"):
        abort(400)
    refusal, account_id = None, require_account().id
    try:
        now = perform(found, date_sent(), at=clock.now(), account_id=account_id)
    except Refusal as no:
        db.session.rollback()
        refusal = refusal_sentence(no)
    else:
        db.session.commit()
        found = now if isinstance(now, Registration) else found
    if asks_for_data():
        return _line(found, day, refusal)
    if refusal:
        flash(refusal, "refusal")
    else:
        flash((done or gettext("%(name)s is here.")) % {"name": found.name})
    where = url_for(".desk", slug=workshop.slug, day=day, way=request.form.get("way") or None)
    return redirect(f"{where}#p-{found.key}", 303)


def date_sent() -> date:
    """The day the form was drawn for, whatever day it is by now. Raises NotADay."""
    try:
        return date.fromisoformat(request.form["day"])
    except ValueError:
        raise rules.NotADay from None


def _line(found: Registration, day: date, refusal: str | None) -> ResponseReturnValue:
    """What became of one line, for the script."""
    workshop = current_workshop()
    ways = queries.ways(workshop.id)
    way = _way(ways)
    count = queries.count(workshop.id, day, way)
    draw = get_template_attribute("attendance/_row.html", "line")
    return private(
        make_response(
            {
                "line": str(draw(_row(queries.guest(found, day), way, ways), workshop.slug)),
                "key": found.key,
                "count": door.counted(count.here, count.expected),
                "refusal": refusal,
            }
        )
    )


@bp.post("/check-in/walk-in")
@member(Role.HELPER)
def walk_in(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = WalkInForm(queries.ways(workshop.id))
    if not form.validate():
        return _desk(form, status=422)
    first = workshop.languages[0]
    wish = Wish(
        name=form.name.data or "",
        email=form.email.data or "",
        affiliation=form.affiliation.data or None,
        way=Way(form.way.data),
        language=first if first in i18n.LANGUAGES else i18n.DEFAULT,
    )
    try:
        made = service.walk_in(
            workshop, wish, date_sent(), key=form.key.data or links.new_key(), at=clock.now(),
            account_id=require_account().id,
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        return _desk(form, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("%(name)s is registered and here.", name=made.name))
    where = url_for(".desk", slug=slug, day=_day(), way=made.way.value)
    return redirect(f"{where}#p-{made.key}", 303)
