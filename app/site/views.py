"""The list of workshops, and the public page of one."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.access import public
from app.agenda import published, when_in_words
from app.agenda.published import Published
from app.i18n import cities, zones
from app.kept import keep_while
from app.registration.standing import Word
from app.site import calendars, clocks, queries, sharing, words
from app.site.kept import Page, answer, kept, page
from app.site.rules import programme, shelf
from app.site.rules.foreign import foreign
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
    stands = _standing(found, clock.now())
    zone = _chosen_zone()
    key = (found.workshop_id, found.version_id, found.published_at, _spoken(), stands, zone)
    response = answer(kept().get(key, lambda: _workshop_page(found, stands, zone)))
    keep_while(lambda: _is_still(found, stands))
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


def _is_still(before: Published, stood: Standing) -> bool:
    now = published.find(before.slug)
    return now == before and _standing(now, clock.now()) == stood


def _workshop_page(found: Published, stands: Standing, zone: str | None) -> Page:
    document = found.document
    shown = document.workshop
    return _render(
        "site/workshop.html",
        zone=zone,
        document=document,
        workshop=shown,
        standing=stands,
        days=programme.programme(document),
        silent_themes=programme.silent_themes(document),
        when=when_in_words.of_workshop(document, clocks.order(shown, zone)),
        zones=clocks.order(shown, zone),
        switch=clocks.switch(document, zone),
        people={person.key: person for person in document.people},
        organisations={one.key: one for one in shown.organisations},
        words=words,
        local=zones.local,
        feed=calendars.subscribing("feeds.workshop", slug=shown.slug),
        sharing=sharing.of_workshop(found, over=stands.word is Word.OVER, chosen=_spoken()[1]),
        described=any(one.subject and not one.title for one in document.shown()),
        foreign=foreign(document, i18n.language()),
        texts_elsewhere=_texts_elsewhere(shown.languages, shown.title),
    )


def _texts_elsewhere(languages: tuple[str, ...], title: dict[str, str]) -> list[str]:
    """The languages the texts are in, where the spoken one is not among them."""
    if i18n.language() in languages or title.get(i18n.language()):
        return []
    return [i18n.LANGUAGES.get(one, one) for one in languages]


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
