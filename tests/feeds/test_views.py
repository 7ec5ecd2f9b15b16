"""Feeds over HTTP, as calendar programs ask for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.agenda import published, service
from app.agenda.models import AgendaItem, Day, Theme
from app.extensions import db
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_item, make_theme, make_workshop

WORKSHOP = "/w/example/calendar.ics"


def publish(workshop: Workshop, hours: int = 0) -> None:
    db.session.flush()
    service.freeze(workshop, at=NOON + timedelta(hours=hours), account_id=None)
    workshop.state = WorkshopState.PUBLISHED
    db.session.commit()
    db.session.expunge_all()


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    """Example with one theme and two talks, published."""
    workshop = make_workshop("example", title={"en": "Cities", "zh": "城市", "fr": "Villes"})
    workshop.languages = ["en", "zh", "fr"]
    day = make_day(workshop)
    theme = make_theme(workshop, key="theme-1", number="I")
    make_item(workshop, day, key="talk-1", theme=theme)
    make_item(workshop, day, key="talk-2")
    publish(workshop)
    return workshop


def again(slug: str = "example") -> Workshop:
    return db.session.query(Workshop).filter_by(slug=slug).one()


def entries(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.status
    found = vobject.readOne(answer.data.decode()).contents.get("vevent", [])
    return [event.summary.value for event in found]


ALL = ["/calendar.ics", WORKSHOP, "/w/example/themes/theme-1.ics", "/w/example/items/talk-1.ics"]


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize("address", ALL)
def test_a_feed_says_what_calendar_programs_need(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    headers = answer.headers
    assert answer.status_code == 200
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Content-Length"] == str(len(answer.data))
    assert headers["Cache-Control"] == "public, max-age=300"
    assert headers["Last-Modified"] == "Mon, 01 Mar 2027 12:00:00 GMT"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith('inline; filename="')
    assert headers["Content-Disposition"].isascii()
    assert headers["Content-Disposition"].endswith('.ics"')
    assert answer.get_etag() == (headers["ETag"].strip('"'), False)
    for name in ("Set-Cookie", "Vary", "Content-Encoding", "X-Robots-Tag", "Date"):
        assert name not in headers
    assert f"SOURCE;VALUE=URI:http://plenum.test{address}".encode() in answer.data


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_it_gets_304_without_a_body(client: FlaskClient, address: str, form: str) -> None:
    whole = client.get(address)
    answer = client.get(address, headers={"If-None-Match": form.format(whole.headers["ETag"])})
    assert (answer.status_code, answer.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Content-Disposition"):
        assert answer.headers[name] == whole.headers[name]


@pytest.mark.usefixtures("workshop")
def test_the_etag_counts_more_than_the_date(client: FlaskClient) -> None:
    whole = client.get(WORKSHOP)
    since = {"If-Modified-Since": whole.headers["Last-Modified"]}
    assert client.get(WORKSHOP, headers=since).status_code == 304
    assert client.get(WORKSHOP, headers=since | {"If-None-Match": '"x"'}).status_code == 200
    older = {"If-Modified-Since": "Sun, 28 Feb 2027 12:00:00 GMT"}
    assert client.get(WORKSHOP, headers=older).status_code == 200
    assert (
        client.get(WORKSHOP, headers=older | {"If-None-Match": whole.headers["ETag"]}).status_code
        == 304
    )


@pytest.mark.usefixtures("workshop")
def test_head_says_what_get_says(client: FlaskClient) -> None:
    get, head = client.get(WORKSHOP), client.head(WORKSHOP)
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    ("method", "status"), [("OPTIONS", 200), ("PROPFIND", 405), ("POST", 405), ("PUT", 405)]
)
def test_other_methods_get_no_error_of_ours(client: FlaskClient, method: str, status: int) -> None:
    assert client.open(WORKSHOP, method=method).status_code == status


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    "accept", [None, "*/*", "text/calendar", "application/calendar+json, text/html;q=0.1"]
)
def test_nothing_is_negotiated(client: FlaskClient, accept: str | None) -> None:
    headers = {"Accept-Encoding": "gzip", "Accept-Language": "zh", "Cookie": "plenum=x"}
    plain = client.get(WORKSHOP)
    asked = client.get(WORKSHOP, headers=headers | ({"Accept": accept} if accept else {}))
    assert (asked.data, asked.headers["ETag"]) == (plain.data, plain.headers["ETag"])


@pytest.mark.usefixtures("workshop")
def test_the_language_is_that_of_the_address(client: FlaskClient) -> None:
    def name(query: str) -> str:
        octets = client.get(WORKSHOP + query).data.decode()
        return str(vobject.readOne(octets).x_wr_calname.value)

    assert name("") == name("?lang=en") == name("?lang=xx") == name("?lang=") == "Cities"
    assert name("?lang=zh") == "城市"
    assert name("?lang=fr") == "Villes"
    assert name("?lang=de") == "Cities"  # the interface speaks it, the text does not


@ON_BOTH
def test_a_new_version_is_seen_at_once_and_an_old_etag_no_longer_holds(
    workshop: Workshop, client: FlaskClient
) -> None:
    old = client.get(WORKSHOP)
    item = db.session.query(AgendaItem).filter_by(key="talk-2").one()
    item.title = {"en": "Another title"}
    assert client.get(WORKSHOP).data == old.data  # a draft is nobody's business
    publish(again(), hours=1)
    new = client.get(WORKSHOP, headers={"If-None-Match": old.headers["ETag"]})
    assert "Another title" in entries(new)
    assert new.headers["Last-Modified"] == "Mon, 01 Mar 2027 13:00:00 GMT"


def test_a_removed_item_is_cancelled_in_every_feed(
    workshop: Workshop, client: FlaskClient
) -> None:
    db.session.delete(db.session.query(AgendaItem).filter_by(key="talk-1").one())
    publish(again(), hours=1)
    for address in ALL[1:]:
        assert [title for title in entries(client.get(address)) if "Cancelled" in title]


def test_a_theme_that_is_gone_answers_410_and_one_that_never_was_404(
    workshop: Workshop, client: FlaskClient
) -> None:
    for item in db.session.query(AgendaItem):
        item.theme = None
    db.session.delete(db.session.query(Theme).one())
    publish(again(), hours=1)
    gone = client.get("/w/example/themes/theme-1.ics")
    assert (gone.status_code, gone.data) == (410, b"")
    for address in (
        "/w/example/themes/never.ics",
        "/w/example/items/never.ics",
        "/w/nowhere/calendar.ics",
        "/w/nowhere/themes/theme-1.ics",
        "/w/example/themes/talk-2.ics",
    ):
        assert client.get(address).status_code == 404, address


def test_a_draft_has_no_feeds(app: Flask, client: FlaskClient) -> None:
    make_item(workshop := make_workshop("example"), make_day(workshop), key="talk-1")
    db.session.commit()
    for address in ALL[1:]:
        assert client.get(address).status_code == 404
    assert entries(client.get("/calendar.ics")) == []


def test_an_empty_theme_is_a_feed_with_a_zone(app: Flask, client: FlaskClient) -> None:
    workshop = make_workshop("example")
    make_theme(workshop, key="theme-1")
    publish(workshop)
    answer = client.get("/w/example/themes/theme-1.ics")
    assert entries(answer) == []
    assert b"BEGIN:VTIMEZONE" in answer.data


def test_a_practice_workshop_is_marked_hidden_and_in_no_list(
    app: Flask, client: FlaskClient
) -> None:
    workshop = make_workshop("example", practice=True)
    make_item(workshop, make_day(workshop), title={"en": "Talk"})
    publish(workshop)
    answer = client.get(WORKSHOP)
    assert entries(answer) == ["Practice: Talk"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert b"NAME:Practice: " in answer.data
    assert b"This is a practice workshop" in answer.data
    assert entries(client.get("/calendar.ics")) == []


def test_all_workshops_stand_in_one_feed(workshop: Workshop, client: FlaskClient) -> None:
    other = make_workshop("other", title={"en": "Other"}, time_zone="Europe/Berlin")
    make_item(other, make_day(other))
    publish(other, hours=2)
    assert sorted(entries(client.get("/calendar.ics"))) == ["Cities", "Other"]
    service.freeze_cancelled(again("other"), at=NOON + timedelta(hours=3), account_id=None)
    db.session.commit()
    assert sorted(entries(client.get("/calendar.ics"))) == ["Cancelled: Other", "Cities"]


def test_old_bytes_are_served_where_new_ones_cannot_be_made(
    workshop: Workshop, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {address: client.get(address).data for address in ALL}

    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    published.forget()
    monkeypatch.setattr(published, "find", fails)
    monkeypatch.setattr("app.feeds.queries.public_workshops", fails)
    for address, octets in before.items():
        answer = client.get(address)
        assert (answer.status_code, answer.data) == (200, octets), address


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize("items", [0, 3])
def test_a_feed_costs_no_query_of_the_session_once_its_version_is_known(
    client: FlaskClient, queries: list[str], items: int
) -> None:
    day = db.session.query(Day).one()
    for _ in range(items):
        make_item(day.workshop, day)
    publish(again(), hours=1)
    queries.clear()
    client.get(WORKSHOP)
    assert len(queries) == 0
    client.get("/calendar.ics")
    assert len(queries) == 1
