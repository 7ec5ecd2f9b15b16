"""The archive: what is over or cancelled leaves the desk and stays for the public as it was."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.extensions import db
from app.publishing import service as publishing
from app.workshops.models import Member, Workshop
from app.workshops.queries import find_workshop
from app.workshops.rules import Role, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_day, make_form, make_item, make_workshop

PAST, AHEAD = date(2027, 2, 1), date(2027, 5, 21)


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


def published(owner: Account, day: date, *, cancelled: bool = False) -> Workshop:
    workshop = make_workshop("urban", owner=owner)
    make_item(workshop, make_day(workshop, day), title={"en": "Roofs"})
    make_form(workshop)
    publishing.publish(workshop, at=NOON, account_id=None)
    if cancelled:
        publishing.cancel(workshop, at=NOON, account_id=None)
    db.session.commit()
    return workshop


def state() -> WorkshopState:
    db.session.rollback()
    db.session.expire_all()
    workshop = find_workshop("urban")
    assert workshop is not None
    return workshop.state


def shown(client: FlaskClient, path: str) -> tuple[int, bytes]:
    answer = client.get(path)
    return answer.status_code, answer.data


@ON_BOTH
@pytest.mark.parametrize(("day", "cancelled"), [(PAST, False), (AHEAD, True)])
def test_it_leaves_the_lists_and_the_public_sees_what_it_saw(
    app: Flask, client: FlaskClient, ada: Account, day: date, cancelled: bool
) -> None:
    published(ada, day, cancelled=cancelled)
    visitor = app.test_client()
    pages = ("/", "/w/urban", "/w/urban/register", "/w/urban/calendar.ics", "/calendar.ics")
    before = {path: shown(visitor, path) for path in pages}
    assert b"Roofs" in before["/w/urban"][1]
    assert client.post("/organise/urban/archive").status_code == 303
    assert state() is WorkshopState.ARCHIVED
    for path in pages:
        assert shown(visitor, path) == before[path], path
    assert "/organise/urban/" not in client.get("/organise/").text
    archive = client.get("/organise/?list=archived").text
    assert "/organise/urban/agenda" in archive
    assert ("badge-cancelled" in archive) is cancelled

    client.post("/organise/urban/archive")  # once more changes nothing
    assert client.post("/organise/urban/unarchive").status_code == 303
    assert state() is (WorkshopState.CANCELLED if cancelled else WorkshopState.PUBLISHED)
    client.post("/organise/urban/unarchive")
    assert "/organise/urban/agenda" in client.get("/organise/").text


def test_what_is_still_to_come_is_not_put_away(client: FlaskClient, ada: Account) -> None:
    published(ada, AHEAD)
    answer = client.post("/organise/urban/archive", follow_redirects=True)
    assert "This workshop is not over yet." in answer.text
    assert state() is WorkshopState.PUBLISHED


def test_a_workshop_without_a_day_is_still_to_come(client: FlaskClient, ada: Account) -> None:
    make_workshop("urban", owner=ada)
    db.session.commit()
    client.post("/organise/urban/archive")
    assert state() is WorkshopState.DRAFT
    client.post("/organise/urban/cancel")
    client.post("/organise/urban/archive")
    assert state() is WorkshopState.ARCHIVED
    assert client.get("/w/urban").status_code == 404  # it never was public
    client.post("/organise/urban/unarchive")
    assert state() is WorkshopState.CANCELLED


def test_the_archive_takes_no_registrations_and_offers_no_undoing(
    app: Flask, client: FlaskClient, ada: Account
) -> None:
    workshop = published(ada, AHEAD, cancelled=True)
    client.post("/organise/urban/archive")
    guest = {"name": "Guest", "email": "g@example.org", "way": "online", "key": "k"}
    answer = app.test_client().post("/w/urban/register", data=guest)
    assert answer.status_code == 409
    assert "This workshop is cancelled." in answer.text
    db.session.refresh(workshop)
    assert workshop.is_cancelled


def test_only_owners_put_it_away(client: FlaskClient, ada: Account) -> None:
    workshop = published(make_account(), PAST)
    workshop.members.append(Member(account=ada, role=Role.EDITOR))
    db.session.commit()
    assert "Archive" not in client.get("/organise/").text
    assert client.post("/organise/urban/archive").status_code == 404
    assert state() is WorkshopState.PUBLISHED


def test_what_lies_in_the_archive_is_not_published(client: FlaskClient, ada: Account) -> None:
    workshop = published(ada, PAST)
    client.post("/organise/urban/archive")
    db.session.refresh(workshop)
    make_item(workshop)
    db.session.commit()
    answer = client.post("/organise/urban/publish")
    assert answer.status_code == 409
    assert "This workshop is in the archive." in answer.text
    assert state() is WorkshopState.ARCHIVED
