"""Sitemap, robots, and that nothing private is listed by a search engine."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState
from tests.databases import ON_BOTH
from tests.factories import make_account, make_day, make_item, make_theme, make_workshop
from tests.site.pages import publish

pytestmark = pytest.mark.usefixtures("at")

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
#: Listed too, where there are fonts to draw them with: see test_pictures.
DRAWN = {"finding.home_picture", "finding.picture"}
#: Parts of pages, which have no head of their own.
PARTS = {"agenda_inspector.inspect"}
LATER = datetime(2027, 4, 1, 10, 30, 15, 500, tzinfo=UTC)

#: What search engines may list; every other address says noindex.
FOUND = {
    "feeds.all",
    "feeds.item",
    "feeds.theme",
    "feeds.workshop",
    "site.home",
    "site.workshop",
    "static",
}


def entries(client: FlaskClient) -> dict[str, str | None]:
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    urls = ElementTree.fromstring(answer.data).iter(f"{MAP}url")
    return {one.findtext(f"{MAP}loc", ""): one.findtext(f"{MAP}lastmod") for one in urls}


@ON_BOTH
def test_the_sitemap_has_every_public_page_in_every_language(client: FlaskClient) -> None:
    publish(make_workshop("nature"), at=LATER)
    publish(make_workshop("practice", practice=True))
    make_workshop("draft")
    db.session.commit()
    pages = ("http://plenum.test/", "http://plenum.test/w/nature")
    asked = ("", "?lang=en", "?lang=de", "?lang=zh")
    assert entries(client) == {
        f"{page}{query}": "2027-04-01T10:30:15Z" for page in pages for query in asked
    }


def test_each_entry_of_the_sitemap_names_all_languages(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    for one in ElementTree.fromstring(client.get("/sitemap.xml").data).iter(f"{MAP}url"):
        links = {link.get("hreflang"): link.get("href") for link in one.iter(f"{XHTML}link")}
        plain = one.findtext(f"{MAP}loc", "").split("?")[0]
        assert links == {
            "en": f"{plain}?lang=en",
            "de": f"{plain}?lang=de",
            "zh-Hans": f"{plain}?lang=zh",
            "x-default": plain,
        }


def test_a_sitemap_of_nothing_has_home_alone(client: FlaskClient) -> None:
    assert set(entries(client)) == {
        f"http://plenum.test/{query}" for query in ("", "?lang=en", "?lang=de", "?lang=zh")
    }


def test_what_was_published_since_stands_in_the_sitemap(client: FlaskClient) -> None:
    assert not any("nature" in one for one in entries(client))
    publish(make_workshop("nature"))
    assert "http://plenum.test/w/nature" in entries(client)


def test_robots_are_told_where_the_sitemap_is_and_kept_from_no_page_that_says_noindex(
    client: FlaskClient,
) -> None:
    """A page that may not be asked for is listed by its address, unread."""
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert answer.text.splitlines() == [
        "User-agent: *",
        "Disallow: /organise/",
        "",
        "Sitemap: http://plenum.test/sitemap.xml",
    ]


def test_every_address_is_on_the_list_or_says_noindex(app: Flask, client: FlaskClient) -> None:
    """Asked as an admin who owns the workshop, so that pages and not refusals answer."""
    owner = make_account(is_admin=True)
    held = make_workshop("nature", owner=owner)
    theme = make_theme(held, key="rivers")
    make_item(held, make_day(held), key="otters", theme_id=theme.id)
    owner_id = owner.id
    publish(held)
    with client.session_transaction() as session:
        session["account"], session["generation"] = owner_id, 0
    here = {"slug": "nature", "filename": "plenum.css", "language": "en", "theme": "rivers"}
    listed, shown = set(), 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in DRAWN:
            continue
        key = "rivers" if rule.endpoint == "feeds.theme" else "otters"
        kinds = {"int": "1", "date": "2027-05-21"}

        def filled(found: re.Match[str], key: str = key, kinds: dict[str, str] = kinds) -> str:
            return kinds.get(found[1]) or here.get(found[2], key)

        address = re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", filled, rule.rule)
        answer = client.get(address)
        answer.close()
        if "X-Robots-Tag" not in answer.headers:
            listed.add(rule.endpoint)
            continue
        assert "noindex" in answer.headers["X-Robots-Tag"]
        is_page = answer.mimetype == "text/html" and rule.endpoint not in PARTS
        if is_page and answer.status_code // 100 != 3:
            assert '<meta name="robots" content="noindex">' in answer.text, rule
            shown += answer.status_code == 200
    assert listed == FOUND
    assert shown >= 15


def test_a_page_that_may_be_listed_is_not_where_it_is_missing(client: FlaskClient) -> None:
    answer = client.get("/w/none-such")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_a_cancelled_workshop_may_still_be_found(client: FlaskClient) -> None:
    held: Workshop = make_workshop("nature")
    publish(held)
    found = db.session.query(Workshop).one()
    found.state = WorkshopState.CANCELLED
    db.session.commit()
    assert "http://plenum.test/w/nature" in entries(client)
    assert "X-Robots-Tag" not in client.get("/w/nature").headers
