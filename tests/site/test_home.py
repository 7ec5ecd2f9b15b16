"""The list of workshops."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from app.agenda import service as agenda
from app.agenda.models import Day
from app.extensions import db
from app.registration.models import SeatPool
from app.workshops.models import Organisation, Workshop
from app.workshops.rules import Relation, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_form, make_item, make_theme, make_workshop
from tests.registration.workshops import open_workshop, register
from tests.site.pages import publish

pytestmark = pytest.mark.usefixtures("at")


def listed(client: FlaskClient) -> dict[str, list[str]]:
    """Slugs under each heading."""
    sections = re.findall(r'<h2 id="(\w+)">(.*?)</section>', client.get("/").text, re.DOTALL)
    return {name: re.findall(r'href="/w/([^"]+)"', part) for name, part in sections}


def held(slug: str, day: date, **values: object) -> Workshop:
    workshop = make_workshop(slug, **values)
    make_item(workshop, make_day(workshop, day))
    return workshop


def test_coming_ones_stand_next_first_and_past_ones_latest_first(client: FlaskClient) -> None:
    for slug, day in (
        ("long-ago", date(2023, 7, 21)),
        ("last-month", date(2027, 2, 1)),
        ("next-year", date(2028, 1, 1)),
        ("next-month", date(2027, 4, 1)),
    ):
        publish(held(slug, day))
    publish(make_workshop("some-day"))
    assert listed(client) == {
        "coming": ["next-month", "next-year", "some-day"],
        "past": ["last-month", "long-ago"],
    }


def test_drafts_are_not_listed_and_an_empty_list_says_so(client: FlaskClient) -> None:
    make_workshop("draft")
    db.session.commit()
    html = client.get("/").text
    assert "No workshop has been published here yet." in html
    assert "/w/draft" not in html


def test_cancelled_and_practice_ones_are_marked(client: FlaskClient) -> None:
    publish(held("to-practise", date(2027, 5, 1), practice=True))
    publish(held("called-off", date(2027, 5, 2)))
    workshop = db.session.query(Workshop).filter_by(slug="called-off").one()
    workshop.state = WorkshopState.CANCELLED
    agenda.freeze_cancelled(workshop, at=NOON, account_id=None)
    db.session.commit()
    html = client.get("/").text
    assert re.findall(r'badge-(\w+)"', html) == ["practice", "cancelled"]


def test_the_newest_version_counts_and_the_draft_does_not(client: FlaskClient) -> None:
    publish(held("nature", date(2027, 5, 1), title={"en": "Nature"}))
    workshop = db.session.query(Workshop).one()
    workshop.title = {"en": "Rivers"}
    db.session.commit()
    assert "Nature" in client.get("/").text
    publish(db.session.query(Workshop).one())
    html = client.get("/").text
    assert "Rivers" in html
    assert "Nature" not in html


@ON_BOTH
@pytest.mark.parametrize("workshops", [1, 3])
def test_the_list_costs_one_query_for_any_number_of_workshops(
    client: FlaskClient, queries: list[str], workshops: int
) -> None:
    for n in range(workshops):
        publish(held(f"workshop-{n}", date(2027, 5, 1 + n)))
    queries.clear()
    client.get("/")
    assert len(queries) == 1
    queries.clear()
    client.get("/")
    assert queries == []


def test_a_list_that_was_kept_follows_what_is_published(client: FlaskClient) -> None:
    publish(held("first", date(2027, 5, 1)))
    tag = client.get("/").headers["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    publish(held("second", date(2027, 5, 2)))
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def word_of(client: FlaskClient, slug: str) -> str:
    entries = re.findall(
        r'<li class="is-(\w+)">.*?href="/w/([^"]+)"', client.get("/").text, re.DOTALL
    )
    return {name: word for word, name in entries}[slug]


@pytest.mark.parametrize(
    ("seats", "form", "word", "says"),
    [
        (300, {}, "open", "Registration is open"),
        (2, {}, "few", "Few places left"),
        (0, {}, "waiting", "Full, with a waiting list"),
        (0, {"waiting_list": False}, "full", "Full"),
        (9, {"opens": NOON + timedelta(days=1)}, "soon", "Registration is not yet open"),
        (9, {"closes": NOON}, "closed", "Registration is closed"),
        (None, {}, "open", "Registration is open"),
    ],
)
def test_an_entry_says_how_registration_stands_as_the_workshop_page_does(
    client: FlaskClient, seats: int | None, form: dict[str, object], word: str, says: str
) -> None:
    workshop = held("nature", date(2027, 5, 1))
    make_form(workshop, online=seats, **form)
    publish(workshop)
    assert word_of(client, "nature") == word
    assert f'<p class="standing-word">{says}</p>' in client.get("/").text
    assert f'data-state="{word}"' in client.get("/w/nature").text


def test_an_entry_without_registration_is_announced(client: FlaskClient) -> None:
    publish(held("nature", date(2027, 5, 1)))
    assert word_of(client, "nature") == "announced"


def test_the_list_follows_the_last_place_and_not_every_guest(client: FlaskClient) -> None:
    workshop = open_workshop(online=100)
    tag = client.get("/").headers["ETag"]
    register(workshop, "a@example.org")
    db.session.commit()
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    db.session.query(SeatPool).one().capacity = 1
    db.session.commit()
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200
    assert word_of(client, "cities") == "waiting"


def test_an_entry_names_day_hours_in_every_zone_host_and_themes(client: FlaskClient) -> None:
    workshop = held("nature", date(2027, 5, 1))
    host = Organisation(key="host", position=1, name={"en": "City Hall"}, relation=Relation.HOST)
    workshop.organisations.append(host)
    make_theme(workshop, number="I", title={"en": "Roofs"})
    publish(workshop)
    html = client.get("/").text
    for piece in ('day-number">1<', "May 2027", "Saturday", "City Hall", "Roofs", ">I</span>"):
        assert piece in html
    hours = re.findall(r"<time datetime=\"[^\"]+\">([\d:–]+)</time> (\w+)", html)
    assert hours == [("09:00–09:20", "Shanghai"), ("03:00–03:20", "Berlin")]


def test_what_was_moved_is_marked(client: FlaskClient) -> None:
    publish(held("nature", date(2027, 5, 1)))
    db.session.query(Day).one().date = date(2027, 6, 1)
    db.session.commit()
    publish(db.session.query(Workshop).one())
    assert "badge-moved" in client.get("/").text


@ON_BOTH
def test_two_ways_of_taking_part_are_one_entry(client: FlaskClient) -> None:
    open_workshop(online=0, on_site=50)
    html = client.get("/").text
    assert html.count('href="/w/cities"') == 1
    assert word_of(client, "cities") == "open"
