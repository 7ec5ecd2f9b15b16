"""The public page of what is not public: the draft as it would be published, and old versions."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.agenda import versions
from app.agenda.published import document_of
from app.agenda.rules.document import Document
from app.i18n import zones
from app.publishing import service as publishing
from app.registration import queries as registration
from app.site import showing
from app.site.rules.standing import Standing, standing
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("preview", __name__, url_prefix="/organise/<slug>")


@bp.get("/publish/preview")
@member(Role.VIEWER)
def draft(slug: str) -> ResponseReturnValue:
    workshop, at = current_workshop(), clock.now()
    rehearsal = publishing.rehearse(workshop, at=at)
    document = rehearsal.after
    live = registration.live(workshop.id)
    window = live.window(document.days, document.workshop.time_zone) if live else None
    return _page(
        document,
        standing(document, live, window, at),
        preview={"kind": "draft", "number": rehearsal.number, "newest": rehearsal.number - 1},
    )


@bp.get("/versions/<int:number>")
@member(Role.VIEWER)
def version(slug: str, number: int) -> ResponseReturnValue:
    workshop = current_workshop()
    found = versions.find(workshop.id, {number}).get(number) if number < 2**31 else None
    if found is None:
        abort(404)
    return _page(
        document_of(found),
        _as_of(document_of(found), found.published_at),
        preview={
            "kind": "version",
            "number": number,
            "published_at": found.published_at,
            "zone": workshop.time_zone or "UTC",
        },
    )


def _as_of(document: Document, at: datetime) -> Standing:
    """As it was read that day; how registration stood then is not recorded."""
    return standing(document, None, None, at)


def _page(document: Document, stands: Standing, preview: dict[str, object]) -> ResponseReturnValue:
    asked = request.args.get("zone")
    zone = asked if asked in zones.zone_names() else None

    def by_other_clock(other: str | None) -> str:
        here = request.endpoint or ""
        return url_for(here, **(request.view_args or {}), zone=other, _anchor="agenda")

    return render_template(
        "site/preview.html",
        preview=preview,
        desk=current_workshop(),
        standing=stands,
        feed=None,
        zone=zone,
        **showing.facts(document, zone, by_other_clock),
    )
