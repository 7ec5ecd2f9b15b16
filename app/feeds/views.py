"""Which calendar is served at which address."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask import Blueprint, Response, abort, current_app, request

from app import links
from app.access import by_link, public
from app.agenda import calendar, published
from app.agenda.published import Published
from app.extensions import config
from app.feeds import queries
from app.feeds.answering import (
    CALENDAR,
    Gone,
    answer,
    asked_language,
    holds,
    languages_of,
    newest,
    source,
)
from app.feeds.shelf import Made, Shelf
from app.ical import write
from app.ical.values import Calendar
from app.kept import keep_while
from app.web import findable

bp = Blueprint("feeds", __name__)

Build = Callable[[Published, str | None, str], Calendar | None]


@bp.get("/w/<slug>/calendar.ics")
@public
@findable
def workshop(slug: str) -> Response:
    def build(found: Published, language: str | None, here: str) -> Calendar:
        return calendar.workshop_feed(
            found.document, language=language, base_url=config().base_url, source=here
        )

    return _public_feed(slug, build, name=slug)


@bp.get("/w/<slug>/themes/<key>.ics")
@public
@findable
def theme(slug: str, key: str) -> Response:
    def build(found: Published, language: str | None, here: str) -> Calendar | None:
        return calendar.theme_feed(
            found.document, key, language=language, base_url=config().base_url, source=here
        )

    return _public_feed(slug, build, name=f"{slug}-{key}", part=("themes", key))


@bp.get("/w/<slug>/items/<key>.ics")
@public
@findable
def item(slug: str, key: str) -> Response:
    def build(found: Published, language: str | None, here: str) -> Calendar | None:
        return calendar.item_feed(
            found.document, key, language=language, base_url=config().base_url, source=here
        )

    return _public_feed(slug, build, name=f"{slug}-{key}", part=("items", key))


@bp.get("/calendar.ics", endpoint="all")
@public
@findable
def all_workshops() -> Response:
    def made(shelf: Shelf) -> Made:
        found = queries.public_workshops()
        keep_while(lambda: holds(lambda: queries.public_workshops() == found))
        language = asked_language(lambda: [name for one in found for name in languages_of(one)])
        stamp = tuple((one.workshop_id, one.version_id, one.published_at) for one in found)

        def make() -> Made:
            values = calendar.all_workshops(
                [one.document for one in found],
                language=language,
                base_url=config().base_url,
                source=source(language),
                uid_domain=config().uid_domain,
            )
            return _made(stamp, values)

        return shelf.get((request.path, language), stamp, make)

    return answer(made, CALENDAR, name="workshops")


@bp.get("/feeds/<token>/calendar.ics")
@by_link
def personal(token: str) -> Response:
    def made(shelf: Shelf) -> Made:
        subscriber = _subscriber(token)
        found = published.find(subscriber.slug) or abort(404)
        asked = asked_language(lambda: languages_of(found))
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

    return answer(made, CALENDAR, name="my-agenda", secret=True)


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
        found, language = newest(slug)
        stamp = (found.version_id, found.published_at)

        def make() -> Made:
            values = build(found, language, source(language))
            if values is None:
                if part in _once_stood(found):
                    raise Gone
                abort(404)
            return _made(stamp, values, hidden=found.practice)

        return shelf.get((request.path, language), stamp, make)

    return answer(made, CALENDAR, name=name)


def _made(stamp: Hashable, values: Calendar, *, hidden: bool = False) -> Made:
    assert values.feed is not None
    return Made.of(stamp, write.calendar(values), values.feed.changed, hidden=hidden)


def _once_stood(found: Published) -> frozenset[tuple[str, str]]:
    """Kept per version: made-up addresses must not cost a walk through all of them each time."""
    known: dict[int, tuple[int, frozenset[tuple[str, str]]]]
    known = current_app.extensions.setdefault("plenum.feeds.once_stood", {})
    version_id, keys = known.get(found.workshop_id, (None, frozenset()))
    if version_id != found.version_id:
        keys = queries.once_stood(found.workshop_id)
        known[found.workshop_id] = (found.version_id, keys)
    return keys
