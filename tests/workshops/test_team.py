"""Who works on a workshop: colleagues are invited, get another role, go and leave."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.queries import find_by_email
from app.extensions import db
from app.i18n import LANGUAGES
from app.mail.message import addresses, text
from app.mail.models import Letter
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from config import ROOT
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_workshop

HERE = "/organise/urban/members"
FORM = {"email": "Wen@example.org", "name": "Wen Jing", "role": "editor", "language": "zh"}


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org", "Ada Organiser")
    make_workshop("urban", owner=account)
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


def roles() -> dict[str, Role]:
    db.session.rollback()
    rows = db.session.execute(select(Account.email, Member.role).join(Member.account))
    return {email: role for email, role in rows}


def letters() -> list[Letter]:
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


@ON_BOTH
def test_one_form_makes_the_account_the_member_and_one_letter(
    client: FlaskClient, ada: Account
) -> None:
    for _ in range(2):  # a doubled post
        assert client.post(HERE, data=FORM).status_code == 303
    assert roles() == {"ada@example.org": Role.OWNER, "Wen@example.org": Role.EDITOR}
    [letter] = letters()
    assert (letter.to_email, letter.language, letter.kind) == (
        "Wen@example.org", "zh", "member_added",
    )  # fmt: skip
    page = client.get(HERE).text
    assert "Wen Jing" in page
    assert "has not signed in yet" in page


def test_the_link_of_the_letter_signs_in_once_within_seven_days(
    app: Flask, client: FlaskClient, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(HERE, data=FORM)
    [letter] = letters()
    [link] = re.findall(r"http://plenum\.test(/sign-in/\S+)", text(letter, addresses(letter)))
    wen = app.test_client()
    monkeypatch.setattr("app.clock.now", lambda: NOON + timedelta(days=8))
    assert wen.get(link).status_code == 404
    monkeypatch.setattr("app.clock.now", lambda: NOON + timedelta(days=6))
    assert "Wen Jing" in wen.get(link).text
    assert wen.post(link).status_code == 303
    assert wen.post(link).status_code == 404
    assert wen.get("/organise/urban/settings").status_code == 200
    assert wen.get("/organise/urban/log").status_code == 404
    assert "has not signed in yet" not in client.get(HERE).text


def test_who_chose_a_language_is_written_to_in_it(client: FlaskClient, ada: Account) -> None:
    make_account("wen@example.org", "Wen Jing", language="de")
    db.session.commit()
    client.post(HERE, data=FORM)
    assert [letter.language for letter in letters()] == ["de"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_reads_word_for_word(client: FlaskClient, ada: Account, language: str) -> None:
    client.post(HERE, data=FORM | {"language": language})
    [letter] = letters()
    known = {name: f"http://plenum.test/{name}" for name in addresses(letter)}
    made = f"Subject: {letter.subject}\n\n{text(letter, known)}"
    golden = ROOT / "tests" / "golden" / "letters" / f"workshops-member_added-{language}.txt"
    if os.environ.get("PLENUM_WRITE_GOLDEN"):
        golden.write_text(made, "utf-8")
    assert made == golden.read_text("utf-8")


def test_who_is_a_member_already_only_gets_the_role(client: FlaskClient, ada: Account) -> None:
    client.post(HERE, data=FORM)
    client.post(HERE, data=FORM | {"role": "viewer"})
    assert roles()["Wen@example.org"] is Role.VIEWER
    assert len(letters()) == 1


def test_role_and_leave_are_one_click_each(client: FlaskClient, ada: Account) -> None:
    client.post(HERE, data=FORM)
    wen = find_by_email("wen@example.org")
    assert wen is not None
    answer = client.post(f"{HERE}/{wen.id}/role", data={"role": "helper"}, follow_redirects=True)
    assert "Wen Jing: the role is now helper." in answer.text
    assert roles()["Wen@example.org"] is Role.HELPER
    assert client.post(f"{HERE}/{wen.id}/role", data={"role": "king"}).status_code == 400
    answer = client.post(f"{HERE}/{wen.id}/remove", follow_redirects=True)
    assert "Wen Jing is no longer a member." in answer.text
    assert roles() == {"ada@example.org": Role.OWNER}
    assert client.post(f"{HERE}/{wen.id}/remove").status_code == 404


@ON_BOTH
@pytest.mark.parametrize("act", ["remove", "role", "leave", "invite"])
def test_the_last_owner_stays(client: FlaskClient, ada: Account, act: str) -> None:
    where = {
        "remove": f"{HERE}/{ada.id}/remove",
        "role": f"{HERE}/{ada.id}/role",
        "leave": f"{HERE}/leave",
        "invite": HERE,
    }
    form = {"role": "viewer"} | ({"email": ada.email, "language": "en"} if act == "invite" else {})
    answer = client.post(where[act], data=form, follow_redirects=True)
    assert "A workshop needs an owner." in answer.text
    assert roles() == {"ada@example.org": Role.OWNER}


def test_an_owner_who_is_not_the_last_may_step_back_or_leave(
    client: FlaskClient, ada: Account
) -> None:
    client.post(HERE, data=FORM | {"role": "owner"})
    assert client.post(f"{HERE}/{ada.id}/role", data={"role": "viewer"}).status_code == 303
    client.get(HERE)  # still open, to look at; says once what was done
    page = client.get(HERE).text
    assert "Your role here: viewer." in page
    assert "Send the invitation" not in page
    assert "Wen@" not in page  # addresses are the owners'
    answer = client.post(f"{HERE}/leave")
    assert (answer.status_code, answer.location) == (303, "/organise/")
    assert client.get(HERE).status_code == 404


def test_the_letter_is_sent_again_with_a_fresh_link(
    client: FlaskClient, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(HERE, data=FORM)
    wen = find_by_email("wen@example.org")
    assert wen is not None
    monkeypatch.setattr("app.clock.now", lambda: NOON + timedelta(days=9))
    assert client.post(f"{HERE}/{wen.id}/again").status_code == 303
    assert len(letters()) == 2


def test_an_address_that_cannot_be_is_said_beside_the_field(
    client: FlaskClient, ada: Account
) -> None:
    answer = client.post(HERE, data=FORM | {"email": "wen"})
    assert answer.status_code == 422
    assert answer.text.count("“wen” cannot be an e-mail address.") == 2
    assert db.session.scalar(select(Workshop)) is not None
    assert find_by_email("wen") is None


def test_a_new_member_is_an_editor_unless_somebody_says_more(
    client: FlaskClient, ada: Account
) -> None:
    page = client.get(HERE).text
    assert '<option selected value="editor">' in page
    assert '<option selected value="en">' in page
