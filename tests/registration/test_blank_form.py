"""The form is rendered once for many, and still each visitor's own and true at every moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.registration import service
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.registration.workshops import open_workshop, publish, register

PAGE = "/w/cities/register"


def value_of(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', html)
    assert found
    return found[1]


def test_each_form_that_is_handed_out_is_one_of_its_own(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    open_workshop()
    one, other = (client.get(PAGE).text for _ in range(2))
    assert value_of(one, "key") != value_of(other, "key")
    assert one.replace(value_of(one, "key"), "") == other.replace(value_of(other, "key"), "")
    assert "qStandsFor" not in one


def test_the_places_left_are_those_of_this_moment(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=2)
    assert "2 places left" in client.get(PAGE).text
    register(workshop, "a@example.org")
    db.session.commit()
    assert "1 place left" in client.get(PAGE).text
    register(workshop, "b@example.org")
    register(workshop, "c@example.org")
    db.session.commit()
    assert "you would be number 2 on the waiting list" in client.get(PAGE).text


def test_what_organisers_change_shows_with_the_next_visitor(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=2)
    assert "The organisers decide" not in client.get(PAGE).text
    service.set_form(workshop, seats_per_way={Way.ONLINE: 2}, approval=True, at=NOON)
    db.session.commit()
    assert "The organisers decide" in client.get(PAGE).text
    workshop.title = {"en": "Another title"}
    publish(workshop)
    assert "Another title" in client.get(PAGE).text


def test_languages_do_not_mix(app: Flask, client: FlaskClient, at: datetime) -> None:
    open_workshop()
    pages = {lang: client.get(f"{PAGE}?lang={lang}").text for lang in ("en", "de", "zh", "en")}
    assert "Register" in pages["en"]
    assert "Anmelden" in pages["de"]
    assert "报名" in pages["zh"]


def test_the_form_closes_at_its_second(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_workshop(form={"closes": datetime(2027, 3, 1, 12, tzinfo=UTC)})
    monkeypatch.setattr("app.clock.now", lambda: datetime(2027, 3, 1, 11, 59, 59, tzinfo=UTC))
    assert 'name="email"' in client.get(PAGE).text
    monkeypatch.setattr("app.clock.now", lambda: datetime(2027, 3, 1, 12, tzinfo=UTC))
    assert 'name="email"' not in client.get(PAGE).text
