"""Organisers' pages of the people at a workshop."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account
from app.extensions import db
from app.people.models import Person, Speaker
from tests.factories import make_account, make_item, make_part, make_speaker, make_workshop


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


FORM = {
    "key": "he-landi",
    "name": "He Landi",
    "native_name": "",
    "family": "",
    "given": "",
    "post-en": "Director",
    "affiliation-en": "Kunming Institute",
    "email": "landi@example.org",
    "language": "zh",
    "country": "CN",
    "time_zone": "Asia/Shanghai",
}


def test_a_person_is_added_once_though_the_form_is_sent_twice(
    client: FlaskClient, ada: Account
) -> None:
    make_workshop("urban", owner=ada)
    db.session.commit()
    for _ in range(2):
        assert client.post("/organise/urban/people/new", data=FORM).status_code == 303
    speaker = db.session.scalars(select(Speaker)).one()
    assert (speaker.person.name, speaker.person.family) == ("He Landi", None)
    assert (speaker.post, speaker.person.country) == ({"en": "Director"}, "CN")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please enter a name."),
        ("name", " \x00 ", "Please enter a name."),
        ("name", "x" * 201, "At most 200 characters fit here."),
        ("email", "no address", "This cannot be an e-mail address."),
        ("country", "XX", "Please choose one of the entries"),
        ("time_zone", "Beijing", "is not a zone that calendars know"),
        ("language", "fr", "Please choose one of the entries"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    client: FlaskClient, ada: Account, field: str, value: str, sentence: str
) -> None:
    make_workshop("urban", owner=ada)
    db.session.commit()
    answer = client.post("/organise/urban/people/new", data=FORM | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalar(select(func.count()).select_from(Speaker)) == 0


def test_a_stale_form_gets_both_texts(client: FlaskClient, ada: Account) -> None:
    workshop = make_workshop("urban", owner=ada)
    speaker = make_speaker(workshop, "Zhu Shu")
    db.session.commit()
    form = FORM | {"revision": str(speaker.revision)}
    address = f"/organise/urban/people/{speaker.key}"
    assert client.post(address, data=form | {"name": "Theirs"}).status_code == 303
    answer = client.post(address, data=form | {"name": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    db.session.expire_all()
    assert speaker.person.name == "Theirs"


def test_removing_a_person_takes_them_off_the_agenda(client: FlaskClient, ada: Account) -> None:
    workshop = make_workshop("urban", owner=ada)
    speaker, item = make_speaker(workshop), make_item(workshop)
    make_part(item, speaker)
    db.session.commit()
    address = f"/organise/urban/people/{speaker.key}/remove"
    for _ in range(2):
        assert client.post(address).status_code == 303
    db.session.expire_all()
    assert item.parts == []
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_people(
    client: FlaskClient, ada: Account, queries: list[str], people: int
) -> None:
    workshop = make_workshop("urban", owner=ada)
    for _ in range(people):
        make_speaker(workshop)
    db.session.commit()
    db.session.expunge_all()
    queries.clear()
    assert client.get("/organise/urban/people").status_code == 200
    assert len(queries) == 4  # account, workshop, role, people
