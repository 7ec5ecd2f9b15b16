"""Nothing is deleted and no letter leaves by one click: a question stands before the button."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.workshops.models import Member, Organisation, Workshop
from app.workshops.rules import Role
from tests.factories import make_account, make_speaker
from tests.invitations.stage import Stage, drafted, stage
from tests.registration.workshops import comes, open_workshop


def sign_in(client: FlaskClient, workshop: Workshop) -> None:
    account = make_account("ada@example.org")
    colleague = make_account("ben@example.org", "Ben Colleague")
    workshop.members.append(Member(account=account, role=Role.OWNER))
    workshop.members.append(Member(account=colleague, role=Role.HELPER))
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0


@pytest.fixture
def here(app: Flask, client: FlaskClient, at: datetime) -> Stage:
    made = stage()
    made.invite()
    drafted(make_speaker(made.workshop, "He Landi"))
    made.workshop.organisations.append(
        Organisation(key="host", position=1, name={"en": "City of Example"})
    )
    sign_in(client, made.workshop)
    return made


def question_before(page: str, action: str) -> str:
    """The sentence one reads before the button that posts there."""
    blocks = re.findall(r'<details class="confirm">.*?</details>', page, re.DOTALL)
    asking = [block for block in blocks if re.search(rf'action="[^"]*{action}"', block)]
    posting = re.findall(rf'<form method="post" action="[^"]*{action}"', page)
    assert len(asking) == len(posting) > 0, "a button posts without a question"
    found = re.search(r"<p>\s*(.*?)\s*</p>", asking[0], re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("page", "action", "sentence"),
    [
        ("people", "/remove", "Zhu Shu leaves this workshop and every item"),
        ("organisations", "/remove", "“City of Example” leaves this workshop"),
        ("members", "/remove", "Ben Colleague can no longer open the organisers’ pages"),
        ("invitations", "/withdraw", "Zhu Shu gets an e-mail that says so"),
        ("invitations", "/remove", "The invitation of He Landi and what you wrote in it"),
    ],
)
def test_a_question_says_what_will_happen(
    client: FlaskClient, here: Stage, page: str, action: str, sentence: str
) -> None:
    shown = client.get(f"/organise/urban/{page}").text
    assert question_before(shown, action).startswith(sentence)


def test_taking_back_from_somebody_without_an_address_promises_no_letter(
    client: FlaskClient, here: Stage
) -> None:
    here.speaker.person.email = None
    db.session.commit()
    shown = client.get("/organise/urban/invitations").text
    assert "Zhu Shu gets no e-mail." in question_before(shown, "/withdraw")


@pytest.mark.parametrize(
    ("approval", "action", "sentence"),
    [
        (False, "/cancel", "Guest loses the place and is told so by e-mail."),
        (True, "/cancel", "The registration of Guest ends, and an e-mail says so."),
        (True, "/reject", "Guest does not get a place and is told so by e-mail."),
    ],
)
def test_a_registration_is_not_ended_by_one_click(
    client: FlaskClient, at: datetime, approval: bool, action: str, sentence: str
) -> None:
    workshop = open_workshop(form={"approval": approval})
    comes(workshop, "guest@example.org")
    sign_in(client, workshop)
    shown = client.get("/organise/cities/participants").text
    assert question_before(shown, action).startswith(sentence)
