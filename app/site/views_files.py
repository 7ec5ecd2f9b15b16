"""Portraits and slides that speakers let everybody see: asked anew each time, as they may go."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from app.access import public
from app.agenda import published
from app.files.models import StoredFile
from app.files.serving import send, show
from app.invitations.beside import file_shown

bp = Blueprint("site_files", __name__)


@bp.get("/w/<slug>/photos/<key>")
@public
def photo(slug: str, key: str) -> ResponseReturnValue:
    return _revalidated(show(_shown(slug, key, of="portraits")))


@bp.get("/w/<slug>/slides/<key>")
@public
def slides(slug: str, key: str) -> ResponseReturnValue:
    """To be saved, never shown."""
    return _revalidated(send(_shown(slug, key, of="slides")))


def _shown(slug: str, key: str, *, of: str) -> StoredFile:
    found = published.find(slug)
    file = file_shown(found, key, of=of) if found else None
    return file or abort(404)


def _revalidated(answer: Response) -> Response:
    """Browsers keep it and ask each time whether it still stands."""
    answer.headers["Cache-Control"] = "no-cache"
    return answer
