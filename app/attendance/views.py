"""Pages of those who take part: the way into the meeting, and the certificate afterwards."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n, links
from app.access import by_link
from app.attendance import certificates, queries, rules, service
from app.attendance.rules import Door, Meeting
from app.errors import Refusal
from app.extensions import config, csrf, db, limiter
from app.i18n import refusal_sentence, zones
from app.registration import personal
from app.registration import queries as registrations
from app.registration.models import Registration
from app.registration.question_fields import version_read
from app.registration.rules import RegistrationState, answering, ready_made
from app.registration.rules.questions import Consent
from app.registration.tickets import drawn
from app.web import leading_away, private

bp = Blueprint("attendance", __name__)
#: Nothing here is done by the authority of a session, so no foreign page could misuse one.
csrf.exempt(bp)


# -- Joining --------------------------------------------------------------------------------------


def _joining(token: str) -> tuple[Registration, bool]:
    """Who joins, and whether by the link to their own page. That of e-mails and calendars leads
    into the meeting and nowhere else: entries and links are passed on."""
    subject = links.subject_of(token)
    found = registrations.find(subject) if subject else None
    secret = config().secret_key
    for_joining = found is not None and any(
        links.opens(secret, "join", token, found.key, earlier)
        for earlier in range(found.generation + 1)
    )
    return personal.by(token, purpose="join" if for_joining else "participant"), not for_joining


@bp.get("/r/<token>/join")
@by_link
@limiter.limit("120 per minute")
def join(token: str) -> ResponseReturnValue:
    """Looks only: programs that read mail follow every link."""
    return _join_page(token)


@bp.post("/r/<token>/join")
@by_link
@limiter.limit("60 per minute")
def go(token: str) -> ResponseReturnValue:
    (person, _), at = _joining(token), clock.now()
    meeting = _meeting(person)
    if not _may_go(person, meeting):
        return _join_page(token, status=409)
    day = meeting.sitting.day if meeting.sitting and meeting.counts(at) else None
    agrees = _consent(person) if request.form.get("agree") == "yes" else None
    try:
        if agrees is not None:
            answering.require_read(agrees, version_read(request.form, queries.CONSENT))
            agrees = replace(agrees, version=max(agrees.version, 1))
        service.join(person, day, agrees=agrees, language=i18n.language(), at=at)
    except Refusal as refusal:
        db.session.rollback()
        return _join_page(token, refusal=refusal, status=refusal.status)
    address = person.workshop.join_url or ""
    db.session.commit()
    if _is_web(address):
        return private(make_response(redirect(address, 303)))
    return private(make_response(redirect(url_for(".join", token=token, done="join"), 303)))


def _meeting(person: Registration) -> Meeting:
    days, zone = queries.days(person.workshop), person.workshop.time_zone
    return rules.meeting(rules.sittings(days, zone), clock.now())


def _may_go(person: Registration, meeting: Meeting) -> bool:
    workshop = person.workshop
    return (
        person.state is RegistrationState.CONFIRMED
        and meeting.door is Door.OPEN
        and bool(workshop.join_url)
        and not workshop.is_cancelled
    )


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and " " not in address
    except ValueError:
        return False


def _consent(person: Registration) -> Consent:
    """In the workshop's own words, else in those that are ready, which come before its first."""
    own = queries.consent_asked(person.workshop_id)
    return own or replace(ready_made.CONSENTS[queries.CONSENT], version=0)


def _join_page(
    token: str, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    person, is_own = _joining(token)
    workshop, meeting = person.workshop, _meeting(person)
    address = workshop.join_url or ""
    own = registrations.zone_of(person)
    page = render_template(
        "attendance/join.html",
        practice=workshop.practice,
        workshop=workshop,
        person=person,
        token=token,
        is_own=is_own,
        meeting=meeting,
        Door=Door,
        is_in=person.state is RegistrationState.CONFIRMED,
        may_go=_may_go(person, meeting),
        address=address,
        is_web=_is_web(address),
        clocks=list(dict.fromkeys((workshop.time_zone or "UTC", own))),
        when=lambda at, zone: zones.when(at, zone, i18n.language()),
        agreed=queries.agreed(person),
        consent=_consent(person),
        is_noted=request.args.get("done") == "join" and bool(queries.of(person)),
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return leading_away(private(make_response(page, status)))


# -- Certificates ---------------------------------------------------------------------------------


@bp.get("/r/<token>/certificate")
@by_link
@limiter.limit("60 per minute")
def certificate(token: str) -> ResponseReturnValue:
    person = personal.by(token)
    made = certificates.of(person, at=clock.now())
    if made is None:
        none = render_template("attendance/no_certificate.html", practice=False, token=token)
        return private(make_response(none, 404))
    page = render_template(
        "attendance/certificate.html",
        practice=False,
        certificate=made,
        code_drawn=drawn(made.address),
        pdf=url_for("certificates.own", token=token),
        back=url_for("registration.mine", token=token),
    )
    return private(make_response(page))
