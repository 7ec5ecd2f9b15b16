"""A stored file as an answer: saved, never shown, whatever is in it."""

from __future__ import annotations

from flask import Response, abort, send_file

from app.files.models import StoredFile
from app.files.service import path_of
from app.web import APART


def send(file: StoredFile) -> Response:
    """As an attachment under its own name; the browser neither guesses its kind nor runs it."""
    try:
        answer = send_file(
            path_of(file),
            mimetype=file.media_type,
            as_attachment=True,
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
