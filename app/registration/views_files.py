"""Files that somebody handed in with the form: for the team, and for the person alone."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from app.access import by_link
from app.extensions import limiter
from app.files.serving import send
from app.registration import personal, queries
from app.registration.models import Registration
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("registration_files", __name__)


@bp.get("/organise/<slug>/participants/<key>/files/<file>")
@member(Role.HELPER)
def of_participant(slug: str, key: str, file: str) -> ResponseReturnValue:
    return _send(queries.find_in(current_workshop().id, key) or abort(404), file)


@bp.get("/r/<token>/files/<file>")
@by_link
@limiter.limit("60 per minute")
def own(token: str, file: str) -> ResponseReturnValue:
    return _send(personal.by(token), file)


def _send(registration: Registration, file: str) -> Response:
    """Only a file that belongs to an answer of this registration."""
    found = queries.file_of(registration.id, file) or abort(404)
    return private(send(found))
