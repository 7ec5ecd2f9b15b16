"""Who was there: by person and day, how it is known, and corrected by hand."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.attendance import attended as listed
from app.attendance import certificates, door, service
from app.attendance.manage import date_sent
from app.attendance.manage_acts import bp as bp
from app.attendance.rules import Seen
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.registration import queries as registrations
from app.registration.models import Registration
from app.registration.tickets import drawn
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role


@bp.get("/attendance")
@member(Role.HELPER)
def attended(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    return render_template(
        "attendance/attended.html",
        workshop=workshop,
        attended=listed.read(workshop),
        named=door.named,
        SEEN=listed.SEEN,
        may_certify=certificates.are_given(workshop, clock.now()),
        zone=workshop.time_zone or "UTC",
    )


@bp.post("/attendance/<key>/remove")
@member(Role.HELPER)
def remove(slug: str, key: str) -> ResponseReturnValue:
    person: Registration = registrations.find_in(current_workshop().id, key) or abort(404)
    try:
        day, seen = _what()
        service.take_back(person, day, seen, at=clock.now(), account_id=require_account().id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
        flash(gettext("%(name)s is no longer noted as having been there.", name=person.name))
    return redirect(url_for(".attended", slug=slug), 303)


def _what() -> tuple[date, Seen]:
    day = date_sent()
    try:
        return day, Seen(request.form["seen"])
    except ValueError:
        abort(400)


@bp.get("/attendance/<key>/certificate")
@member(Role.HELPER)
def certificate(slug: str, key: str) -> ResponseReturnValue:
    person: Registration = registrations.find_in(current_workshop().id, key) or abort(404)
    made = certificates.of(person, at=clock.now()) or abort(404)
    page = render_template(
        "attendance/certificate.html",
        practice=False,
        certificate=made,
        code_drawn=drawn(made.address),
        pdf=url_for("day_files.certificate", slug=slug, key=key),
        back=url_for(".attended", slug=slug),
    )
    return private(make_response(page))
