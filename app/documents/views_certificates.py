"""The certificate of attendance as a file, by the personal link."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.access import by_link
from app.documents.manage_day import certificate_of
from app.extensions import limiter
from app.registration import personal

bp = Blueprint("certificates", __name__)


@bp.get("/r/<token>/certificate.pdf")
@by_link
@limiter.limit("30 per minute")
def own(token: str) -> ResponseReturnValue:
    return certificate_of(personal.by(token))
