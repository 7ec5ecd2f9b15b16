"""The pages that rehearse, publish and cancel."""

from __future__ import annotations

import re
from datetime import datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.agenda.models import AgendaItem
from app.agenda.published import find
from app.extensions import db
from tests.factories import make_account, make_day, make_item, make_workshop

PUBLISH = "/organise/urban/publish"


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


@pytest.fixture
def item(ada: Account) -> AgendaItem:
    workshop = make_workshop("urban", owner=ada)
    made = make_item(workshop, make_day(workshop, starts=time(10, 0)), title={"en": "Soil"})
    db.session.commit()
    return made


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def version() -> int | None:
    found = find("urban")
    return found.version if found else None


def test_what_was_read_is_what_is_published(client: FlaskClient, item: AgendaItem) -> None:
    page = client.get(PUBLISH).text
    assert "“Soil” is new" in page
    assert client.post(PUBLISH, data={"seen": seen_in(page)}).status_code == 303
    assert version() == 1


def test_the_first_version_is_published_from_the_head_of_the_page_later_ones_after_reading(
    client: FlaskClient, item: AgendaItem
) -> None:
    page = client.get(PUBLISH).text
    assert page.index(">Publish version 1<") < page.index("“Soil” is new")
    client.post(PUBLISH, data={"seen": seen_in(page)})
    item.title = {"en": "Water"}
    db.session.commit()
    page = client.get(PUBLISH).text
    assert page.index("“Water”") < page.index(">Publish version 2<")


def test_a_draft_that_changed_meanwhile_is_read_again_first(
    client: FlaskClient, item: AgendaItem
) -> None:
    before = seen_in(client.get(PUBLISH).text)
    item.title = {"en": "Water"}
    db.session.commit()
    answer = client.post(PUBLISH, data={"seen": before})
    assert answer.status_code == 409
    assert "The draft has changed since you looked at it." in answer.text
    assert "“Water” is new" in answer.text
    assert version() is None
    assert client.post(PUBLISH, data={"seen": seen_in(answer.text)}).status_code == 303
    assert version() == 1


def test_publishing_twice_by_a_double_click_makes_one_version(
    client: FlaskClient, item: AgendaItem
) -> None:
    form = {"seen": seen_in(client.get(PUBLISH).text)}
    assert [client.post(PUBLISH, data=form).status_code for _ in range(2)] == [303, 303]
    assert version() == 1
    assert "There is nothing to publish." in client.get(PUBLISH).text


def test_a_cancelled_workshop_says_so_and_cannot_be_published(
    client: FlaskClient, item: AgendaItem
) -> None:
    client.post(PUBLISH)
    assert client.post("/organise/urban/cancel").status_code == 303
    assert "This workshop is cancelled" in client.get(PUBLISH).text
    assert client.post(PUBLISH).status_code == 409
    assert "Cancelled" in client.get("/w/urban").text


@pytest.mark.parametrize("items", [1, 3])
def test_rehearsing_costs_the_same_for_any_number_of_items(
    client: FlaskClient, item: AgendaItem, queries: list[str], items: int
) -> None:
    for _ in range(items - 1):
        make_item(item.workshop, item.day)
    db.session.commit()
    db.session.expunge_all()
    queries.clear()
    assert client.get(PUBLISH).status_code == 200
    assert len(queries) == 25
