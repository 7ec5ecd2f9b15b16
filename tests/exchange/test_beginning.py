"""A new workshop from three fields, or from an earlier one."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account
from app.agenda import queries as agenda
from app.extensions import db
from app.workshops.models import Member, Workshop
from app.workshops.queries import find_workshop
from app.workshops.rules import Role
from tests.databases import ON_BOTH
from tests.factories import make_account, make_workshop

FORM = {
    "key": "abcdefgh12345678",
    "title-en": "Urban\x00 nature\u202e <b>now</b>",
    "day": "2027-05-21",
    "starts": "2pm",
    "time_zone": "Asia/Shanghai",
}


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Workshop)) or 0


@ON_BOTH
def test_three_fields_and_a_clock_make_a_workshop_once_and_lead_to_its_agenda(
    client: FlaskClient, ada: Account
) -> None:
    answers = [client.post("/organise/new", data=FORM) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert {one.location for one in answers} == {"/organise/urban-nature-b-now-b/agenda"}
    assert count() == 1
    workshop = find_workshop("urban-nature-b-now-b")
    assert workshop is not None
    assert workshop.title == {"en": "Urban nature <b>now</b>"}
    assert (workshop.languages, workshop.time_zone) == (["en"], "Asia/Shanghai")
    assert [(one.account_id, one.role) for one in workshop.members] == [(ada.id, Role.OWNER)]
    days = agenda.draft(workshop).days
    assert [(one.date, one.starts, one.ends) for one in days] == [
        (date(2027, 5, 21), time(14), None)
    ]


@pytest.mark.parametrize("typed", ["14:00", "14 Uhr", "下午2点"])
def test_the_clock_is_read_as_people_write_it(
    client: FlaskClient, ada: Account, typed: str
) -> None:
    form = FORM | {"title-en": "Nature", "starts": typed}
    assert client.post("/organise/new", data=form).status_code == 303
    workshop = find_workshop("nature")
    assert workshop is not None
    assert agenda.draft(workshop).days[0].starts == time(14)


def test_a_title_is_enough_and_a_day_may_have_no_hours(client: FlaskClient, ada: Account) -> None:
    assert client.post("/organise/new", data={"title-zh": "城市与自然"}).status_code == 303
    first = find_workshop("workshop")
    assert first is not None
    assert (first.languages, first.time_zone, agenda.draft(first).days) == (["zh"], None, [])
    form = {"title-zh": "城市与自然", "day": "2027-05-21", "starts": "", "time_zone": ""}
    assert client.post("/organise/new", data=form).status_code == 303
    second = find_workshop("workshop-2027-05-21")
    assert second is not None
    assert [one.starts for one in agenda.draft(second).days] == [None]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title-en": ""}, "Please give the workshop a title."),
        ({"title-en": "x" * 301}, "at most 300 fit"),
        ({"day": "someday"}, "“someday” is not a date."),
        ({"day": "0001-01-01"}, "Please give a year from 1970 to 2199."),
        ({"day": ""}, "Please give the date of this time too."),
        ({"starts": "noonish"}, "“noonish” is not a time of day."),
        ({"time_zone": ""}, "A time needs a time zone."),
        ({"time_zone": "CST"}, "“CST” is not a zone that calendars know."),
        (
            {"time_zone": "Europe/Berlin", "day": "2027-03-28", "starts": "2:30"},
            "In Europe/Berlin the clocks go forward on that day",
        ),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_what_was_typed(
    client: FlaskClient, ada: Account, change: dict[str, str], sentence: str
) -> None:
    form = FORM | {"title-en": "Kept <i>"} | change
    answer = client.post("/organise/new", data=form)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # on top, and beside the field
    assert "Kept &lt;i&gt;" in answer.text or change.get("title-en") is not None
    assert count() == 0


def test_the_zone_is_that_of_the_last_workshop_else_a_guess_that_says_so(
    client: FlaskClient, ada: Account
) -> None:
    assert "A guess" not in client.get("/organise/new?lang=en").text
    chosen = '<option selected value="Europe/Berlin">'
    german = client.get("/organise/new?lang=de").text
    assert chosen in german
    make_workshop("last", owner=ada, time_zone="America/Bogota")
    make_workshop("theirs", owner=make_account(), time_zone="Africa/Nairobi")
    db.session.commit()
    page = client.get("/organise/new?lang=de").text
    assert '<option selected value="America/Bogota">' in page
    assert chosen not in page


@pytest.mark.parametrize("key", ["../x y/é", "x\r\nBEGIN:VALARM", "k" * 33, "a\x00b", ""])
def test_a_key_that_could_stand_in_no_address_is_made_anew(
    client: FlaskClient, ada: Account, key: str
) -> None:
    assert client.post("/organise/new", data=FORM | {"key": key}).status_code == 303
    workshop = find_workshop("urban-nature-b-now-b")
    assert workshop is not None
    assert workshop.key.isalnum()


def test_an_earlier_one_is_two_clicks_from_here_for_those_who_may_copy_it(
    client: FlaskClient, ada: Account
) -> None:
    make_workshop("mine", owner=ada, title={"en": "Mine"})
    seen = make_workshop("seen", owner=make_account(), title={"en": "Only seen"})
    seen.members.append(Member(account=ada, role=Role.VIEWER))
    db.session.commit()
    page = client.get("/organise/new").text
    assert '<option value="mine">Mine</option>' in page
    assert "Only seen" not in page
    there: dict[str, Any] = {"mine": 302, "seen": 404, "nothing": 404, "": 404}
    for slug, status in there.items():
        answer = client.get("/organise/new/from", query_string={"workshop": slug})
        assert answer.status_code == status, slug
    assert client.get("/organise/new/from?workshop=mine").location == "/organise/mine/copy"
