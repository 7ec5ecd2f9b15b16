"""Addresses for programs that find and show the public pages: sitemap, robots, pictures.

None of them looks at who asks: the same address gives everybody the same octets.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, request

from app import clock, i18n
from app.access import public
from app.agenda import published
from app.extensions import config
from app.feeds import queries
from app.feeds.shelf import Made, Shelf
from app.kept import keep_while
from app.registration.standing import is_over
from app.site import pictures, sharing
from app.site.pictures import Picture
from app.web import findable

bp = Blueprint("finding", __name__)

#: Octets of pictures kept per process; one has 30,000 to 90,000.
MOST = 6_000_000
#: Where a program finds nothing without an account. Personal links are not named here: who may
#: not ask for a page never reads its noindex, and lists the bare address that somebody linked.
CLOSED = ("/organise/",)
#: As many as a sitemap may hold are 50,000 addresses, four for each workshop.
MOST_WORKSHOPS = 12_000


@bp.get("/robots.txt")
@public
def robots() -> Response:
    keep_while(lambda: True)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines += [f"Sitemap: {config().base_url}/sitemap.xml", ""]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    found = queries.public_workshops()
    keep_while(lambda: queries.public_workshops() == found)
    newest = sorted(found, key=lambda one: one.published_at, reverse=True)[:MOST_WORKSHOPS]
    pages = [(f"/w/{one.slug}", one.published_at) for one in newest]
    home = ("/", newest[0].published_at if newest else None)
    xml = current_app.jinja_env.get_template("site/sitemap.xml").render(
        pages=[home, *pages], address=sharing.address
    )
    return Response(xml, content_type="application/xml; charset=utf-8")


@bp.get("/picture-<language>.png")
@public
@findable
def home_picture(language: str) -> Response:
    keep_while(lambda: True)
    return _picture(language, "", pictures.of_home, hidden=False)


@bp.get("/w/<slug>/picture-<language>.png")
@public
@findable
def picture(slug: str, language: str) -> Response:
    found = published.find(slug)
    if found is None:
        abort(404)
    over = is_over(found.document, clock.now())
    keep_while(
        lambda: published.find(slug) == found and is_over(found.document, clock.now()) == over
    )
    return _picture(
        language, slug, lambda: pictures.of_workshop(found, over=over), hidden=found.practice
    )


def _picture(language: str, slug: str, find: Callable[[], Picture], *, hidden: bool) -> Response:
    """404 for a language that is not spoken here, or that the fonts here cannot write."""
    if language not in i18n.LANGUAGES:
        abort(404)
    shelf: Shelf = current_app.extensions.setdefault("plenum.site.pictures", Shelf(MOST))
    with i18n.speaking(language):
        picture = find()
        name = picture.name
        if name is None:
            abort(404)
        made = shelf.get(
            (slug, language), name, lambda: Made.of(name, picture.png(), None, hidden=hidden)
        )
    return _answer(made, language)


def _answer(made: Made, language: str) -> Response:
    response = Response(made.body, content_type="image/png")
    response.headers["ETag"] = f'"{made.etag}"'
    # An address that names another content than this is asked again soon.
    ever = request.args.get("v") == made.stamp
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if ever else "public, max-age=300"
    )
    response.headers["Content-Language"] = i18n.HTML_LANG[language]
    if made.hidden:
        response.headers["X-Robots-Tag"] = "noindex"
    response.make_conditional(request)
    del response.headers["Date"]  # the server's to say, at each answer anew
    return response
