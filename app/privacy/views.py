"""A participant's own data: looking at them, taking them along, having them erased."""

from __future__ import annotations

import io
import json
import zipfile

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock, i18n, links
from app.access import by_link
from app.errors import Refusal
from app.extensions import config, csrf, db, limiter
from app.files.service import path_of
from app.i18n import gettext
from app.privacy import holdings, service
from app.privacy.facts import Part
from app.privacy.models import Erasure
from app.privacy.rules import Why
from app.privacy.service import journal
from app.registration import personal, queries, rules
from app.registration.models import Registration
from app.registration.rules import Doors
from app.web import private
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState

bp = Blueprint("privacy", __name__)
#: Nothing here is done by the authority of a session, so no foreign page could misuse one.
csrf.exempt(bp)

#: How often a link may have been renewed of a registration that is no more.
_MOST_RENEWED = 50


@bp.get("/r/<token>/data")
@by_link
@limiter.limit("60 per minute")
def own_data(token: str) -> ResponseReturnValue:
    registration = _by(token)
    page = render_template(
        "privacy/own_data.html",
        practice=registration.workshop.practice,
        token=token,
        seen=registration.workshop,
        slug=_public_slug(registration.workshop),
        parts=holdings.of(registration),
    )
    return private(make_response(page))


@bp.get("/r/<token>/data/<any('data.json', 'data.html'):name>")
@by_link
@limiter.limit("60 per minute")
def download(token: str, name: str) -> ResponseReturnValue:
    registration = _by(token)
    parts = holdings.of(registration)
    body = _as_file(name, registration, parts)
    kind = "application/json" if name == "data.json" else "text/html"
    answer = Response(body, content_type=f"{kind}; charset=utf-8")
    file = f"{registration.workshop.slug}-{name}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return private(answer)


@bp.get("/r/<token>/data/data.zip")
@by_link
@limiter.limit("10 per minute")
def download_all(token: str) -> ResponseReturnValue:
    """Both readings, with the files that were handed in, each under its own name."""
    registration = _by(token)
    parts = holdings.of(registration)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("data.json", "data.html"):
            archive.writestr(name, _as_file(name, registration, parts))
        for number, file in enumerate(queries.files_of(registration.id), 1):
            if path_of(file).is_file():
                archive.write(path_of(file), f"files/{number}-{file.name}")
    answer = Response(packed.getvalue(), content_type="application/zip")
    name = f"{registration.workshop.slug}-data.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)


@bp.get("/r/<token>/erase")
@by_link
@limiter.limit("60 per minute")
def erase_form(token: str) -> ResponseReturnValue:
    return _erase_page(_by(token), token)


@bp.post("/r/<token>/erase")
@by_link
@limiter.limit("30 per minute")
def erase(token: str) -> ResponseReturnValue:
    if _erased(token) is not None:
        return _to_the_end(token)  # a second press of the button
    registration = _by(token)
    if request.form.get("sure") != "yes":
        missing = gettext("Please tick that you want everything to be erased.")
        return _erase_page(registration, token, missing=missing, status=422)
    try:
        service.erase(registration, why=Why.ASKED, at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        return _erase_page(_by(token), token, refusal=refusal, status=refusal.status)
    db.session.commit()
    return _to_the_end(token)


@bp.get("/r/<token>/erased")
@by_link
@limiter.limit("60 per minute")
def erased(token: str) -> ResponseReturnValue:
    done = _erased(token) or abort(404)
    workshop = db.session.get_one(Workshop, done.workshop_id)
    page = render_template(
        "privacy/erased.html",
        practice=workshop.practice,
        seen=workshop,
        slug=_public_slug(workshop),
    )
    return private(make_response(page))


def _to_the_end(token: str) -> Response:
    return private(
        make_response(redirect(url_for(".erased", token=token, lang=i18n.language()), 303))
    )


def _erase_page(
    registration: Registration,
    token: str,
    *,
    missing: str | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    workshop = registration.workshop
    window = queries.window_of(queries.find_form(workshop.id), workshop.slug)
    doors = rules.doors(window, clock.now(), cancelled=workshop.is_cancelled)
    is_to_come = doors not in (Doors.OVER, Doors.CANCELLED)
    page = render_template(
        "privacy/erase.html",
        practice=workshop.practice,
        token=token,
        seen=workshop,
        slug=_public_slug(workshop),
        registration=registration,
        gives_a_place_up=is_to_come and registration.state in rules.SEATED,
        waits=is_to_come and registration.state in rules.ACTIVE - rules.SEATED,
        is_kept_for_a_part=is_to_come and service.is_kept_for_a_part(registration),
        is_speaker=registration.speaker_id is not None,
        missing=missing,
        refusal=refusal,
    )
    return private(make_response(page, status))


def _public_slug(workshop: Workshop) -> str | None:
    return workshop.slug if workshop.state is not WorkshopState.DRAFT else None


def _by(token: str) -> Registration:
    """The registration this link is for; 410 for one that is erased."""
    if _erased(token) is not None:
        abort(410)
    return personal.by(token)


def _as_file(name: str, registration: Registration, parts: list[Part]) -> str:
    if name == "data.json":
        return json.dumps(holdings.as_data(parts), ensure_ascii=False, indent=2) + "\n"
    return render_template("privacy/copy.html", parts=parts, seen=registration.workshop)


def _erased(token: str) -> Erasure | None:
    """That this was the link of a registration which is erased; nobody else learns of it."""
    subject = links.subject_of(token)
    done = journal.find(subject) if subject else None
    if subject is None or done is None:
        return None
    true = links.was_revoked(config().secret_key, "participant", token, subject, _MOST_RENEWED)
    return done if true else None
