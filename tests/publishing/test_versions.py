"""The list of versions, what lies between any two, and each as it was read."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.agenda import queries as agenda_queries
from app.agenda import versions
from app.agenda.models import AgendaItem
from app.extensions import db
from app.publishing import service
from app.workshops.models import Workshop
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_day, make_item, make_workshop

VERSIONS = "/organise/urban/versions"


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org", name="Ada Organiser")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


@pytest.fixture
def workshop(ada: Account) -> Workshop:
    """Three versions: a talk at nine, at half past ten, and renamed."""
    made = make_workshop("urban", owner=ada)
    item = make_item(made, make_day(made), title={"en": "Soil"})
    publish(made, ada.id)
    item.pinned = time(10, 30)
    publish(made, ada.id)
    item.title = {"en": "Water"}
    publish(made, None)
    return made


def publish(workshop: Workshop, account_id: int | None, hours: int = 0) -> None:
    service.publish(workshop, at=NOON + timedelta(hours=hours), account_id=account_id)
    db.session.commit()


def test_each_version_says_who_published_it_when_and_what_it_changed(
    client: FlaskClient, workshop: Workshop
) -> None:
    page = client.get(VERSIONS).text
    assert page.index("is now called “Water”") < page.index("moved from 09:00 to 10:30")
    assert page.count("by Ada Organiser") == 2
    assert "by whom is not recorded" in page
    assert "Monday, 1 March 2027, 20:00 (Shanghai, UTC+8)" in page
    assert page.count("public now") == 1


def test_any_two_versions_are_compared_whichever_is_named_first(
    client: FlaskClient, workshop: Workshop
) -> None:
    page = client.get(f"{VERSIONS}/compare?from=1&to=3")
    assert "From version 1 to version 3" in page.text
    assert "“Water” moved from 09:00 to 10:30 (Shanghai, UTC+8)" in page.text
    assert "“Soil” is now called “Water”" in page.text
    turned = client.get(f"{VERSIONS}/compare?from=3&to=1")
    assert turned.text == page.text.replace("from=1&amp;to=3", "from=3&amp;to=1")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("from=1&to=1", 200), ("from=1&to=9", 404), ("from=0&to=1", 404), ("from=-1&to=1", 404),
        ("from=1&to=99999999999999999999", 404), ("from=x&to=1", 302), ("", 302),
    ],
)  # fmt: skip
def test_an_address_that_names_no_two_versions_is_no_error(
    client: FlaskClient, workshop: Workshop, asked: str, status: int
) -> None:
    assert client.get(f"{VERSIONS}/compare?{asked}").status_code == status


def test_a_version_is_shown_as_it_was_read(client: FlaskClient, workshop: Workshop) -> None:
    first = client.get(f"{VERSIONS}/1")
    assert "Version 1, as it was published" in first.text
    assert "Soil" in first.text
    assert "Water" not in first.text
    assert "noindex" in first.headers["X-Robots-Tag"]
    assert client.get(f"{VERSIONS}/4").status_code == 404
    assert client.get(f"{VERSIONS}/99999999999").status_code == 404


def test_versions_of_others_are_not_there(client: FlaskClient, workshop: Workshop) -> None:
    stranger = make_account("bo@example.org")
    db.session.commit()
    number = stranger.id
    with client.session_transaction() as session:
        session["account"] = number
    for path in ("", "/1", "/compare?from=1&to=2"):
        assert client.get(VERSIONS + path).status_code == 404


@pytest.mark.parametrize("more", [0, 12])
def test_the_list_costs_the_same_for_any_number_of_versions(
    client: FlaskClient, workshop: Workshop, ada: Account, queries: list[str], more: int
) -> None:
    for n in range(more):
        workshop.note = {"en": f"Note {n}"}
        publish(workshop, ada.id)
    db.session.expunge_all()
    queries.clear()
    assert client.get(VERSIONS).status_code == 200
    assert len(queries) == 6


def test_a_long_list_goes_on_another_page(
    client: FlaskClient, workshop: Workshop, ada: Account
) -> None:
    for n in range(20):
        workshop.note = {"en": f"Note {n}"}
        publish(workshop, ada.id)
    page = client.get(VERSIONS).text
    assert 'id="version-4"' in page
    assert 'id="version-3"' not in page
    assert "below=4" in page
    older = client.get(f"{VERSIONS}?below=4").text
    assert "is now called “Water”" in older
    assert "public now" not in older
    assert client.get(f"{VERSIONS}?below=0").status_code == 404


@ON_BOTH
def test_whether_the_draft_differs_from_what_is_public(app: Flask, at: datetime) -> None:
    made = make_workshop("urban")
    item: AgendaItem = make_item(made, make_day(made), title={"en": "Soil"})

    def differs() -> bool:
        db.session.commit()
        return versions.differs(agenda_queries.draft(made), at=NOON)

    assert not differs()  # nothing is public: the state of the workshop says so
    publish(made, None)
    assert not differs()
    item.title = {"en": "Water"}
    assert differs()
    item.title = {"en": "Soil"}
    assert not differs()
