"""Acts at the door: each one small request.

Without a script it leads back to the list; a script is told what became of the one line, and keeps
what it could not send.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, flash, get_template_attribute, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.attendance import door, queries, service
from app.attendance.manage import bp as bp
from app.attendance.manage import date_sent, day_looked_at, has_begun, row, way_looked_at
from app.attendance.rules import Seen
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.registration import queries as registrations
from app.registration import service as registration
from app.registration.models import Registration
from app.web import asks_for_data, private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Way


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
    workshop, day = current_workshop(), day_looked_at()
    found: Registration = registrations.find_in(workshop.id, key) or abort(404)
    if day is None or not request.form.get("day"):
        abort(400)
    refusal, status, account_id = None, 200, require_account().id
    try:
        now = perform(found, date_sent(), at=clock.now(), account_id=account_id)
    except Refusal as no:
        db.session.rollback()
        refusal, status = refusal_sentence(no), no.status
        found = registrations.find_in(workshop.id, key) or abort(404)  # erased meanwhile
    else:
        db.session.commit()
        found = now if isinstance(now, Registration) else found
    if asks_for_data():
        return _line(found, day, refusal, status)
    if refusal:
        flash(refusal, "refusal")
    else:
        flash((done or gettext("%(name)s is here.")) % {"name": found.name})
    where = url_for(".desk", slug=workshop.slug, day=day, way=request.form.get("way") or None)
    return redirect(f"{where}#p-{found.key}", 303)


def _line(found: Registration, day: date, refusal: str | None, status: int) -> ResponseReturnValue:
    """What became of one line, for the script."""
    workshop = current_workshop()
    ways = queries.ways(workshop.id)
    way = way_looked_at(ways)
    count = queries.count(workshop.id, day, way)
    shown = row(queries.guest(found, day), way, ways)
    draw = get_template_attribute("attendance/_row.html", "line")
    return private(
        make_response(
            {
                "line": str(draw(shown, workshop.slug, has_begun(day, workshop))),
                "key": found.key,
                "count": door.counted(count.here, count.expected),
                "refusal": refusal,
            },
            status,
        )
    )
