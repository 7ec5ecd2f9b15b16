"""The list of workshops, and the public page of one."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.access import public
from app.agenda import published
from app.agenda.published import Published
from app.i18n import cities, zones
from app.invitations.beside import Beside, beside
from app.kept import keep_while
from app.registration.standing import Word
from app.site import calendars, queries, sharing, showing, words
from app.site.kept import Page, answer, kept, page
from app.site.rules import shelf
from app.site.rules.standing import Standing, standing
from app.web import findable

bp = Blueprint("site", __name__)


@bp.get("/")
@public
@findable
def home() -> ResponseReturnValue:
    workshops = _shelf()
    keep_while(lambda: _shelf() == workshops)
    key = ("home", _spoken(), repr(workshops))
    return answer(kept().get(key, lambda: _home_page(workshops)))


def _home_page(workshops: shelf.Shelf) -> Page:
    return _render(
        "site/home.html",
        shelf=workshops,
        words=words,
        sharing=sharing.of_home(chosen=_spoken()[1]),
    )


def _shelf() -> shelf.Shelf:
    return shelf.sort(queries.workshops_shown(), clock.now())


@bp.get("/w/<slug>")
@public
@findable
def workshop(slug: str) -> ResponseReturnValue:
    """Rendered once for each version, language and standing; no session is touched."""
    found = published.find(slug)
    if found is None:
        abort(404)
    stands, shown = _standing(found, clock.now()), beside(found)
    zone = _chosen_zone()
    key = (found.workshop_id, found.version_id, found.published_at, _spoken(), stands, zone, shown)
    response = answer(kept().get(key, lambda: _workshop_page(found, stands, zone, shown)))
    keep_while(lambda: _is_still(found, stands, shown))
    if found.practice:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/w/<slug>/zones")
@public
def other_zones(slug: str) -> ResponseReturnValue:
    """Every zone to choose from, on a page of its own: the list weighs more than a programme."""
    found = published.find(slug)
    if found is None:
        abort(404)
    zone, shown = _chosen_zone(), found.document.workshop
    key = ("zones", found.workshop_id, found.version_id, _spoken(), zone)
    page = kept().get(
        key,
        lambda: _render(
            "site/zones.html",
            zone=zone,
            workshop=shown,
            chosen=zone,
            present=cities.canonical(zone or shown.time_zone or ""),
            regions=cities.by_region(i18n.language()),
            other_names=cities.other_names,
        ),
    )
    return answer(page)


def _chosen_zone() -> str | None:
    """The zone a reader asked for, where there is such a one."""
    asked = request.args.get("zone")
    return asked if asked in zones.zone_names() else None


def _spoken() -> tuple[str, bool]:
    """The language, and whether it was chosen: then links carry it on."""
    return i18n.language(), request.args.get("lang") in i18n.LANGUAGES


def _standing(found: Published, at: datetime) -> Standing:
    registering = queries.registering(found)
    if registering is None:
        return standing(found.document, None, None, at)
    return standing(found.document, registering.live, registering.window, at)


def _is_still(before: Published, stood: Standing, shown: Beside) -> bool:
    now = published.find(before.slug)
    return now == before and _standing(now, clock.now()) == stood and beside(now) == shown


def _workshop_page(found: Published, stands: Standing, zone: str | None, allowed: Beside) -> Page:
    document = found.document
    shown = document.workshop
    return _render(
        "site/workshop.html",
        zone=zone,
        standing=stands,
        feed=calendars.subscribing("feeds.workshop", slug=shown.slug),
        sharing=sharing.of_workshop(found, over=stands.word is Word.OVER, chosen=_spoken()[1]),
        **showing.facts(
            document,
            zone,
            lambda other: url_for("site.workshop", slug=shown.slug, zone=other, _anchor="agenda"),
            allowed,
        ),
    )


def _render(template: str, *, zone: str | None = None, **context: object) -> Page:
    """Without the context that templates usually get: nothing of one visitor may be kept.

    What the address asked for comes as arguments, which are in the page's key.
    """
    path = url_for(request.endpoint or "site.home", **(request.view_args or {})).split("?")[0]
    kept_on = {"zone": zone} if zone else {}
    html = current_app.jinja_env.get_template(template).render(
        language_address=lambda code: f"{path}?{urlencode(kept_on | {'lang': code}, safe='/')}",
        **context,
    )
    return page(html, i18n.language())
