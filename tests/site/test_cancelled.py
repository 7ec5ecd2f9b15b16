"""A workshop that is called off says so wherever anybody may look, from the same moment."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.invitations import service as invitations
from app.mail.models import Letter
from app.publishing import service as publishing
from app.registration import service as registration
from app.registration.service import Wish
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_account,
    make_day,
    make_form,
    make_item,
    make_part,
    make_speaker,
    make_workshop,
)


@pytest.fixture
def workshop(app: Flask, client: FlaskClient, at: datetime) -> Workshop:
    """Published, with a speaker who was asked and a guest who has a place; its owner signed in."""
    owner = make_account("ada@example.org")
    workshop = make_workshop("urban", owner=owner)
    item = make_item(workshop, make_day(workshop), title={"en": "Roofs"})
    speaker = make_speaker(workshop, "Zhu Shu")
    make_part(item, speaker)
    make_form(workshop, online=5)
    publishing.publish(workshop, at=NOON, account_id=owner.id)
    asked = invitations.draft(speaker, language="en", message=None, at=NOON, account_id=None)
    invitations.send(asked, at=NOON, account_id=None)
    registration.register(
        workshop, Wish(name="Guest", email="g@example.org", way=Way.ONLINE), key="k", at=NOON
    )
    db.session.execute(Letter.__table__.delete())
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = owner.id, 0
    return workshop


@ON_BOTH
def test_page_feeds_registration_letters_and_desk_say_it_at_once(
    app: Flask, client: FlaskClient, workshop: Workshop
) -> None:
    visitor = app.test_client()
    feeds = ("/w/urban/calendar.ics", "/calendar.ics")
    for path in ("/", "/w/urban", "/w/urban/register", *feeds):  # what is kept must not outlive it
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert "cancelled" not in answer.text.lower(), path
    assert client.post("/organise/urban/cancel").status_code == 303

    assert "Cancelled" in visitor.get("/").text
    assert "Cancelled" in visitor.get("/w/urban").text
    for path in feeds:
        feed = visitor.get(path).text
        assert feed.count("STATUS:CANCELLED") == feed.count("BEGIN:VEVENT") > 0, path
    assert "This workshop is cancelled." in visitor.get("/w/urban/register").text
    late = {"name": "Late", "email": "late@example.org", "way": "online", "key": "late"}
    refused = visitor.post("/w/urban/register", data=late)
    assert refused.status_code == 409
    assert "This workshop is cancelled." in refused.text

    letters = db.session.scalars(select(Letter).order_by(Letter.to_name)).all()
    assert [(one.kind, one.to_name) for one in letters] == [
        ("workshop_cancelled", "Guest"),
        ("workshop_cancelled", "Zhu Shu"),
    ]
    desk = client.get("/organise/").text
    assert "badge-cancelled" in desk
    assert 'class="due"' not in desk
    for act in ("publish", "cancel"):  # and it stays as it was told to people
        client.post(f"/organise/urban/{act}")
    db.session.expire_all()
    assert workshop.is_cancelled
    assert len(db.session.scalars(select(Letter)).all()) == 2
