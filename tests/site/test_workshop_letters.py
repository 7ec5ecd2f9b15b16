"""The e-mails of one workshop, as its organisers see them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AuditEntry
from app.extensions import db
from app.invitations.models import Invitation
from app.mail import switches
from app.mail.models import Letter, Received
from app.mail.rules import LetterState, Outcome, ReceivedKind
from app.site.kinds_in_words import KINDS
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from config import ROOT
from tests.conftest import NOON
from tests.factories import make_account
from tests.invitations.stage import desk_of, stage


def enter(client: FlaskClient, workshop: Workshop, role: Role) -> None:
    account = make_account("ada@example.org")
    workshop.members.append(Member(account=account, role=role))
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0


@pytest.fixture
def workshop(app: Flask, client: FlaskClient, at: datetime) -> Workshop:
    made = stage()
    made.invite()
    enter(client, made.workshop, Role.EDITOR)
    return made.workshop


def page(client: FlaskClient, workshop: Workshop, more: str = "") -> str:
    answer = client.get(f"/organise/{workshop.slug}/letters{more}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def letter() -> Letter:
    one: Letter = db.session.scalars(db.select(Letter)).one()
    return one


def post(client: FlaskClient, workshop: Workshop, more: str, **fields: str) -> None:
    answer = client.post(f"/organise/{workshop.slug}/letters{more}", data=fields)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("state", "attempts", "words"),
    [
        (LetterState.WAITING, 0, "Goes out in a moment."),
        (LetterState.WAITING, 2, "Next attempt:"),
        (LetterState.NO_SUCH_ADDRESS, 1, "Not tried again. Please check the address."),
        (LetterState.REFUSED, 1, "The mailbox is full, or its server refuses the e-mail."),
        (LetterState.GAVE_UP, 9, "The other side accepted nothing for three days."),
        (LetterState.KEPT_BACK, 1, "Trial mode: it stays here until you send it."),
    ],
)
def test_each_says_what_became_of_it_and_what_comes_next(
    client: FlaskClient, workshop: Workshop, state: LetterState, attempts: int, words: str
) -> None:
    one = letter()
    one.state, one.attempts = state, attempts
    db.session.commit()
    assert words in page(client, workshop)
    assert words in page(client, workshop, f"/{one.id}")


def test_what_is_planned_says_when(client: FlaskClient, workshop: Workshop) -> None:
    letter().next_try_at = NOON + timedelta(days=100)
    db.session.commit()
    assert "Planned for" in page(client, workshop, "?state=waiting")


def test_personal_links_are_left_out(client: FlaskClient, workshop: Workshop) -> None:
    invitation = db.session.scalars(db.select(Invitation)).one()
    token = desk_of(invitation).rpartition("-")[2]
    for more in (f"/{letter().id}", f"/{letter().id}/html"):
        text = client.get(f"/organise/{workshop.slug}/letters{more}").text
        assert "(the personal link)" in text
        assert token not in text


def test_a_person_a_kind_and_a_state_narrow_the_list(
    client: FlaskClient, workshop: Workshop
) -> None:
    name = letter().to_name
    assert name in page(client, workshop, f"?q={letter().to_email[:5].upper()}&kind=invitation")
    for nothing in ("?q=nobody+of+that+name", "?state=sent", "?kind=reminder"):
        assert "No e-mail fits." in page(client, workshop, nothing)


def test_holding_is_said_on_the_page_and_lifted_again(
    client: FlaskClient, workshop: Workshop
) -> None:
    post(client, workshop, "/switch", turn="hold")
    post(client, workshop, "/switch", turn="hold")
    assert "No e-mail goes out." in page(client, workshop)
    assert "Held until somebody lets it go." in page(client, workshop)
    post(client, workshop, "/switch", turn="try_out")
    assert "Trial mode. Only the organising team is written to." in page(client, workshop)
    post(client, workshop, "/switch", turn="release")
    post(client, workshop, "/switch", turn="end_trial")
    assert not switches.read(workshop.id)
    noted = db.session.scalars(
        db.select(AuditEntry.action).where(AuditEntry.action.like("letter.%"))
    ).all()
    assert noted == [
        "letter.held", "letter.to_team_only", "letter.released", "letter.to_everybody",
    ]  # fmt: skip


def test_what_administrators_hold_is_said_to_organisers(
    client: FlaskClient, workshop: Workshop
) -> None:
    switches.hold(switches.ALL, True, at=NOON, account_id=1)
    db.session.commit()
    assert "An administrator holds the e-mails of all workshops." in page(client, workshop)


def test_all_that_ended_so_go_again_together(client: FlaskClient, workshop: Workshop) -> None:
    letter().state = LetterState.GAVE_UP
    db.session.commit()
    post(client, workshop, "/again", state="kept_back")
    assert letter().state is LetterState.GAVE_UP
    post(client, workshop, "/again", state="undelivered", kind="reminder")
    assert letter().state is LetterState.GAVE_UP
    post(client, workshop, "/again", state="undelivered", kind="invitation")
    assert letter().state is LetterState.WAITING


def test_what_never_went_out_is_sent_now_and_not_again(
    client: FlaskClient, workshop: Workshop
) -> None:
    letter().state = LetterState.KEPT_BACK
    db.session.commit()
    for more in ("?state=kept_back", f"/{letter().id}"):
        assert "Send now" in page(client, workshop, more)
        assert "Send again" not in page(client, workshop, more)
    letter().state = LetterState.GAVE_UP
    db.session.commit()
    for more in ("?state=undelivered", f"/{letter().id}"):
        assert "Send again" in page(client, workshop, more)


def test_helpers_see_letters_to_participants_only(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    made = stage()
    made.invite()
    enter(client, made.workshop, Role.HELPER)
    number = letter().id
    assert letter().to_name not in page(client, made.workshop)
    at_it = f"/organise/{made.workshop.slug}/letters/{number}"
    assert client.get(at_it).status_code == 404
    assert client.get(f"{at_it}/html").status_code == 404
    letter().recipient = "registration:1"
    db.session.commit()
    assert letter().to_name in page(client, made.workshop)


def test_what_came_in_is_shown_with_its_reason_and_dealt_with_once(
    client: FlaskClient, workshop: Workshop
) -> None:
    came = Received(
        at=NOON, kind=ReceivedKind.MESSAGE, outcome=Outcome.UNCLEAR, reason="no_token",
        fingerprint="1", sender="zhu@example.org", subject="<b>Question</b>", text="May I?",
        content=b"", workshop_id=workshop.id,
    )  # fmt: skip
    db.session.add(came)
    db.session.commit()
    assert "1 to read" in page(client, workshop)
    shown = client.get(f"/organise/{workshop.slug}/letters/received").text
    assert "&lt;b&gt;Question&lt;/b&gt;" in shown
    assert "nobody knows whom it is about" in shown
    assert "May I?" in page(client, workshop, f"/received/{came.id}")
    for _ in range(2):
        post(client, workshop, f"/received/{came.id}/settle")
    assert "to read" not in page(client, workshop)
    count = db.select(db.func.count()).where(AuditEntry.action == "letter.dealt_with")
    assert db.session.scalar(count) == 1


def test_what_came_in_for_others_is_not_there(client: FlaskClient, workshop: Workshop) -> None:
    came = Received(
        at=NOON, kind=ReceivedKind.MESSAGE, outcome=Outcome.UNCLEAR, fingerprint="1", sender="",
        subject="Secret", text="", content=b"", workshop_id=None,
    )  # fmt: skip
    db.session.add(came)
    db.session.commit()
    address = f"/organise/{workshop.slug}/letters/received"
    assert "Secret" not in client.get(address).text
    assert client.get(f"{address}/{came.id}").status_code == 404


def test_every_kind_of_letter_has_words() -> None:
    kinds = {path.stem for path in (ROOT / "templates").glob("*/mail/[!_]*.html")}
    assert kinds == set(KINDS)
