from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.extensions import config, db
from app.mail import queries as outbox
from app.mail import switches
from app.mail.models import Letter, Received
from app.mail.rules import LetterState, Outcome, ReceivedKind
from tests.conftest import NOON
from tests.factories import make_account
from tests.invitations.stage import desk_of, stage


@pytest.fixture
def admin(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org", is_admin=True)
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


def test_a_newcomer_reads_letters_and_follows_their_links(
    client: FlaskClient, admin: Account
) -> None:
    invitation = stage().invite()
    db.session.commit()
    desk = f"http://plenum.test{desk_of(invitation)}?lang=en"
    assert "Invitation to take part" in client.get("/organise/letters").text
    page = client.get("/organise/letters/1").text
    assert f'<a href="{desk}" rel="noreferrer">{desk}</a>' in page
    html = client.get("/organise/letters/1/html")
    assert f'href="{desk}"' in html.text
    assert html.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_where_letters_really_leave_nobody_else_gets_their_links(
    app: Flask, client: FlaskClient, admin: Account
) -> None:
    invitation = stage().invite()
    db.session.commit()
    app.extensions["plenum"] = replace(config(), mail_url="smtp://127.0.0.1:25")
    token = desk_of(invitation).rpartition("-")[2]
    for path in ("/organise/letters/1", "/organise/letters/1/html", "/organise/letters"):
        assert token not in client.get(path).text
    assert "(the personal link)" in client.get("/organise/letters/1").text


def test_only_admins_read_letters(client: FlaskClient, admin: Account) -> None:
    stage().invite()
    admin.is_admin = False
    db.session.commit()
    for path in ("/organise/letters", "/organise/letters/1", "/organise/letters/1/html"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/organise/letters/99", f"/organise/letters/{10**30}", "/organise/letters?page=0"]
)
def test_letters_that_are_not_there_are_not_found(
    client: FlaskClient, admin: Account, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_what_a_workshop_holds_is_not_said_to_go_out(client: FlaskClient, admin: Account) -> None:
    held = stage()
    held.invite()
    switches.hold(switches.of_workshop(held.workshop.id), True, at=NOON, account_id=admin.id)
    stage("free").invite()
    db.session.commit()
    page = client.get("/organise/letters").text
    assert page.count("Held until somebody lets it go.") == 1
    assert page.count("Goes out in a moment.") == 1
    assert "Held until somebody lets it go." in client.get("/organise/letters/1").text


def test_trouble_is_shown_in_the_servers_words(client: FlaskClient, admin: Account) -> None:
    stage().invite()
    letter = db.session.scalars(db.select(Letter)).one()
    letter.trouble, letter.attempts = "451 <try> later", 2
    db.session.commit()
    assert "451 &lt;try&gt; later" in client.get("/organise/letters").text
    assert "451 &lt;try&gt; later" in client.get("/organise/letters/1").text


def test_subjects_say_their_language_and_times_the_zone_of_their_workshop(
    client: FlaskClient, admin: Account
) -> None:
    stage().invite(NOON)
    letter = db.session.scalars(db.select(Letter)).one()
    letter.language = "zh"
    db.session.commit()
    for path in ("/organise/letters", "/organise/letters/1"):
        page = client.get(path).text
        assert re.search(rf'lang="zh[^"]*">{letter.subject}<', page)
        assert "20:00" in page  # noon UTC
        assert "Shanghai" in page


@pytest.mark.parametrize("letters", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client: FlaskClient,
    admin: Account,
    queries: list[str],
    monkeypatch: pytest.MonkeyPatch,
    letters: int,
) -> None:
    monkeypatch.setattr(outbox, "PAGE", 2)
    for n in range(letters):
        stage(f"urban-{n}").invite(NOON)
    db.session.commit()
    db.session.expunge_all()
    queries.clear()
    page = client.get("/organise/letters")
    assert len(queries) == 8
    assert page.text.count('of-workshop">Cities and nature') == min(letters, 2)
    assert ("Older" in page.text) is (letters > 2)


def test_what_was_given_up_is_sent_again_from_its_page(
    client: FlaskClient, admin: Account
) -> None:
    stage().invite()
    letter = db.session.scalars(db.select(Letter)).one()
    db.session.commit()
    again = f"/organise/urban/letters/{letter.id}/again"
    here = f"/organise/letters/{letter.id}"
    assert again not in client.get(here).text
    letter.state = LetterState.GAVE_UP
    db.session.commit()
    assert f'action="{again}"' in client.get(here).text
    answer = client.post(again, data={"back": "letter"})
    assert (answer.status_code, answer.location) == (303, here)
    page = client.get(here).text
    assert "The e-mail is on its way again." in page
    assert again not in page


def test_a_message_of_no_workshop_waits_on_the_first_page_of_admins(
    client: FlaskClient, admin: Account
) -> None:
    stray = Received(
        at=NOON, kind=ReceivedKind.MESSAGE, outcome=Outcome.REFUSED, reason="no_token",
        fingerprint="f" * 64, sender="li@example.org", subject="Hello", content=b"", text="Hello",
    )  # fmt: skip
    db.session.add(stray)
    db.session.commit()
    page = client.get("/organise/").text
    assert "1 message came in that belongs to no workshop." in page
    assert 'href="/organise/letters/received"' in page
    stray.settled_at = NOON
    db.session.commit()
    assert "belongs to no workshop" not in client.get("/organise/").text
    one = client.get(f"/organise/letters/received/{stray.id}").text
    assert re.search(r"dealt with: [^<]*(<[^>]*>)?[^<]*UTC", one)
    stray.settled_at = None
    admin.is_admin = False
    db.session.commit()
    assert "belongs to no workshop" not in client.get("/organise/").text
