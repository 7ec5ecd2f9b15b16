"""Signing in by a mailed one-time link."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import rules, service
from app.accounts.models import Account
from app.extensions import db
from app.mail.models import Letter
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account


def path_of(link: str) -> str:
    return link.removeprefix("http://plenum.test")


@pytest.fixture
def ada(app: Flask) -> Account:
    account = make_account("ada@example.org", "Ada Organiser")
    db.session.commit()
    return account


def test_a_link_shows_a_button_and_only_the_button_signs_in(
    client: FlaskClient, ada: Account, at: datetime
) -> None:
    link = path_of(service.sign_in_link(ada, at=at))
    for _ in range(3):  # mail scanners follow links, more than once
        page = client.get(link)
        assert page.status_code == 200
        assert "Sign in as Ada Organiser" in page.text
        assert client.get("/organise/").status_code == 303

    done = client.post(link)
    assert (done.status_code, done.location) == (303, "/organise/")
    assert "Your workshops" in client.get("/organise/").text


def test_a_link_works_once(client: FlaskClient, ada: Account, at: datetime) -> None:
    link = path_of(service.sign_in_link(ada, at=at))
    client.post(link)
    again = client.application.test_client().post(link)
    assert again.status_code == 404
    assert "does not work any more" in again.text


def test_a_link_dies_after_an_hour(app: Flask, ada: Account) -> None:
    token = path_of(service.sign_in_link(ada, at=NOON)).rsplit("/", 1)[1]
    assert service.find_by_link(token, at=NOON + timedelta(minutes=59)) is not None
    assert service.find_by_link(token, at=NOON + timedelta(minutes=62)) is None


@pytest.mark.parametrize("token", ["x", "a-b", "a.b-" + "a" * 26, "é" * 40, "-" * 50])
def test_a_guessed_link_is_answered_like_a_used_one(client: FlaskClient, token: str) -> None:
    for answer in (client.get(f"/sign-in/{token}"), client.post(f"/sign-in/{token}")):
        assert answer.status_code == 404
        assert "does not work any more" in answer.text


def test_asking_for_a_link_says_the_same_to_everybody(
    client: FlaskClient, ada: Account, at: datetime
) -> None:
    known = client.post("/sign-in", data={"email": "ADA@example.org "})
    unknown = client.post("/sign-in", data={"email": "nobody@example.org"})
    assert (known.status_code, known.location) == (303, "/sign-in/sent")
    assert (unknown.status_code, unknown.location) == (303, "/sign-in/sent")
    letters = db.session.scalars(select(Letter)).all()
    assert [letter.to_email for letter in letters] == ["ada@example.org"]
    assert "%%link:sign_in%%" in letters[0].text
    assert ada.key not in letters[0].text + letters[0].html


def test_signing_out_ends_every_session(client: FlaskClient, ada: Account, at: datetime) -> None:
    client.post(path_of(service.sign_in_link(ada, at=at)))
    stolen = client.get_cookie("plenum")
    assert stolen is not None
    assert client.post("/sign-out").status_code == 303
    thief = client.application.test_client()
    thief.set_cookie("plenum", stolen.value)
    assert thief.get("/organise/").status_code == 303


def test_whoever_was_sent_to_sign_in_lands_where_they_wanted(
    client: FlaskClient, ada: Account, at: datetime
) -> None:
    wanted = client.get("/organise/new?lang=de")
    assert wanted.location == "/sign-in?lang=de"
    done = client.post(path_of(service.sign_in_link(ada, at=at)))
    assert done.location == "/organise/new?lang=de"


@pytest.mark.usefixtures("ada")
class TestAccounts:
    pytestmark = ON_BOTH

    def test_one_address_has_one_account(self, app: Flask) -> None:
        with pytest.raises(rules.AccountExists):
            service.add_account(email="Ada@Example.org", name="Ada", at=NOON)

    def test_what_cannot_be_an_address_is_refused(self, app: Flask) -> None:
        with pytest.raises(rules.NotAnAddress, match="cannot be an e-mail address"):
            service.add_account(email="ada at example", name="Ada", at=NOON)
