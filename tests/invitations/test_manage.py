from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.extensions import db
from app.invitations import rules, service
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.workshops.rules import Role
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_speaker
from tests.invitations.stage import Stage, drafted, kinds, last_letter


def where(here: Stage, act: str = "") -> str:
    return f"/organise/urban/invitations/{here.speaker.key}{act}"


def state_of(here: Stage) -> InvitationState:
    found = db.session.scalars(db.select(Invitation)).one().state
    db.session.rollback()
    return found


@ON_BOTH
def test_draft_preview_send_remind_withdraw(client: FlaskClient, here: Stage) -> None:
    page = client.get(where(here, "/letter"))
    assert "Invitation to take part: Cities and nature" in page.text
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 0
    db.session.rollback()

    form = {"language": "en", "message": "We met in Kunming.", "seen": ""}
    assert client.post(where(here, "/letter"), data=form).status_code == 303
    page = client.get(where(here, "/letter"))
    assert "We met in Kunming." in page.text
    assert "(the personal link)" in page.text
    assert "/s/" not in page.text
    # The button that sends is one of the form that holds the words.
    assert re.search(r'<form method="post" id="draft"', page.text)
    assert re.search(r'<button[^>]* value="send" form="draft">Send to zhu@example.org<', page.text)
    assert kinds() == []
    db.session.rollback()

    assert client.post(where(here, "/send")).status_code == 303
    assert state_of(here) is InvitationState.SENT
    for _ in range(3):
        assert client.post(where(here, "/remind")).status_code == 303
    refused = client.post(where(here, "/remind"))
    assert refused.status_code == 409
    assert "Three reminders have been sent already" in refused.text
    assert client.post(where(here, "/withdraw")).status_code == 303
    assert state_of(here) is InvitationState.WITHDRAWN
    assert kinds() == ["invitation", *["reminder"] * 3, "withdrawn"]
    db.session.rollback()
    page = client.get(where(here, "/status"))
    assert "waiting to be sent" in page.text


def test_a_withdrawn_invitation_is_drafted_again_or_deleted(
    client: FlaskClient, here: Stage
) -> None:
    invitation = here.invite()
    service.withdraw(invitation, at=NOON, account_id=None)
    db.session.commit()
    assert client.post(where(here, "/reopen")).status_code == 303
    assert state_of(here) is InvitationState.DRAFTED
    for _ in range(2):  # a second click finds it gone, as asked for
        assert client.post(where(here, "/remove")).status_code == 303
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 0


def test_sending_twice_says_so_and_writes_one_letter(client: FlaskClient, here: Stage) -> None:
    drafted(here.speaker)
    db.session.commit()
    assert client.post(where(here, "/send")).status_code == 303
    again = client.post(where(here, "/send"))
    assert again.status_code == 409
    assert "has been sent already" in again.text
    assert kinds() == ["invitation"]


def test_a_speaker_without_an_address_is_told_where_to_add_one(
    client: FlaskClient, here: Stage
) -> None:
    here.speaker.person.email = None
    drafted(here.speaker)
    db.session.commit()
    page = client.get("/organise/urban/invitations")
    assert "No e-mail address is recorded, so nothing can be sent." in page.text
    assert f"/organise/urban/people/{here.speaker.key}" in page.text
    assert where(here, "/send") not in page.text
    answer = client.post(where(here, "/send"))
    assert answer.status_code == 409
    assert "No e-mail address is recorded for Zhu Shu" in answer.text


def test_the_table_shows_states_dates_with_zone_and_answers(
    client: FlaskClient, here: Stage
) -> None:
    invitation = here.invite()
    service.accept(invitation, answer="With <pleasure>", at=NOON)
    make_speaker(here.workshop, "He Landi")
    db.session.commit()
    page = client.get("/organise/urban/invitations").text
    assert 'data-state="accepted"' in page
    assert page.count('title="Monday, 1 March 2027, 20:00 (Shanghai, UTC+8)"') == 1
    assert "Times in Shanghai" in page
    funnel = re.findall(r'<th scope="row">([^<]+)</th>.*?"funnel-n">(\d+)<', page, re.DOTALL)
    assert funnel == [("invited", "1"), ("opened their page", "1"), ("answered", "1")]
    assert "1 accepted" in page
    assert "With &lt;pleasure&gt;" in page
    assert "not invited" in page


def test_a_draft_saved_by_somebody_else_is_shown_beside_ones_own(
    client: FlaskClient, here: Stage
) -> None:
    drafted(here.speaker, "theirs")
    db.session.commit()
    old = rules.fingerprint("as it was opened", "en")
    form = {"language": "en", "message": "mine", "seen": old}
    answer = client.post(where(here, "/letter"), data=form)
    assert answer.status_code == 409
    assert "theirs" in answer.text
    assert "mine" in answer.text
    form["seen"] = rules.fingerprint("theirs", "en")
    assert form["seen"] in answer.text
    assert client.post(where(here, "/letter"), data=form).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("message", "x" * 4001, "at most 4000 characters fit"),
        ("language", "fr", "Please choose one of the entries"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    client: FlaskClient, here: Stage, field: str, value: str, sentence: str
) -> None:
    form = {"language": "en", "message": "", "seen": ""} | {field: value}
    answer = client.post(where(here, "/letter"), data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 0


def test_a_draft_that_was_sent_meanwhile_is_not_changed(client: FlaskClient, here: Stage) -> None:
    here.invite()
    db.session.commit()
    answer = client.post(
        where(here, "/letter"), data={"language": "en", "message": "more", "seen": ""}
    )
    assert answer.status_code == 409
    assert "more" in answer.text


def test_viewers_look_and_do_not_act(client: FlaskClient, here: Stage) -> None:
    here.workshop.members[0].role = Role.VIEWER
    db.session.commit()
    assert client.get("/organise/urban/invitations").status_code == 200
    assert client.get(where(here, "/letter")).status_code == 404
    assert client.post(where(here, "/send")).status_code == 404
    # What was handed in may be shown to nobody yet.
    for page in ("", "/photo", f"/slides/{here.item.key}/1"):
        assert client.get(where(here, f"/materials{page}")).status_code == 404
    assert "/materials" not in client.get(where(here, "/status")).text


def test_the_page_of_what_was_handed_in_knows_where_it_stands(
    client: FlaskClient, here: Stage
) -> None:
    page = client.get(where(here, "/materials")).text
    assert re.search(r'/invitations" aria-current="true">Invitations', page)
    assert f'href="{where(here, "/status")}">Back to Zhu Shu' in page


def test_nobody_of_that_name_is_not_found(client: FlaskClient, here: Stage) -> None:
    assert client.get("/organise/urban/invitations/nobody").status_code == 404
    assert client.post("/organise/urban/invitations/nobody/send").status_code == 404


def test_the_button_sends_the_words_as_they_stand_in_the_form(
    client: FlaskClient, here: Stage
) -> None:
    seen = rules.fingerprint(drafted(here.speaker, "as it was saved").message, "en")
    db.session.commit()
    form = {"language": "en", "message": "as it was typed", "seen": seen, "do": "send"}
    assert client.post(where(here, "/letter"), data=form).status_code == 303
    assert "as it was typed" in last_letter("invitation").text
