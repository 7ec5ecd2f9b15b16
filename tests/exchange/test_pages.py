"""Organisers' pages: copy, download, load."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account
from app.exchange import queries, reading, service
from app.extensions import db
from app.workshops.models import Member, Workshop
from app.workshops.queries import find_workshop
from app.workshops.rules import Role
from tests.conftest import NOON
from tests.exchange.example import EXAMPLE
from tests.factories import make_account, make_workshop


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


def loaded(owner: Account) -> Workshop:
    workshop = service.load(reading.read(EXAMPLE.encode()), at=NOON, account_id=owner.id)
    db.session.commit()
    return workshop


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Workshop)) or 0


COPY: dict[str, Any] = {
    "key": "abcdefgh12345678",
    "title-en": "Again",
    "slug": "again",
    "first_day": "2028-05-19",
    "carried": ["themes", "items", "people", "texts", "rooms", "organisations", "registration"],
}


def test_a_workshop_is_copied_once_however_often_the_button_is_pressed(
    client: FlaskClient, ada: Account
) -> None:
    loaded(ada)
    page = client.get("/organise/example-2027/copy").text
    assert 'value="2027-05-21"' in page
    assert "Copy this workshop" in page
    first = client.post("/organise/example-2027/copy", data=COPY)
    again = client.post("/organise/example-2027/copy", data=COPY)
    assert (first.status_code, again.status_code, count()) == (303, 303, 2)
    assert first.location == "/organise/again/agenda"
    copied = find_workshop("again")
    assert copied is not None
    assert queries.in_file(copied).days[0].date == date(2028, 5, 19)


def test_a_form_sent_again_with_another_address_makes_another_copy(
    client: FlaskClient, ada: Account
) -> None:
    loaded(ada)
    client.post("/organise/example-2027/copy", data=COPY)
    answer = client.post("/organise/example-2027/copy", data=COPY | {"slug": "once-more"})
    assert (answer.status_code, count()) == (303, 3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"slug": "example-2027"}, "The address “example-2027” is taken. Please choose another."),
        ({"slug": "a.b"}, "Use small letters a to z, digits and single hyphens"),
        ({"title-en": ""}, "Please give the workshop a title."),
        ({"title-en": "x" * 301}, "This text has 301 characters in “English”; at most 300 fit."),
        (
            {"first_day": "2028-02-30"},
            "“2028-02-30” is not a date. Please write it like 2027",
        ),
        ({"first_day": "0001-01-01"}, "Please give a year from 1970 to 2199."),
    ],
)
def test_a_wrong_copy_form_says_why_and_keeps_what_was_typed(
    client: FlaskClient, ada: Account, change: dict[str, str], sentence: str
) -> None:
    loaded(ada)
    answer = client.post("/organise/example-2027/copy", data=COPY | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (change.get("title-en") or COPY["title-en"]) in answer.text or not change["title-en"]
    assert count() == 1


def test_a_day_on_which_a_clock_is_skipped_is_named(client: FlaskClient, ada: Account) -> None:
    workshop = loaded(ada)
    file = queries.in_file(workshop)
    text = service.dump(workshop).replace('"10:30"', '"02:30"')
    text = text.replace("time_zone: Asia/Shanghai\n  zones", "time_zone: Europe/Berlin\n  zones")
    service.load(reading.read(text.encode()), at=NOON, account_id=ada.id)
    db.session.commit()
    assert file.days[0].date == date(2027, 5, 21)
    answer = client.post("/organise/example-2027/copy", data=COPY | {"first_day": "2028-03-26"})
    assert answer.status_code == 422
    assert "02:30 does not exist on 2028-03-26 in Europe/Berlin" in answer.text
    assert "The earlier clock, 01:30" in answer.text
    again = COPY | {"first_day": "2028-03-26", "skipped": "later"}
    assert client.post("/organise/example-2027/copy", data=again).status_code == 303


def test_only_editors_copy_and_download(client: FlaskClient, ada: Account) -> None:
    workshop = make_workshop("theirs", owner=make_account())
    db.session.commit()
    assert client.get("/organise/theirs/copy").status_code == 404
    assert client.get("/organise/theirs/workshop.yaml").status_code == 404
    workshop.members.append(Member(account=ada, role=Role.HELPER))
    db.session.commit()
    assert client.post("/organise/theirs/copy", data=COPY).status_code == 404
    assert client.get("/organise/theirs/workshop.yaml").status_code == 404


def test_the_draft_is_downloaded_as_a_file(client: FlaskClient, ada: Account) -> None:
    workshop = loaded(ada)
    answer = client.get("/organise/example-2027/workshop.yaml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="example-2027.yaml"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.decode() == service.dump(workshop)


def test_a_file_is_loaded_and_loaded_again(client: FlaskClient, ada: Account) -> None:
    assert "Load a workshop file" in client.get("/organise/load").text
    for _ in range(2):
        answer = client.post(
            "/organise/load", data={"file": (BytesIO(EXAMPLE.encode()), "example.yaml")}
        )
        assert (answer.status_code, answer.location) == (303, "/organise/example-2027/agenda")
    workshop = find_workshop("example-2027")
    assert workshop is not None
    assert [one.account_id for one in workshop.members] == [ada.id]


def test_pasted_text_is_loaded_too(client: FlaskClient, ada: Account) -> None:
    assert client.post("/organise/load", data={"text": EXAMPLE}).status_code == 303


def test_every_fault_is_listed_and_what_was_sent_can_be_mended_in_place(
    client: FlaskClient, ada: Account
) -> None:
    wrong = EXAMPLE.replace("minutes: 20", "minutes: -5").replace("part: panellist", "part: <b>x")
    answer = client.post("/organise/load", data={"file": (BytesIO(wrong.encode()), "x.yaml")})
    assert answer.status_code == 422
    assert "<code>items[1].minutes</code>: must be a whole number above 0" in answer.text
    assert "<code>items[1].speakers[1].part</code>: must be one of: speaker" in answer.text
    assert "part: &lt;b&gt;x" in answer.text
    assert count() == 0


def test_nothing_20_megabytes_and_wrong_letters_are_refused_in_words(
    client: FlaskClient, ada: Account
) -> None:
    assert "the file is empty" in client.post("/organise/load", data={}).text
    large = client.post("/organise/load", data={"file": (BytesIO(b"x" * 20_000_000), "x.yaml")})
    assert large.status_code == 422
    assert "the file is larger than 2 MB" in large.text
    large.request.environ["wsgi.input"].close()  # Werkzeug's client leaves its large body open
    latin = client.post("/organise/load", data={"file": (BytesIO(b"title: \xe4"), "x.yaml")})
    assert latin.status_code == 422
    assert "the file must be encoded as UTF-8; line 1 is not" in latin.text


def test_a_file_does_not_load_over_a_workshop_of_others(client: FlaskClient, ada: Account) -> None:
    workshop = loaded(make_account())
    before = service.dump(workshop)
    sent = {"text": EXAMPLE.replace("en: Example", "en: Mine")}
    answer = client.post("/organise/load", data=sent)
    assert answer.status_code == 422
    assert "The address “example-2027” is taken. Please choose another." in answer.text
    assert service.dump(workshop) == before

    workshop.members.append(Member(account=ada, role=Role.EDITOR))
    db.session.commit()
    assert client.post("/organise/load", data=sent).status_code == 303
    assert workshop.title["en"] == "Mine"


def test_a_workshop_without_a_day_is_copied_without_asking_for_one(
    client: FlaskClient, ada: Account
) -> None:
    make_workshop("no-day", owner=ada)
    db.session.commit()
    page = client.get("/organise/no-day/copy")
    assert page.status_code == 200
    assert 'name="first_day"' not in page.text
    assert client.post("/organise/no-day/copy", data=COPY).status_code == 303


@pytest.mark.parametrize("practice", [True, False])
def test_the_copy_of_a_practice_workshop_is_meant_for_practice_unless_somebody_says_no(
    client: FlaskClient, ada: Account, practice: bool
) -> None:
    make_workshop("original", owner=ada, practice=practice)
    db.session.commit()
    page = client.get("/organise/original/copy").text
    box = next(line for line in page.splitlines() if 'name="practice"' in line)
    assert ("checked" in box) is practice
    client.post("/organise/original/copy", data=COPY)
    copied = find_workshop("again")
    assert copied is not None
    assert not copied.practice
