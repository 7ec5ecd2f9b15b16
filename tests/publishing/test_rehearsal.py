"""The rehearsal: each person's times, each letter before it is written, trials to oneself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account
from app.agenda.models import AgendaItem
from app.extensions import db
from app.invitations import service as invitations
from app.mail import outbox
from app.mail.models import Letter
from app.people.models import Speaker
from app.publishing import service, words
from app.publishing.service import rehearsing, trials
from app.registration import service as registration
from app.registration.service import Wish
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, Way
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

PUBLISH = "/organise/urban/publish"
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Bogota")


class Stage:
    """A published workshop with invited speakers in three zones, and guests in two languages."""

    def __init__(self, speakers: int = 3) -> None:
        self.ada = make_account("ada@example.org", name="Ada Organiser")
        self.workshop: Workshop = make_workshop("urban", owner=self.ada, way=Way.ONLINE)
        self.day = make_day(self.workshop, starts=time(9, 0))
        self.items: list[AgendaItem] = []
        self.speakers: list[Speaker] = []
        for n in range(speakers):
            item = make_item(self.workshop, self.day, minutes=10)
            who = make_speaker(self.workshop, f"Speaker {n}", time_zone=ZONES[n % 3])
            make_part(item, who)
            self.items.append(item)
            self.speakers.append(who)
        make_form(self.workshop, online=50)
        service.publish(self.workshop, at=NOON, account_id=self.ada.id)
        for who in self.speakers:
            asked = invitations.draft(
                who, language="en", message=None, at=NOON, account_id=self.ada.id
            )
            invitations.send(asked, at=NOON, account_id=self.ada.id)
        for n, language in enumerate(("en", "en", "zh")):
            wish = Wish(
                name=f"Guest {n}", email=f"guest{n}@example.org", way=Way.ONLINE, language=language
            )
            registration.register(self.workshop, wish, key=f"k{n}", at=NOON)
        db.session.execute(Letter.__table__.delete())
        db.session.commit()

    def move(self) -> None:
        self.day.starts = time(7, 30)
        db.session.commit()

    def rehearse(self) -> service.Rehearsal:
        return service.rehearse(self.workshop, at=NOON)

    def people(self) -> list[words.PersonSaid]:
        return words.by_person(self.rehearse(), rehearsing.people_of(self.workshop))


@pytest.fixture
def stage(app: Flask, at: datetime) -> Stage:
    return Stage()


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[[Account], None]:
    def enter(account: Account) -> None:
        number = account.id
        with client.session_transaction() as session:
            session["account"], session["generation"] = number, 0

    return enter


def letters() -> list[Letter]:
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


# -- Person by person -----------------------------------------------------------------------------


def test_each_time_is_told_on_the_persons_own_clock(stage: Stage) -> None:
    stage.move()
    told = {one.name: one for one in stage.people()}
    assert [line.old for line in told["Speaker 0"].lines] == ["09:00–09:10"]
    assert [line.new for line in told["Speaker 0"].lines] == ["07:30–07:40"]
    assert told["Speaker 1"].zone == "Berlin, UTC+2"
    assert [line.new for line in told["Speaker 1"].lines] == ["01:40–01:50"]
    # In Bogotá it is still the evening before.
    assert [line.new for line in told["Speaker 2"].lines] == ["Thu 20 May 18:50–19:00"]
    assert all(one.reader for one in told.values())


def test_who_gets_no_letter_is_named_with_the_reason(stage: Stage) -> None:
    stage.speakers[0].person.email = None
    newcomer = make_speaker(stage.workshop, "Newcomer", time_zone=None)
    make_part(stage.items[2], newcomer)
    stage.move()
    told = {one.name: one for one in stage.people()}
    assert told["Speaker 0"].told == "no address recorded: please tell them yourself"
    assert told["Newcomer"].told == "not invited yet: gets no e-mail"
    assert told["Newcomer"].lines[0].old == "first time told"
    assert told["Newcomer"].zone_unknown
    assert [told[name].reader for name in ("Speaker 0", "Newcomer")] == [None, None]


def test_what_an_invitation_told_is_not_told_for_the_first_time(stage: Stage) -> None:
    later = make_item(stage.workshop, stage.day, minutes=10)
    newcomer = make_speaker(stage.workshop, "Newcomer", time_zone="Asia/Shanghai")
    make_part(later, newcomer)
    asked = invitations.draft(newcomer, language="en", message=None, at=NOON, account_id=None)
    invitations.send(asked, at=NOON, account_id=None)
    db.session.commit()
    told = {one.name: one for one in stage.people()}
    assert [line.old for line in told["Newcomer"].lines] == ["already told by e-mail"]
    stage.move()
    told = {one.name: one for one in stage.people()}
    assert [line.old for line in told["Newcomer"].lines] == ["09:30–09:40"]
    assert [line.new for line in told["Newcomer"].lines] == ["08:00–08:10"]


def test_what_is_taken_out_is_said_instead_of_a_time(stage: Stage) -> None:
    db.session.delete(stage.items[2])
    db.session.commit()
    (only,) = stage.people()
    assert [(line.old, line.new) for line in only.lines] == [
        ("Thu 20 May 20:20–20:30", "taken out")
    ]


# -- Letters --------------------------------------------------------------------------------------


@ON_BOTH
def test_a_letter_is_read_as_it_will_be_sent(app: Flask, at: datetime) -> None:
    stage = Stage()
    stage.move()
    rehearsal = stage.rehearse()
    rehearsed = {
        reader: plan
        for reader in [
            *(f"speaker:{one.id}" for one in stage.speakers),
            *(f"registration:{one.id}" for one in rehearsal.registrations),
        ]
        if (plan := rehearsing.letter_to(rehearsal, reader, at=NOON))
    }
    said = {reader: outbox.rehearse(**plan)["text"] for reader, plan in rehearsed.items()}
    assert letters() == []
    service.publish(stage.workshop, at=NOON, account_id=None)
    db.session.commit()
    written = {one.recipient: one.text for one in letters()}
    assert said == written
    assert len(written) == 6


def test_participants_whose_letters_say_the_same_are_put_together(stage: Stage) -> None:
    stage.move()
    sorts = stage.rehearse().sorts
    assert [[one.name for one in sort.readers] for sort in sorts] == [
        ["Guest 0", "Guest 1"],
        ["Guest 2"],
    ]


def test_the_page_of_a_letter_holds_no_personal_link(
    client: FlaskClient, stage: Stage, sign_in: Callable[[Account], None]
) -> None:
    stage.move()
    number = stage.speakers[1].id
    sign_in(stage.ada)
    page = client.get(f"{PUBLISH}/letters/speaker/{number}").text
    assert "Dear Speaker 1" in page
    assert "(the personal link)" in page
    assert "/s/" not in page
    html = client.get(f"{PUBLISH}/letters/speaker/{number}/html")
    assert "/s/" not in html.text
    assert html.headers["Content-Security-Policy"].startswith("sandbox")
    assert client.get(f"{PUBLISH}/letters/speaker/{number + 1000}").status_code == 404
    assert letters() == []


# -- Trials ---------------------------------------------------------------------------------------


@ON_BOTH
def test_trial_letters_go_to_oneself_and_to_nobody_else(app: Flask, at: datetime) -> None:
    stage = Stage()
    stage.move()
    count = trials.send(stage.workshop, stage.rehearse(), to=stage.ada, only=None, at=NOON)
    db.session.commit()
    assert count == 5  # three speakers, and a participant of each language
    written = letters()
    assert {(one.to_email, one.recipient) for one in written} == {
        ("ada@example.org", f"account:{stage.ada.id}")
    }
    assert all(one.subject.startswith(("[Trial]", "【试发】")) for one in written)
    assert all("sent only to you" in one.text for one in written if one.language == "en")
    # No link in them opens a page that belongs to somebody else.
    assert {link["purpose"] for one in written for link in one.links} == {""}
    assert not any("{token}" in link["path"] for one in written for link in one.links)


def test_of_one_letter_a_trial_is_one_letter_and_a_double_click_none_more(stage: Stage) -> None:
    stage.move()
    only = f"speaker:{stage.speakers[1].id}"
    for _ in range(2):
        trials.send(stage.workshop, stage.rehearse(), to=stage.ada, only=only, at=NOON)
    db.session.commit()
    (one,) = letters()
    assert "Dear Speaker 1," in one.text
    assert one.to_name == "Ada Organiser"
    assert trials.send(stage.workshop, stage.rehearse(), to=stage.ada, only="x:1", at=NOON) == 0


def test_after_a_trial_the_real_letters_are_still_written(stage: Stage) -> None:
    stage.move()
    trials.send(stage.workshop, stage.rehearse(), to=stage.ada, only=None, at=NOON)
    service.publish(stage.workshop, at=NOON, account_id=None)
    db.session.commit()
    assert db.session.scalar(
        select(func.count()).where(Letter.recipient.not_like("account:%"))
    ) == 6  # fmt: skip


# -- Pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("speakers", [3, 30])
@ON_BOTH
def test_rehearsing_costs_the_same_for_any_number_of_speakers(
    app: Flask,
    client: FlaskClient,
    at: datetime,
    sign_in: Callable[[Account], None],
    queries: list[str],
    speakers: int,
) -> None:
    stage = Stage(speakers)
    stage.move()
    sign_in(stage.ada)
    db.session.expunge_all()
    queries.clear()
    page = client.get(PUBLISH)
    assert page.status_code == 200
    assert len(queries) == 26
    assert f"Speakers ({speakers})" in page.text


def test_a_viewer_reads_the_rehearsal_and_neither_letters_nor_buttons(
    client: FlaskClient, stage: Stage, sign_in: Callable[[Account], None]
) -> None:
    viewer = make_account("vera@example.org")
    stage.workshop.members.append(Member(account=viewer, role=Role.VIEWER))
    stage.move()
    number = stage.speakers[0].id
    sign_in(viewer)
    page = client.get(PUBLISH).text
    assert "07:30–07:40" in page
    assert "Publish version" not in page
    assert "myself" not in page
    assert client.get(f"{PUBLISH}/letters/speaker/{number}").status_code == 404
    assert client.post(f"{PUBLISH}/trial").status_code == 404
    assert letters() == []


def test_a_long_list_is_folded(
    client: FlaskClient, stage: Stage, sign_in: Callable[[Account], None]
) -> None:
    for _ in range(300):
        make_item(stage.workshop, stage.day, minutes=1)
    db.session.commit()
    sign_in(stage.ada)
    page = client.get(PUBLISH).text
    assert "292 more changes" in page
    assert page.count(" is new: ") == 300


def test_the_draft_is_previewed_as_visitors_will_see_it(
    client: FlaskClient, stage: Stage, sign_in: Callable[[Account], None]
) -> None:
    stage.items[0].title = {"en": "Not public yet", "zh": "尚未公布"}
    stage.workshop.title = {"en": "Cities and nature", "zh": "城市与自然"}
    db.session.commit()
    assert client.get(f"{PUBLISH}/preview").status_code == 303
    sign_in(stage.ada)
    answer = client.get(f"{PUBLISH}/preview")
    assert "Not published: preview of the draft" in answer.text
    assert "Not public yet" in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'href="/w/urban/register' not in answer.text
    assert "calendar.ics" not in answer.text
    assert "尚未公布" in client.get(f"{PUBLISH}/preview?lang=zh").text
    assert "Not public yet" not in client.get("/w/urban").text
