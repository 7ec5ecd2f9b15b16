"""The page of hints: all in one place, accepted by a form that needs no script."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.agenda import hints
from app.agenda.rules.hints import HintKind
from app.extensions import db
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from tests.agenda.troubled import make_troubled
from tests.conftest import NOON
from tests.factories import make_account, make_workshop
from tests.test_access import sign_in

HERE = "/organise/troubled/agenda/hints"


@pytest.fixture
def workshop(app: Flask, client: FlaskClient, at: datetime) -> Workshop:
    owner = make_account(name="Olga Owner")
    workshop = make_troubled(owner=owner)
    make_workshop("calm", owner=owner)
    db.session.commit()
    sign_in(client, owner)
    return workshop


def key_of(workshop: Workshop, kind: HintKind) -> str:
    found = hints.of_workshop(workshop, at=NOON)
    return next(one.key for one in (*found.open, *found.accepted) if one.hint.kind is kind)


def test_every_hint_stands_there_with_a_way_to_it_and_a_form(
    client: FlaskClient, workshop: Workshop
) -> None:
    count = len(hints.of_workshop(workshop, at=NOON).open)
    page = client.get(HERE).text
    assert page.count('class="found-one"') == page.count('class="accept"') == count
    assert "Wen Jing is in “Rivers” and in “Roots” at once, for 50 minutes." in page
    assert "/agenda#item-panel" in page
    assert page.index("weight-clash") < page.index("weight-look")


def test_where_nothing_is_found_the_page_says_so(client: FlaskClient, workshop: Workshop) -> None:
    page = client.get("/organise/calm/agenda/hints").text
    assert "Nothing to look at" in page
    assert "found-one" not in page


def test_accepting_and_taking_back_lead_to_the_page(
    client: FlaskClient, workshop: Workshop
) -> None:
    key = key_of(workshop, HintKind.ROOM_TWICE)
    answer = client.post(f"{HERE}/{key}/accept", data={"reason": "The <wall> is open."})
    assert (answer.status_code, answer.location) == (303, HERE)
    page = client.get(HERE).text
    accepted = page[page.index('id="accepted"') :]
    assert "The &lt;wall&gt; is open." in accepted
    assert "Olga Owner, Monday, 1 March 2027, 13:00 (Berlin, UTC+1)" in accepted
    answer = client.post(f"{HERE}/{key}/withdraw")
    assert (answer.status_code, answer.location) == (303, HERE)
    assert 'id="accepted"' not in client.get(HERE).text


def test_without_a_reason_the_form_stays_open_and_says_what_is_missing(
    client: FlaskClient, workshop: Workshop
) -> None:
    key = key_of(workshop, HintKind.ROOM_TWICE)
    answer = client.post(f"{HERE}/{key}/accept", data={"reason": " "})
    assert answer.status_code == 422
    assert answer.text.count('<details class="accept" open>') == 1
    assert f'aria-describedby="wrong-{key}"' in answer.text
    assert "Error:" in re.findall("<title>(.*?)</title>", answer.text)[0]


def test_a_reason_that_is_too_long_is_not_lost(client: FlaskClient, workshop: Workshop) -> None:
    key = key_of(workshop, HintKind.NIGHT)
    answer = client.post(f"{HERE}/{key}/accept", data={"reason": "because " * 50})
    assert answer.status_code == 422
    assert "because " * 40 in answer.text


def test_a_hint_that_is_gone_is_not_accepted(client: FlaskClient, workshop: Workshop) -> None:
    answer = client.post(f"{HERE}/night-gone/accept", data={"reason": "Fine"})
    assert answer.status_code == 303
    assert "This hint is gone" in client.get(HERE).text
    assert hints.accepted_of(workshop) == {}


def test_a_viewer_reads_and_accepts_nothing(client: FlaskClient, workshop: Workshop) -> None:
    viewer = make_account()
    workshop.members.append(Member(account=viewer, role=Role.VIEWER))
    db.session.commit()
    sign_in(client, viewer)
    page = client.get(HERE).text
    assert "Wen Jing is in" in page
    assert 'class="accept"' not in page
    key = key_of(workshop, HintKind.NIGHT)
    assert client.post(f"{HERE}/{key}/accept", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("language", ["de", "zh"])
def test_the_page_speaks_the_language_of_its_reader(
    client: FlaskClient, workshop: Workshop, language: str
) -> None:
    page = client.get(f"{HERE}?lang={language}").text
    said = {"de": "50 Minuten lang gleichzeitig", "zh": "重叠50分钟"}
    assert said[language] in page
    assert "Accept with a reason" not in page
