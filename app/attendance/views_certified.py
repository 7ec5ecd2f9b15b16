"""Anybody who was given a certificate can see whether it is true."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from app import clock, links
from app.access import public
from app.attendance import certificates
from app.extensions import config, limiter
from app.registration import queries as registrations
from app.web import private

bp = Blueprint("certified", __name__)


@bp.get("/certificates/<code>")
@public
@limiter.limit("30 per minute")
def verify(code: str) -> ResponseReturnValue:
    """Whoever holds a certificate sees whether it is true: what is recorded now, no more."""
    subject = links.subject_of(code)
    person = registrations.find(subject) if subject else None
    opens = person is not None and links.opens(
        config().secret_key, certificates.PURPOSE, code, person.key, 0
    )
    made = certificates.of(person, at=clock.now()) if person is not None and opens else None
    page = render_template("attendance/verify.html", practice=False, certificate=made)
    return private(make_response(page, 200 if made else 404))
