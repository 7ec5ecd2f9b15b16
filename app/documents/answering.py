"""What the pages of the public and those of members say alike."""

from __future__ import annotations

from flask import Response, render_template

from app.documents import extra
from app.extensions import config
from app.web import private


def address_of(slug: str) -> str:
    """Of the public page."""
    return f"{config().base_url}/w/{slug}"


def cannot() -> Response:
    """No page links here: there is nothing at this address until the packages are."""
    return private(
        Response(render_template("documents/cannot.html", install=extra.install()), 404)
    )
