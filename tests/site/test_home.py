"""The list of workshops."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from app.agenda import service as agenda
from app.extensions import db
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_item, make_workshop
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
