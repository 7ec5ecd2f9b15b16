"""Calendar feeds over HTTP (RFC 9110, 9111): strong ETags, 304s, old bytes rather than errors.

These views touch no session and no locale: the same address gives everybody the same bytes, and
the language comes from `?lang=` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from app import links
from app.access import by_link, public
from app.agenda import calendar, published
from app.agenda.published import Published
from app.extensions import config
from app.feeds import queries
from app.feeds.shelf import Made, Shelf
from app.i18n import LANGUAGES
from app.ical import write
from app.ical.values import Calendar
from app.kept import keep_while
from app.web import findable

bp = Blueprint("feeds", __name__)

#: Seconds for which caches may answer for us.
FRESH = 300
Build = Callable[[Published, str | None, str], Calendar | None]


class Gone(Exception):
    """It once stood here, and is no more."""


@bp.get("/w/<slug>/calendar.ics")
@public
@findable
def workshop(slug: str) -> Response:
    def build(found: Published, language: str | None, source: str) -> Calendar:
        return calendar.workshop_feed(
            found.document, language=language, base_url=config().base_url, source=source
        )

    return _public_feed(slug, build, name=slug)


@bp.get("/w/<slug>/themes/<key>.ics")
@public
@findable
def theme(slug: str, key: str) -> Response:
    def build(found: Published, language: str | None, source: str) -> Calendar | None:
        return calendar.theme_feed(
            found.document, key, language=language, base_url=config().base_url, source=source
        )

    return _public_feed(slug, build, name=f"{slug}-{key}", part=("themes", key))


@bp.get("/w/<slug>/items/<key>.ics")
@public
@findable
def item(slug: str, key: str) -> Response:
    def build(found: Published, language: str | None, source: str) -> Calendar | None:
        return calendar.item_feed(
            found.document, key, language=language, base_url=config().base_url, source=source
        )

    return _public_feed(slug, build, name=f"{slug}-{key}", part=("items", key))


@bp.get("/calendar.ics", endpoint="all")
@public
@findable
def all_workshops() -> Response:
    def made(shelf: Shelf) -> Made:
        found = queries.public_workshops()
        keep_while(lambda: _holds(lambda: queries.public_workshops() == found))
        language = _language(lambda: [name for one in found for name in _languages(one)])
        stamp = tuple((one.workshop_id, one.version_id, one.published_at) for one in found)

        def make() -> Made:
            values = calendar.all_workshops(
                [one.document for one in found],
                language=language,
                base_url=config().base_url,
                source=_source(language),
                uid_domain=config().uid_domain,
            )
            return _made(stamp, values)

        return shelf.get((request.path, language), stamp, make)

    return _answer(made, name="workshops")


@bp.get("/feeds/<token>/calendar.ics")
@by_link
def personal(token: str) -> Response:
    def made(shelf: Shelf) -> Made:
        subscriber = _subscriber(token)
        found = published.find(subscriber.slug) or abort(404)
        asked = _language(lambda: _languages(found))
        language = asked or subscriber.language
        stamp = (found.version_id, found.published_at, subscriber)

        def make() -> Made:
            values = calendar.personal_feed(
                found.document,
                language=language,
                base_url=config().base_url,
                since=subscriber.since,
                join_url=subscriber.join_url,
                speaker=subscriber.speaker,
                holding=subscriber.holding,
                empty=not subscriber.takes_part,
            )
            return _made(stamp, values)

        return shelf.get((request.path, asked), stamp, make)

    return _answer(made, name="my-agenda", secret=True)


def _subscriber(token: str) -> queries.Subscriber:
    """Whose feed it is; 404 for a wrong token, 410 for one that was replaced."""
    secret = config().secret_key
    subject = links.subject_of(token)
    subscriber = queries.find_subscriber(subject) if subject else None
    if subject is None or subscriber is None:
        abort(404)
    if links.was_revoked(secret, "feed", token, subject, subscriber.generation):
        raise Gone
    if not links.opens(secret, "feed", token, subject, subscriber.generation):
        abort(404)
    return subscriber


# -- Making --------------------------------------------------------------------------------------


def _public_feed(
    slug: str, build: Build, *, name: str, part: tuple[str, str] | None = None
) -> Response:
    def made(shelf: Shelf) -> Made:
        found = published.find(slug) or abort(404)
        language = _language(lambda: _languages(found))
        stamp = (found.version_id, found.published_at)
        keep_while(lambda: _holds(lambda: published.find(slug) == found))

        def make() -> Made:
            values = build(found, language, _source(language))
            if values is None:
                if part in _once_stood(found):
                    raise Gone
                abort(404)
            return _made(stamp, values, hidden=found.practice)

        return shelf.get((request.path, language), stamp, make)

    return _answer(made, name=name)


def _holds(look: Callable[[], bool]) -> bool:
    try:
        return look()
    except Exception:
        return False  # the view knows what to do without a database


def _made(stamp: Hashable, values: Calendar, *, hidden: bool = False) -> Made:
    assert values.feed is not None
    return Made.of(stamp, write.calendar(values), values.feed.changed, hidden=hidden)


def _languages(found: Published) -> tuple[str, ...]:
    return found.document.workshop.languages


def _language(written: Callable[[], Sequence[str]]) -> str | None:
    """The language asked for, where the interface speaks it or texts are written in it."""
    asked = request.args.get("lang") if request.query_string else None
    if asked is None or asked in LANGUAGES:
        return asked
    return asked if asked in written() else None


def _source(language: str | None) -> str:
    query = f"?{urlencode({'lang': language})}" if language else ""
    return config().base_url + quote(request.path) + query


def _once_stood(found: Published) -> frozenset[tuple[str, str]]:
    """Kept per version: made-up addresses must not cost a walk through all of them each time."""
    known: dict[int, tuple[int, frozenset[tuple[str, str]]]]
    known = current_app.extensions.setdefault("plenum.feeds.once_stood", {})
    version_id, keys = known.get(found.workshop_id, (None, frozenset()))
    if version_id != found.version_id:
        keys = queries.once_stood(found.workshop_id)
        known[found.workshop_id] = (found.version_id, keys)
    return keys


# -- Answering -----------------------------------------------------------------------------------


def _answer(made: Callable[[Shelf], Made], *, name: str, secret: bool = False) -> Response:
    shelf: Shelf = current_app.extensions.setdefault("plenum.feeds.shelf", Shelf())
    try:
        return _response(made(shelf), name, secret)
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
        return _response(last, name, secret)


def _response(made: Made, name: str, secret: bool) -> Response:
    response = Response(made.body, content_type="text/calendar; charset=utf-8")
    headers = response.headers
    headers["ETag"] = f'"{made.etag}"'
    response.last_modified = made.changed
    headers["Cache-Control"] = f"{'private' if secret else 'public'}, max-age={FRESH}"
    headers["Content-Disposition"] = f'inline; filename="{_file_name(name)}.ics"'
    if secret:
        headers["Referrer-Policy"] = "no-referrer"
    else:
        headers["Access-Control-Allow-Origin"] = "*"
    if secret or made.hidden:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    response.make_conditional(request)
    del response.headers["Date"]  # the server's to say, at each answer anew
    return response


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-") or "calendar"
