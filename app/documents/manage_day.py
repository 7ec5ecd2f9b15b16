"""Files around the day for the team: badges before it, who was there and certificates after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.attendance import attended as attendance
from app.attendance import certificates as certifying
from app.documents import badges as printing
from app.documents import certificates, extra, service, sheets
from app.documents.answering import cannot
from app.documents.files import FORMS, can_write
from app.documents.rules.attendance import table
from app.extensions import db
from app.feeds.answering import disposition
from app.i18n import zones
from app.registration import queries as registrations
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Way

bp = Blueprint("day_files", __name__, url_prefix="/organise/<slug>")


@bp.post("/attendance.<any(csv, xlsx):extension>")
@member(Role.HELPER)
def attended(slug: str, extension: str) -> ResponseReturnValue:
    """Who was there; a file of names leaves the house, so asking for it is noted."""
    workshop, at = current_workshop(), clock.now()
    found = attendance.read(workshop)
    made = table(workshop, found)
    octets = sheets.as_csv(made) if extension == "csv" else sheets.as_xlsx(made, at=at)
    day = zones.local(at, workshop.time_zone or "UTC").date().isoformat()
    answer = _file(octets, extension, f"{slug}-attendance-{day}")
    _note(service.ATTENDANCE, extension, len(found.people))
    return answer


@bp.get("/badges")
@member(Role.HELPER)
def badges(slug: str) -> ResponseReturnValue:
    """Which badges to print, and what of them cannot be."""
    worn = _worn()
    page = render_template(
        "documents/badges.html",
        workshop=current_workshop(),
        people=worn.people,
        way=worn.way,
        ways=worn.ways,
        only=request.args.getlist("only"),
        most_blank=printing.MOST_BLANK,
        missing=printing.missing(worn.people) if can_write("pdf") else [],
        is_here=can_write("pdf"),
        install=extra.install(),
    )
    return private(make_response(page))


@bp.post("/badges.pdf")
@member(Role.HELPER)
def badges_pdf(slug: str) -> ResponseReturnValue:
    if not can_write("pdf"):
        return cannot()
    people, blank = _worn().people, _blank()
    if not people and not blank:
        abort(404)
    octets = printing.as_pdf(current_workshop(), people, blank=blank, at=clock.now())
    answer = _file(octets, "pdf", f"{slug}-badges")
    if people:
        _note(service.BADGES, "pdf", len(people))
    return answer


def _note(act: str, extension: str, people: int) -> None:
    workshop, account = current_workshop(), require_account()
    service.note_export(workshop, act, extension, people, at=clock.now(), account_id=account.id)
    db.session.commit()


@dataclass(frozen=True, slots=True)
class Worn:
    """Whose badges are asked for: those chosen by key, else all who take part in this way."""

    people: list[Registration]
    #: None = however they take part.
    way: Way | None
    #: In which anybody has a place.
    ways: list[Way]


def _worn() -> Worn:
    confirmed = _confirmed()
    ways = sorted({one.way for one in confirmed})
    chosen, way = set(request.values.getlist("only")), _way(ways)
    people = [
        one
        for one in confirmed
        if (one.key in chosen if chosen else way is None or one.way is way)
    ]
    return Worn(people, way, ways)


def _confirmed() -> list[Registration]:
    everybody = registrations.participants(current_workshop().id)
    found = [
        one.registration
        for one in everybody
        if one.registration.state is RegistrationState.CONFIRMED
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _way(ways: Collection[Way]) -> Way | None:
    """On site unless somebody asks otherwise, where anybody is: who is online wears no badge."""
    asked = request.values.get("way", "")
    if asked in (Way.ONLINE, Way.ON_SITE):
        return Way(asked)
    return Way.ON_SITE if Way.ON_SITE in ways and asked != "all" else None


def _blank() -> int:
    typed = request.form.get("blank", "")
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
