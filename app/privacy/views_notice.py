"""The public notice on data protection of a workshop."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.access import public
from app.agenda import published
from app.privacy import notice as notices
from app.privacy.views import bp
from app.registration.queries import find_form
from app.workshops.queries import find_workshop


@bp.get("/w/<slug>/privacy")
@public
def notice(slug: str) -> ResponseReturnValue:
    """Of a workshop that is or was public and takes registrations."""
    seen = published.find(slug) or abort(404)
    workshop = find_workshop(slug) or abort(404)
    form = find_form(workshop.id) or abort(404)
    return render_template(
        "privacy/notice.html",
        practice=seen.practice,
        seen=seen.document.workshop,
        slug=slug,
        notice=notices.of(workshop, form),
    )
