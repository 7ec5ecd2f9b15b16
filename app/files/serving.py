"""A stored file as an answer: saved, never shown, whatever is in it; our own pictures apart."""

from __future__ import annotations

from flask import Response, abort, send_file

from app.files.models import StoredFile
from app.files.service import path_of
from app.web import APART


def show(file: StoredFile) -> Response:
    """A picture that we drew ourselves, for pages."""
    answer = _answer(file, as_attachment=False)
    answer.headers["Content-Disposition"] = "inline"
    return answer


def send(file: StoredFile) -> Response:
    """As an attachment under its own name; the browser neither guesses its kind nor runs it."""
    return _answer(file, as_attachment=True)


def _answer(file: StoredFile, *, as_attachment: bool) -> Response:
    try:
        answer = send_file(
            path_of(file),
            mimetype=file.media_type,
            as_attachment=as_attachment,
            download_name=file.name,
            etag=file.sha256,
            max_age=0,
        )
    except FileNotFoundError:
        abort(404)
    answer.headers["Content-Security-Policy"] = APART
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
