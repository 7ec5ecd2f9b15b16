"""The organisers' first page: what needs them today, and their workshops."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.accounts.models import Account
from app.agenda import hints
from app.agenda.rules.hints import HintKind
from app.agenda.service.hints import accept
from app.audit.models import AuditEntry
from app.extensions import db
from app.invitations import service as invitations
from app.invitations.models import Invitation, InvitationPlan, Remark
from app.invitations.rules import Via
from app.mail import switches
from app.mail.models import Letter
from app.mail.rules import LetterState
from app.registration import service as registrations
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.site import today
from app.site.rules.today import Kind
from app.workshops.models import Member, Programme, Workshop
from app.workshops.rules import Role, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_account,
    make_day,
    make_form,
    make_item,
    make_part,
    make_speaker,
    make_workshop,
)
from tests.invitations.stage import drafted, last_letter, stage
from tests.registration.workshops import comes, publish

SOON = date(2027, 3, 20)


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


def busy(owner: Account, slug: str = "urban", people: int = 1, **values: object) -> Workshop:
    """Published, held on 20 March 2027, with every kind of thing that may wait; committed."""
    workshop = make_workshop(slug, owner=owner, title={"en": f"About {slug}"}, **values)
    day = make_day(workshop, SOON)
    make_form(workshop, online=people)
    publish(workshop)
    for n in range(people):
        item = make_item(workshop, day, pinned=time(10))
        for _ in range(2):
            make_part(item, make_speaker(workshop, f"Uninvited {n}"))
        silent, declined = (make_speaker(workshop, f"{name} {n}") for name in ("Silent", "No"))
        make_part(item, declined)
        for speaker in (silent, declined):
            invitation = drafted(speaker)
            invitations.send(invitation, at=NOON - timedelta(days=8), account_id=None)
        invitations.decline(invitation, answer=None, at=NOON)
        drafted(make_speaker(workshop, f"Drafted {n}"))
        comes(workshop, f"in{n}@example.org")
    for n in range(people):
        comes(workshop, f"waits{n}@example.org")
    for letter in db.session.scalars(db.select(Letter).where(Letter.kind == "confirmed")):
        letter.state = LetterState.NO_SUCH_ADDRESS
    db.session.commit()
    return workshop


def kinds(text: str) -> list[str]:
    return re.findall(r'data-kind="(\w+)"', text)


@ON_BOTH
def test_every_kind_of_thing_is_found_in_the_database(app: Flask, ada: Account) -> None:
    workshop = busy(ada, people=2)
    for one in db.session.scalars(db.select(Registration).limit(1)):
        one.state = RegistrationState.PENDING
    db.session.commit()
    desk = today.read(ada, NOON)
    (waiting,) = desk.waiting
    assert waiting.entry.workshop is workshop
    assert waiting.entry.days == 19
    found = {line.kind.value: line.count for line in waiting.lines}
    assert found == {
        "undelivered": 1, "declined": 1, "clashes": 1, "pending": 1, "differs": 1,
        "silent": 2, "not_sent": 2, "not_invited": 4, "waiting": 2,
    }  # fmt: skip


@ON_BOTH
def test_a_clash_that_was_accepted_waits_no_more(app: Flask, ada: Account) -> None:
    workshop = busy(ada, people=2)
    found = hints.of_workshop(workshop, at=NOON)
    (one,) = [one for one in found.open if one.hint.kind is HintKind.ROOM_TWICE]
    accept(workshop, one.key, "A wall opens.", minutes=one.hint.minutes, at=NOON, account_id=None)
    db.session.commit()
    (waiting,) = today.read(ada, NOON).waiting
    assert Kind.CLASHES not in {line.kind for line in waiting.lines}


def undelivered(ada: Account) -> list[str]:
    """Names of those to whom something did not arrive, as the page has them."""
    db.session.commit()
    db.session.expire_all()
    return [
        line.names[0]
        for waiting in today.read(ada, NOON).waiting
        for line in waiting.lines
        if line.kind is Kind.UNDELIVERED
    ]


def lost(kind: str) -> Letter:
    """The newest letter of this kind, given up."""
    letter = last_letter(kind)
    letter.state, letter.trouble, letter.attempts = LetterState.GAVE_UP, "452 full", 14
    return letter


def another(letter: Letter, state: LetterState) -> None:
    """A later letter to the same person."""
    values = {
        name: getattr(letter, name)
        for name in Letter.__mapper__.columns.keys()  # noqa: SIM118
        if name not in ("id", "act", "message_id")
    }
    db.session.add(Letter(**values | {"act": "again", "message_id": "again", "state": state}))


def staged(ada: Account) -> Invitation:
    """Zhu Shu is invited, and the letter is given up."""
    made = stage()
    made.workshop.members.append(Member(account=ada, role=Role.OWNER))
    invitation = made.invite()
    lost("invitation")
    return invitation


@ON_BOTH
@pytest.mark.parametrize(
    ("state", "names"),
    [
        (LetterState.SENT, []),
        (LetterState.WAITING, ["In0"]),
        (LetterState.SENDING, ["In0"]),
        (LetterState.GAVE_UP, ["In0"]),
    ],
)
def test_a_later_letter_makes_up_for_one_that_did_not_arrive_once_it_was_sent(
    app: Flask, ada: Account, state: LetterState, names: list[str]
) -> None:
    busy(ada)
    letter = db.session.scalars(db.select(Letter).where(Letter.kind == "confirmed")).one()
    another(letter, state)
    assert undelivered(ada) == names


@ON_BOTH
def test_a_corrected_address_needs_nobody_any_more(app: Flask, ada: Account) -> None:
    person = staged(ada).speaker.person
    assert undelivered(ada) == ["Zhu Shu"]
    person.email = "Zhu@Example.org"  # the same to those who deliver
    assert undelivered(ada) == ["Zhu Shu"]
    person.email = "zhu.shu@example.org"
    assert undelivered(ada) == []
    another(lost("invitation"), LetterState.SENT)  # to the old address
    assert undelivered(ada) == []
    person.email = None
    assert undelivered(ada) == []


def withdraw(invitation: Invitation) -> None:
    invitations.withdraw(invitation, at=NOON, account_id=None)


def withdraw_and_remove(invitation: Invitation) -> None:
    withdraw(invitation)
    invitations.remove(invitation, at=NOON, account_id=None)


def decline(invitation: Invitation) -> None:
    invitations.decline(invitation, answer=None, at=NOON)


@pytest.mark.parametrize("act", [withdraw, withdraw_and_remove, decline])
def test_who_is_not_expected_need_not_be_reached(
    app: Flask, ada: Account, act: Callable[[Invitation], None]
) -> None:
    invitation = staged(ada)
    assert undelivered(ada) == ["Zhu Shu"]
    act(invitation)
    assert undelivered(ada) == []


def test_who_has_cancelled_need_not_be_reached(app: Flask, ada: Account) -> None:
    busy(ada)
    assert undelivered(ada) == ["In0"]
    one = db.session.scalars(db.select(Registration).where(Registration.name == "In0")).one()
    registrations.cancel(one, at=NOON, account_id=ada.id)
    assert undelivered(ada) == []


def test_speakers_and_participants_of_one_number_are_told_apart(app: Flask, ada: Account) -> None:
    """Also when both are one person: who is gone as a speaker is not taken for a participant."""
    speaker = staged(ada).speaker
    publish(speaker.workshop)
    comes(speaker.workshop, "zhu@example.org").id = speaker.id
    assert undelivered(ada) == ["Zhu Shu"]
    lost("invitation").recipient = f"speaker:{speaker.id + 1}"
    assert undelivered(ada) == []
    lost("invitation").recipient = f"registration:{speaker.id}"
    assert undelivered(ada) == ["Zhu Shu"]


@ON_BOTH
def test_an_e_mail_is_sent_again_from_here(client: FlaskClient, ada: Account) -> None:
    busy(ada)
    letter = lost("confirmed")
    db.session.commit()
    page = client.get("/organise/?all=urban").text
    action = re.search(r'action="([^"]+/again)"', page)
    assert action
    answers = [client.post(action[1]) for _ in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, "/organise/")] * 2
    db.session.expire_all()
    assert (letter.state, letter.attempts, letter.trouble) == (LetterState.WAITING, 0, None)
    assert letter.next_try_at == NOON
    page = client.get("/organise/?all=urban").text
    assert "The e-mail is on its way again." in page
    assert "undelivered" not in kinds(page)
    log = db.session.scalars(db.select(AuditEntry).where(AuditEntry.subject.like("letter:%")))
    assert [(one.action, one.subject, one.account_id) for one in log] == [
        ("letter.sent_again", f"letter:{letter.id}", ada.id)
    ]


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (Role.VIEWER, "confirmed", 404),
        (Role.HELPER, "confirmed", 303),
        (Role.HELPER, "invitation", 404),
        (Role.EDITOR, "invitation", 303),
    ],
)
def test_who_may_mend_it_may_send_it_again(
    client: FlaskClient, ada: Account, role: Role, kind: str, status: int
) -> None:
    workshop = busy(make_account())
    workshop.members.append(Member(account=ada, role=role))
    letter = lost(kind)
    db.session.commit()
    answer = client.post(f"/organise/urban/letters/{letter.id}/again")
    assert answer.status_code == status
    db.session.refresh(letter)
    assert (letter.state is LetterState.WAITING) is (status == 303)


def test_letters_of_another_workshop_are_not_sent_again(client: FlaskClient, ada: Account) -> None:
    busy(make_account())
    letter = lost("confirmed")
    make_workshop("mine", owner=ada)
    db.session.commit()
    for number in (letter.id, 9_999, 2**70):
        assert client.post(f"/organise/mine/letters/{number}/again").status_code == 404
    db.session.refresh(letter)
    assert letter.state is LetterState.GAVE_UP


def test_lines_say_what_waits_and_carry_the_act(client: FlaskClient, ada: Account) -> None:
    busy(ada)
    page = client.get("/organise/?all=urban").text
    assert "<h1>What needs you today</h1>" in page
    assert "20 March 2027" in page
    assert "in 19 days" in page
    assert "No 0 has declined and is still named in “Talk" in page
    assert "Silent 0 was invited 8 days ago and has not answered." in page
    assert "An e-mail to In0 did not arrive: the address does not exist." in page
    assert "All places are taken (online) and 1 person waits." in page
    assert "2 people on the agenda have no invitation yet." in page


def test_no_form_stands_in_a_paragraph_that_browsers_would_end_before_it(
    client: FlaskClient, ada: Account
) -> None:
    busy(ada)
    page = client.get("/organise/?all=urban").text
    assert "<form" in page
    assert re.findall(r"<p\b(?:(?!</p>).)*<form", page, re.DOTALL) == []


def test_a_silent_speaker_is_reminded_from_here(client: FlaskClient, ada: Account) -> None:
    busy(ada)
    page = client.get("/organise/?all=urban").text
    action = re.search(r'action="([^"]+/remind)"', page)
    assert action
    answer = client.post(action[1], data={"back": "today"})
    assert (answer.status_code, answer.location) == (303, "/organise/")
    page = client.get("/organise/?all=urban").text
    assert "The reminder is on its way." in page
    assert "silent" not in kinds(page)


def test_several_silent_speakers_are_one_line_that_leads_to_reminding_them_by_name(
    client: FlaskClient, ada: Account
) -> None:
    workshop = busy(ada, people=2)
    also = drafted(make_speaker(workshop, "Asked just now"))
    invitations.send(also, at=NOON, account_id=None)
    db.session.commit()
    page = client.get("/organise/?all=urban").text
    assert kinds(page).count("silent") == 1
    assert "2 speakers have not answered." in page
    (there,) = re.findall(r'href="([^"]+/remind\?[^"]+)"', page)
    form = client.get(there.replace("&amp;", "&")).text
    keys = re.findall(r'name="key" value="([^"]+)" checked', form)
    names = re.findall(r'checked aria-label="([^"]+)"', form)
    assert sorted(names) == ["Silent 0", "Silent 1"]
    done = client.post("/organise/urban/invitations/remind", data={"key": keys})
    assert done.status_code == 303
    assert "silent" not in kinds(client.get("/organise/?all=urban").text)


def test_a_handful_is_shown_and_the_rest_one_click_away(client: FlaskClient, ada: Account) -> None:
    busy(ada, people=3)
    page = client.get("/organise/").text
    rest = int(re.findall(r"and (\d+) more", page)[0])
    assert len(kinds(page)) == 5
    opened = client.get("/organise/?all=urban").text
    assert len(kinds(opened)) == 5 + rest


def test_who_may_only_look_is_asked_for_nothing(client: FlaskClient, ada: Account) -> None:
    workshop = busy(make_account())
    workshop.members.append(Member(account=ada, role=Role.VIEWER))
    busy(make_account(), "theirs")
    db.session.commit()
    page = client.get("/organise/").text
    assert kinds(page) == []
    assert "Nothing waits for you." in page
    assert "About urban" in page
    assert "About theirs" not in page
    assert "Copy" not in page


def test_what_is_over_cancelled_or_practised_does_not_come_first(
    client: FlaskClient, ada: Account
) -> None:
    busy(ada, "practice-run", practice=True)
    busy(ada, "serious")
    past = make_workshop("past", owner=ada, state=WorkshopState.PUBLISHED)
    make_day(past, date(2027, 2, 1))
    off = make_workshop("off", owner=ada, state=WorkshopState.CANCELLED)
    make_day(off, SOON)
    db.session.commit()
    page = client.get("/organise/").text
    assert re.findall(r'class="due" id="([\w-]+)"', page) == ["serious", "practice-run"]
    rows = re.findall(r'<th scope="row"><a href="/organise/([\w-]+)/', page)
    assert rows[0] in ("serious", "off")
    assert rows[-1] == "practice-run"
    assert rows.index("past") == 2


def test_a_workshop_that_ended_this_morning_needs_nobody(
    client: FlaskClient, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(ada)
    after = datetime(2027, 3, 20, 8, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: after)
    assert kinds(client.get("/organise/").text) == []


def test_the_first_workshop_is_one_click_away(client: FlaskClient, ada: Account) -> None:
    page = client.get("/organise/").text
    assert "No workshop yet." in page
    assert 'href="/organise/new"' in page


@pytest.mark.parametrize("workshops", [1, 3])
@pytest.mark.parametrize("people", [1, 3])
def test_it_costs_the_same_for_one_and_three(
    client: FlaskClient, ada: Account, queries: list[str], workshops: int, people: int
) -> None:
    for n in range(workshops):
        busy(
            ada,
            f"urban-{n}",
            people,
            programme=Programme(key=f"cities-{n}", name={"en": "Cities"}),
        )
    db.session.expunge_all()
    queries.clear()
    assert client.get("/organise/").status_code == 200
    assert len(queries) == 24


def test_the_short_address_of_a_workshop_leads_to_its_agenda(client: FlaskClient) -> None:
    ada = make_account("ada@example.org")
    make_workshop("urban", owner=ada)
    db.session.commit()
    assert "/sign-in" in client.get("/organise/urban").location
    with client.session_transaction() as session:
        session["account"], session["generation"] = ada.id, 0
    assert client.get("/organise/urban").location == "/organise/urban/agenda"
    assert client.get("/organise/other").status_code == 404


def test_overdue_material_questions_and_held_mail_are_found_and_said(
    client: FlaskClient, ada: Account
) -> None:
    here = stage(owner=ada)
    here.publish()
    invitation = here.invite()
    invitations.accept(invitation, answer=None, at=NOON)
    invitations.ask(invitation, "Is there a projector?", at=NOON)
    tasks = {"photo": "2027-02-20"}
    plan = InvitationPlan(
        workshop_id=here.workshop.id, texts={}, tasks=tasks, paper={}, revision=1
    )
    db.session.add(plan)
    scope = switches.of_workshop(here.workshop.id)
    switches.hold(scope, True, at=NOON, account_id=ada.id)
    db.session.commit()
    page = client.get("/organise/").text
    assert kinds(page) == ["held", "question", "material"]
    assert "Material of 1 speaker is overdue." in page
    assert "Zhu Shu has written to you." in page
    invitations.settle(db.session.scalars(db.select(Remark)).one(), at=NOON, account_id=ada.id)
    invitations.ask(invitation, "Roofs: declined", via=Via.CALENDAR, at=NOON)
    db.session.commit()
    page = client.get("/organise/").text
    assert "The calendar of Zhu Shu has answered, and not with a clear yes or no." in page
    row = db.session.scalars(db.select(Registration)).one()
    row.state = RegistrationState.WAITLISTED
    db.session.commit()
    assert "Zhu Shu has accepted and waits for a place" in client.get("/organise/").text
