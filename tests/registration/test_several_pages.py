"""Acting upon several from the list: nothing without a preview, once, and back again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import clock
from app.extensions import db
from app.registration.models import BulkAct
from app.registration.rules import RegistrationState as S
from app.workshops.rules import Role
from tests.registration.test_bulk import everybody, guests, states
from tests.registration.test_joining import letters
from tests.registration.test_manage import PEOPLE, sign_in
from tests.registration.workshops import comes, open_workshop, register, registered

HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


def confirmed(client: FlaskClient, page: str) -> TestResponse:
    """The one button of a preview, pressed."""
    form = re.search(r'<form method="post" action="([^"]+/several/do)".*?</form>', page, re.DOTALL)
    assert form
    fields = {name: unescape(value) for name, value in HIDDEN.findall(form[0])}
    return client.post(form[1], data=fields)


def test_approving_all_who_fit_says_first_who_gets_a_place(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=2, form={"approval": True})
    guests(workshop, 3)
    sign_in(client, workshop, Role.EDITOR)
    asked = {"deed": "approve", "whom": "all", "list": "state=pending"}
    page = client.post(f"{PEOPLE}/several", data=asked).text
    assert "Then: confirmed" in page
    assert re.search(r'Then: on the waiting list <span class="chip-n">1<', page)
    assert states(workshop) == {S.PENDING: 3}
    assert letters("confirmed") == []

    done = confirmed(client, page)
    assert done.status_code == 303
    assert confirmed(client, page).location == done.location  # pressed twice
    assert states(workshop) == {S.CONFIRMED: 2, S.WAITLISTED: 1}
    assert len(letters("confirmed")) == 2

    result = client.get(done.location).text
    assert "Became: confirmed" in result
    assert "G002" in result
    assert "Look at it or take it back" in client.get(PEOPLE).text
    back = client.post(re.findall(r'action="([^"]+/take-back)"', result)[0])
    assert "Back to: to be decided" in client.get(back.location).text
    assert states(workshop) == {S.PENDING: 3}
    assert "Look at it or take it back" not in client.get(PEOPLE).text


def test_an_act_is_offered_to_be_taken_back_for_an_hour(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = open_workshop(online=2)
    one = guests(workshop, 1)[0]
    sign_in(client, workshop, Role.EDITOR)
    page = client.post(f"{PEOPLE}/several", data={"deed": "cancel", "id": one.id}).text
    done = confirmed(client, page).location
    assert "take-back" in client.get(done).text
    assert "taken back until Monday, 1 March 2027, 21:00 (Shanghai" in client.get(done).text
    assert "was cancelled on Monday, 1 March 2027, 20:00 (Shanghai" in client.get(PEOPLE).text
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(hours=2))
    assert "take-back" not in client.get(done).text
    refused = client.post(f"{done}/take-back", follow_redirects=True).text
    assert "for one hour only" in refused
    assert "Look at it or take it back" not in client.get(PEOPLE).text


def test_what_changed_since_the_preview_is_left_and_listed(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=5)
    a, b, _ = guests(workshop, 3)
    sign_in(client, workshop, Role.EDITOR)
    data = {"deed": "cancel", "whom": "marked", "id": [a.id, b.id]}
    page = client.post(f"{PEOPLE}/several", data=data).text
    client.post(f"{PEOPLE}/{a.key}/cancel")
    result = client.get(confirmed(client, page).location).text
    assert "They stay as they are: Changed in the meantime, and stays as it is now." in result
    assert states(workshop) == {S.CANCELLED: 2, S.CONFIRMED: 1}
    assert letters("cancelled") == ["g000@example.org", "g001@example.org"]


def test_nobody_marked_and_nothing_chosen_are_said(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=5)
    one = guests(workshop, 1)[0]
    sign_in(client, workshop, Role.EDITOR)
    for data, sentence in (
        ({"deed": "cancel", "whom": "marked", "list": "q=g0"}, "Please mark somebody first"),
        ({"deed": "", "id": one.id}, "Please choose what to do."),
        ({"deed": "way:on_site", "id": one.id}, "Please choose what to do."),
    ):
        page = client.post(f"{PEOPLE}/several", data=data, follow_redirects=True)
        assert sentence in page.text


def test_helpers_act_on_one_at_a_time(client: FlaskClient, at: datetime) -> None:
    """Hundreds of e-mails are not sent by whoever helps at the door."""
    workshop = open_workshop(online=5)
    one = guests(workshop, 1)[0]
    sign_in(client, workshop, Role.HELPER)
    listed = client.get(PEOPLE).text
    assert "G000" in listed
    assert "/several" not in listed
    assert 'name="id"' not in listed
    assert client.post(f"{PEOPLE}/several", data={"deed": "resend_link"}).status_code == 404
    forged = {"deed": "resend_link", "key": "a" * 16, "seen-confirmed": str(one.id)}
    assert client.post(f"{PEOPLE}/several/do", data=forged).status_code == 404
    assert letters("link") == []
    assert client.post(f"{PEOPLE}/{one.key}/link").status_code == 303
    assert letters("link") == ["g000@example.org"]


def test_links_sent_to_several_cannot_be_taken_back(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=5)
    one = guests(workshop, 1)[0]
    account = sign_in(client, workshop, Role.EDITOR)
    page = client.post(f"{PEOPLE}/several", data={"deed": "resend_link", "id": one.id}).text
    done = confirmed(client, page)
    assert letters("link") == ["g000@example.org"]
    assert db.session.query(BulkAct).one().account_id == account.id
    assert "take-back" not in client.get(done.location).text


def test_the_button_says_the_deed_and_to_how_many(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=5)
    ids = [one.id for one in guests(workshop, 3)]
    sign_in(client, workshop, Role.EDITOR)
    for deed, button in (
        ("cancel", '<button class="danger">Cancel 3 registrations</button>'),
        ("resend_link", "<button>Send 3 people the link again</button>"),
    ):
        page = client.post(f"{PEOPLE}/several", data={"deed": deed, "id": ids}).text
        assert button in page


def test_people_of_other_workshops_are_not_touched(client: FlaskClient, at: datetime) -> None:
    workshop, other = open_workshop(online=5), open_workshop("other")
    register(other, "far@example.org")
    guests(workshop, 1)
    far = registered(other, "far@example.org")
    sign_in(client, workshop, Role.OWNER)
    page = client.post(f"{PEOPLE}/several", data={"deed": "cancel", "id": far.id}).text
    assert "Far" not in page
    forged = {"deed": "cancel", "key": "a" * 16, "seen-confirmed": str(far.id)}
    client.post(f"{PEOPLE}/several/do", data=forged)
    assert states(other) == {S.CONFIRMED: 1}
    assert everybody(workshop)[0].state is S.CONFIRMED


def test_what_answers_a_form_is_offered_in_no_other_language(
    client: FlaskClient, at: datetime
) -> None:
    """Its address alone leads nowhere; only where the form stands at that address it may be."""
    workshop = open_workshop(online=5)
    one = guests(workshop, 1)[0]
    sign_in(client, workshop, Role.EDITOR)
    page = client.post(f"{PEOPLE}/several", data={"deed": "cancel", "id": one.id})
    assert (page.status_code, "hreflang" in page.text) == (200, False)
    again = client.post("/w/cities/register", data={"name": ""})
    assert (again.status_code, "hreflang" in again.text) == (422, True)
    assert "hreflang" in client.get(PEOPLE).text


@pytest.mark.parametrize(("act", "said"), [("cancel", "was cancelled on"), ("reject", "declined")])
def test_what_was_done_to_one_can_be_taken_back_within_the_hour(
    client: FlaskClient, at: datetime, act: str, said: str
) -> None:
    workshop = open_workshop(online=1, form={"approval": act == "reject"})
    one = comes(workshop, "ada@example.org")
    was = one.state
    sign_in(client, workshop, Role.EDITOR)
    assert client.post(f"{PEOPLE}/{one.key}/{act}", data={"from": "person"}).status_code == 303
    assert client.post(f"{PEOPLE}/{one.key}/{act}").status_code == 303  # pressed twice
    assert db.session.query(BulkAct).count() == 1
    for page in (f"{PEOPLE}/{one.key}", PEOPLE):
        shown = client.get(page).text
        assert said in shown
        (there,) = re.findall(r'href="([^"]+)">Look at it or take it back', shown)
    back = re.findall(r'action="([^"]+/take-back)"', client.get(there).text)
    client.post(back[0])
    db.session.expire_all()
    assert one.state is was
    assert letters("changed_for_you") == ["ada@example.org"]
    assert "Look at it or take it back" not in client.get(f"{PEOPLE}/{one.key}").text
