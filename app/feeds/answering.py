"""Feeds over HTTP (RFC 9110, 9111): strong ETags, 304s, old bytes rather than errors.

What answers here touches no session and no locale: the same address gives everybody the same
bytes, and the language comes from `?lang=` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from app.agenda import published
from app.agenda.published import Published
from app.extensions import config
from app.feeds.shelf import Made, Shelf
from app.i18n import LANGUAGES
from app.kept import keep_while

#: Seconds for which caches may answer for us.
FRESH = 300


@dataclass(frozen=True, slots=True)
class Form:
    """What kind of file an address gives."""

    content_type: str
    #: Without the dot.
    extension: str
    #: For the folder of downloads, rather than for a program that asks again and again.
    is_download: bool = False
    #: Kept apart from others: making one of these takes so long that no other may wait for it.
    is_slow: bool = False

    @property
    def shelf(self) -> Shelf:
        name = "plenum.feeds.slow_shelf" if self.is_slow else "plenum.feeds.shelf"
        shelf: Shelf = current_app.extensions.setdefault(name, Shelf())
        return shelf


CALENDAR = Form("text/calendar; charset=utf-8", "ics")


class Gone(Exception):
    """It once stood here, and is no more."""


#: A version and the language asked for (None = the workshop's first) as it goes over the wire.
Write = Callable[[Published, str | None], bytes]


def of_version(slug: str, form: Form, write: Write, *, name: str) -> Response:
    """A file made of the newest version alone; 404 where nothing is public."""

    def made(shelf: Shelf) -> Made:
        found, language = newest(slug)
        stamp = (found.version_id, found.published_at)

        def make() -> Made:
            octets = write(found, language)
            return Made.of(stamp, octets, found.document.changed, hidden=found.practice)

        return shelf.get((request.path, language), stamp, make)

    return answer(made, form, name=name)


def newest(slug: str) -> tuple[Published, str | None]:
    """The newest version, or 404, and the language asked for; the answer may be kept with it."""
    found = published.find(slug) or abort(404)
    language = asked_language(lambda: languages_of(found))
    keep_while(lambda: holds(lambda: published.find(slug) == found))
    return found, language


def holds(look: Callable[[], bool]) -> bool:
    try:
        return look()
    except Exception:
        return False  # the view knows what to do without a database


def languages_of(found: Published) -> tuple[str, ...]:
    return found.document.workshop.languages


def asked_language(written: Callable[[], Sequence[str]]) -> str | None:
    """The language asked for, where the interface speaks it or texts are written in it."""
    asked = request.args.get("lang") if request.query_string else None
    if asked is None or asked in LANGUAGES:
        return asked
    return asked if asked in written() else None


def source(language: str | None) -> str:
    query = f"?{urlencode({'lang': language})}" if language else ""
    return config().base_url + quote(request.path) + query


def answer(
    made: Callable[[Shelf], Made], form: Form, *, name: str, secret: bool = False
) -> Response:
    shelf = form.shelf
    try:
        return _response(made(shelf), form, name, secret)
    except HTTPException:
        raise
    except Gone:
        return Response(status=410)
    except Exception:
        asked = request.args.get("lang")
        last = shelf.last((request.path, asked)) or shelf.last((request.path, None))
        if last is None:
            raise
        current_app.logger.exception("A feed could not be made; its last bytes were served.")
        return _response(last, form, name, secret)


def _response(made: Made, form: Form, name: str, secret: bool) -> Response:
    response = Response(made.body, content_type=form.content_type)
    headers = response.headers
    headers["ETag"] = f'"{made.etag}"'
    response.last_modified = made.changed
    headers["Cache-Control"] = f"{'private' if secret else 'public'}, max-age={FRESH}"
    headers["Content-Disposition"] = disposition(form, name)
    if secret:
        headers["Referrer-Policy"] = "no-referrer"
    else:
        headers["Access-Control-Allow-Origin"] = "*"
    if secret or made.hidden:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    response.make_conditional(request)
    del response.headers["Date"]  # the server's to say, at each answer anew
    return response


def disposition(form: Form, name: str) -> str:
    how = "attachment" if form.is_download else "inline"
    return f'{how}; filename="{_file_name(name)}.{form.extension}"'


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-") or "calendar"
