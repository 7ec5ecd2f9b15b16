"""Files around the day for the team: badges before it, who was there and certificates after."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.attendance import attended as attendance
from app.attendance import certificates as certifying
from app.documents import badges as printing
from app.documents import certificates, sheets
from app.documents.answering import cannot
from app.documents.files import FORMS, can_write
from app.documents.rules.attendance import table
from app.feeds.answering import disposition
from app.i18n import zones
from app.registration import queries as registrations
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Way

bp = Blueprint("day_files", __name__, url_prefix="/organise/<slug>")


@bp.get("/attendance.<any(csv, xlsx):extension>")
@member(Role.HELPER)
def attended(slug: str, extension: str) -> ResponseReturnValue:
    workshop, at = current_workshop(), clock.now()
    made = table(workshop, attendance.read(workshop))
    octets = sheets.as_csv(made) if extension == "csv" else sheets.as_xlsx(made, at=at)
    day = zones.local(at, workshop.time_zone or "UTC").date().isoformat()
    return _file(octets, extension, f"{slug}-attendance-{day}")


@bp.get("/badges")
@member(Role.HELPER)
def badges(slug: str) -> ResponseReturnValue:
    """Which badges to print, and what of them cannot be."""
    people, way = _people(), _way()
    page = render_template(
        "documents/badges.html",
        workshop=current_workshop(),
        people=people,
        way=way,
        ways=sorted({one.way for one in _confirmed()}),
        blank=_blank(),
        most_blank=printing.MOST_BLANK,
        missing=printing.missing(people) if can_write("pdf") else [],
        is_here=can_write("pdf"),
    )
    return private(make_response(page))


@bp.get("/badges.pdf")
@member(Role.HELPER)
def badges_pdf(slug: str) -> ResponseReturnValue:
    if not can_write("pdf"):
        return cannot()
    people, blank = _people(), _blank()
    if not people and not blank:
        abort(404)
    octets = printing.as_pdf(current_workshop(), people, blank=blank, at=clock.now())
    return _file(octets, "pdf", f"{slug}-badges")


def _confirmed() -> list[Registration]:
    everybody = registrations.participants(current_workshop().id)
    found = [
        one.registration
        for one in everybody
        if one.registration.state is RegistrationState.CONFIRMED
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _people() -> list[Registration]:
    """Who has a place: those chosen by key, else all who take part in this way."""
    chosen, way = set(request.args.getlist("only")), _way()
    return [
        one
        for one in _confirmed()
        if (one.key in chosen if chosen else way is None or one.way is way)
    ]


def _way() -> Way | None:
    """On site unless somebody asks otherwise, where anybody is: who is online wears no badge."""
    asked = request.args.get("way", "")
    if asked in (Way.ONLINE, Way.ON_SITE):
        return Way(asked)
    here = any(one.way is Way.ON_SITE for one in _confirmed())
    return Way.ON_SITE if here and asked != "all" else None


def _blank() -> int:
    typed = request.args.get("blank", "")
    return min(int(typed), printing.MOST_BLANK) if typed.isdecimal() and len(typed) < 4 else 0


@bp.get("/attendance/<key>/certificate.pdf")
@member(Role.HELPER)
def certificate(slug: str, key: str) -> ResponseReturnValue:
    person: Registration = registrations.find_in(current_workshop().id, key) or abort(404)
    return certificate_of(person)


def certificate_of(person: Registration) -> ResponseReturnValue:
    at = clock.now()
    made = certifying.of(person, at=at) or abort(404)
    if not can_write("pdf"):
        return cannot()
    octets = certificates.as_pdf(made, at=at)
    if octets is None:
        return private(make_response(render_template("documents/no_signs.html"), 404))
    return _file(octets, "pdf", f"{person.workshop.slug}-certificate")


def _file(octets: bytes, extension: str, name: str) -> Response:
    form = FORMS[extension]
    answer = private(Response(octets, content_type=form.content_type))
    answer.headers["Content-Disposition"] = disposition(form, name)
    return answer
