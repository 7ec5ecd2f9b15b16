"""The desk at the door, for a phone: who comes, what a ticket opens, and who never registered."""

from __future__ import annotations

from datetime import date

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock, i18n, links
from app.accounts.sessions import require_account
from app.attendance import door, finding, queries, rules, service
from app.attendance.forms import WalkInForm
from app.attendance.queries import Guest
from app.errors import Refusal
from app.extensions import config, db
from app.i18n import gettext
from app.registration import queries as registrations
from app.registration import tickets
from app.registration.models import Registration
from app.registration.service import Wish
from app.web import private, with_camera
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way

bp = Blueprint("attendance_manage", __name__, url_prefix="/organise/<slug>")


@bp.get("/check-in")
@member(Role.HELPER)
def desk(slug: str) -> ResponseReturnValue:
    return _desk(WalkInForm(queries.ways(current_workshop().id), formdata=None))


def _desk(form: WalkInForm, *, refusal: Refusal | None = None, status: int = 200) -> Response:
    workshop, day = current_workshop(), day_looked_at()
    wanted = request.args.get("q", "").strip()[:200]
    ways = queries.ways(workshop.id)
    way = way_looked_at(ways)
    found = finding.find(queries.guests(workshop.id, day), wanted, way)
    live = registrations.live(workshop.id)
    page = render_template(
        "attendance/desk.html",
        workshop=workshop,
        day=day,
        days=queries.dates(workshop),
        named=door.named,
        short=door.short,
        has_begun=day is not None and has_begun(day, workshop),
        way=way,
        ways=ways,
        wanted=wanted,
        rows=[row(one, way, ways) for one in found.guests],
        found=found,
        count=queries.count(workshop.id, day, way),
        counted=door.counted,
        free=[seats for seats in live.seats if seats.free] if live else [],
        live=live,
        form=form,
        refusal=refusal,
        who=require_account().key,
    )
    return with_camera(private(make_response(page, status)))


def row(guest: Guest, way: Way | None, ways: list[Way]) -> door.Row:
    workshop = current_workshop()
    return door.row(
        guest, way=way, ways=ways, cancelled=workshop.is_cancelled, zone=workshop.time_zone
    )


def day_looked_at() -> date | None:
    """The day looked at; what a form says that cannot be one is no day."""
    workshop = current_workshop()
    asked = request.values.get("day", "")
    try:
        typed = date.fromisoformat(asked) if asked else None
    except ValueError:
        typed = None
    return rules.day_shown(queries.dates(workshop), clock.now(), workshop.time_zone, typed)


def has_begun(day: date, workshop: Workshop) -> bool:
    return workshop.practice or day <= rules.today(clock.now(), workshop.time_zone)


def way_looked_at(ways: list[Way]) -> Way | None:
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
    workshop, day = current_workshop(), day_looked_at()
    guest, ways = queries.guest(found, day), queries.ways(workshop.id)
    page = render_template(
        "attendance/person.html",
        workshop=workshop,
        person=found,
        guest=guest,
        row=row(guest, None, ways),
        day=day,
        named=door.named,
        has_begun=day is not None and has_begun(day, workshop),
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
    where = url_for(".desk", slug=slug, day=day_looked_at(), way=made.way.value)
    return redirect(f"{where}#p-{made.key}", 303)


def date_sent() -> date:
    """The day the form was drawn for, whatever day it is by now. Raises NotADay."""
    try:
        return date.fromisoformat(request.form["day"])
    except ValueError:
        raise rules.NotADay from None
