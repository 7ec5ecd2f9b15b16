"""What a speaker's calendar is asked: one request for each own item, and what takes it back."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

import pytest
from flask import Flask

from app.extensions import config, db
from app.invitations import service
from app.invitations.checks import broken
from app.invitations.models import Appointment, Invitation
from app.invitations.rules import Via
from app.mail import message
from app.mail.models import Letter
from app.publishing import service as publishing
from config import ROOT
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_item, make_part
from tests.invitations.calendars import INBOUND, address_of, appointment, reads_replies, requests
from tests.invitations.stage import TEN, Stage, drafted, kinds, last_letter, stage

__all__ = ("reads_replies",)
LATER = NOON + timedelta(days=1)


def sent(letter: Letter) -> str:
    """The calendar as it leaves the house, with its lines unfolded."""
    whole = message.calendar(letter, message.addresses(letter))
    assert whole is not None
    return whole.replace("\r\n ", "")


@pytest.fixture
def here(reads_replies: None) -> Stage:
    return stage()


def test_without_an_address_for_replies_nothing_is_asked(app: Flask) -> None:
    service.accept(stage().invite(), answer=None, at=NOON)
    assert requests() == []
    assert last_letter("accepted").calendar is not None
    assert db.session.scalars(db.select(Appointment)).all() == []


@ON_BOTH
def test_an_invitation_asks_the_calendar_of_its_reader_alone(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    db.session.commit()
    [letter] = requests()
    text = sent(letter)
    assert letter.kind == "invitation"
    assert letter.method == "REQUEST"
    assert "METHOD:REQUEST" in text
    assert f":mailto:{address_of(invitation)}" in text
    assert text.count("ATTENDEE") == 1
    attendee = next(line for line in text.split("\r\n") if line.startswith("ATTENDEE"))
    for said in (
        'CN="Zhu Shu"', "CUTYPE=INDIVIDUAL", "ROLE=REQ-PARTICIPANT", "PARTSTAT=NEEDS-ACTION",
        "RSVP=TRUE", ":mailto:zhu@example.org",
    ):  # fmt: skip
        assert said in attendee
    for said in (
        f"UID:{here.item.uid}", "DTSTART;TZID=Asia/Shanghai:20270521T090000",
        "DTEND;TZID=Asia/Shanghai:20270521T092000", "BEGIN:VTIMEZONE", "SEQUENCE:0",
    ):  # fmt: skip
        assert said in text
    assert "X-WR" not in text
    assert appointment().sequence == 0


def test_items_without_hours_are_told_and_not_asked_about(app: Flask, here: Stage) -> None:
    here.day.starts = None
    db.session.flush()
    service.accept(here.invite(), answer=None, at=NOON)
    assert requests() == []
    assert last_letter("accepted").calendar is not None


def test_each_further_item_comes_in_a_mail_of_its_own(app: Flask, here: Stage) -> None:
    make_part(make_item(here.workshop, here.day, title={"en": "Encore"}), here.speaker)
    here.invite()
    assert kinds() == ["invitation", "appointment"]
    assert [sent(letter).count("BEGIN:VEVENT") for letter in requests()] == [1, 1]
    assert "SUMMARY:Encore" in sent(requests()[1])
    assert all(link["name"] in ("reply", "page") for link in requests()[1].links)


def test_who_answers_gets_one_e_mail_however_many_parts_there_are(app: Flask, here: Stage) -> None:
    make_part(make_item(here.workshop, here.day, title={"en": "Encore"}), here.speaker)
    invitation = here.invite()
    service.await_approval(invitation, answer=None, at=LATER)
    service.accept(invitation, answer=None, at=LATER)
    assert kinds() == ["invitation", "appointment", "tentative", "accepted"]


def test_what_takes_an_entry_out_says_so_first(app: Flask, here: Stage) -> None:
    make_part(make_item(here.workshop, here.day, title={"en": "Encore"}), here.speaker)
    service.decline(here.invite(), answer=None, at=LATER)
    letter = last_letter("appointment")
    assert letter.method == "CANCEL"
    assert letter.subject.startswith("Taken out of your calendar: “Encore”")
    assert "“Encore” is taken out of your calendar" in letter.text


def test_calendars_in_chinese_name_people_in_chinese(app: Flask, here: Stage) -> None:
    here.speaker.person.native_name = "朱舒"
    invitation = drafted(here.speaker, language="zh")
    service.send(invitation, at=NOON, account_id=None)
    text = sent(last_letter("invitation"))
    assert 'CN="朱舒"' in text or "CN=朱舒" in text
    assert "Zhu Shu" not in text


def test_a_change_is_told_on_the_readers_own_clock_too(app: Flask, here: Stage) -> None:
    accepted(here)
    here.day.starts = TEN
    here.publish(LATER)
    said = " ".join(last_letter("changed").text.split())
    assert "moved from 09:00 to 10:00 (Shanghai, UTC+8); Berlin, UTC+2: 03:00, now 04:00" in said


def test_a_yes_given_elsewhere_is_confirmed_to_the_calendar(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    service.accept(invitation, answer=None, at=LATER)
    text = sent(last_letter("accepted"))
    assert "PARTSTAT=ACCEPTED" in text
    assert "SEQUENCE:0" in text
    assert "Join online" in text
    service.accept(invitation, answer=None, at=LATER)
    assert kinds() == ["invitation", "accepted"]


def test_a_calendar_that_answered_is_not_told_its_own_answer(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    appointment().partstat = "ACCEPTED"
    service.accept(invitation, answer=None, via=Via.CALENDAR, at=LATER)
    letter = last_letter("accepted")
    assert letter.method is None
    assert letter.calendar is None


def test_a_no_takes_the_entry_out_and_a_later_yes_brings_it_back(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    service.decline(invitation, answer=None, at=LATER)
    gone = sent(last_letter("declined"))
    assert "METHOD:CANCEL" in gone
    assert "STATUS:CANCELLED" in gone
    assert "SEQUENCE:1" in gone
    assert "DTSTART;TZID=Asia/Shanghai:20270521T090000" in gone
    service.accept(invitation, answer=None, at=LATER)
    back = sent(last_letter("accepted"))
    assert "METHOD:REQUEST" in back
    assert "SEQUENCE:2" in back


def accepted(here: Stage) -> Invitation:
    invitation = here.invite()
    service.accept(invitation, answer=None, at=NOON)
    here.publish()
    return invitation


def test_another_time_is_asked_about_anew(app: Flask, here: Stage) -> None:
    accepted(here)
    here.day.starts = TEN
    here.publish(LATER)
    text = sent(last_letter("changed"))
    assert "PARTSTAT=NEEDS-ACTION" in text
    assert "SEQUENCE:1" in text
    assert "T100000" in text


def test_another_title_leaves_the_answer_and_the_sequence(app: Flask, here: Stage) -> None:
    accepted(here)
    here.item.title = {"en": "Roofs of Yunnan"}
    here.publish(LATER)
    text = sent(last_letter("changed"))
    assert "SUMMARY:Roofs of Yunnan" in text
    assert "PARTSTAT=ACCEPTED" in text
    assert "SEQUENCE:0" in text


def test_only_what_changed_is_sent(app: Flask, here: Stage) -> None:
    encore = make_item(here.workshop, here.day, title={"en": "Encore"})
    make_part(encore, here.speaker)
    accepted(here)
    before = len(requests())
    encore.title = {"en": "Second encore"}
    here.publish(LATER)
    assert [("SUMMARY:Second encore" in sent(one)) for one in requests()[before:]] == [True]


def test_an_item_that_is_another_ones_now_is_taken_out(app: Flask, here: Stage) -> None:
    accepted(here)
    db.session.delete(here.item.parts[0])
    db.session.flush()
    db.session.expire(here.item)
    here.publish(LATER)
    text = sent(last_letter("changed"))
    assert "METHOD:CANCEL" in text
    assert "SUMMARY:Roofs of Kunming" in text
    assert "takes the entry “Roofs of Kunming” out of your calendar" in last_letter("changed").text


@ON_BOTH
def test_a_cancel_comes_from_the_organizer_of_the_request(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    organizer = address_of(invitation)
    service.withdraw(invitation, at=LATER, account_id=None)
    db.session.commit()
    letter = last_letter("withdrawn")
    assert f":mailto:{organizer}" in sent(letter)
    assert organizer != address_of(invitation)
    assert f"Reply-To: {organizer}" in message.compose(letter, at=LATER).content.decode().replace(
        "\r\n ", ""
    )


def test_whoever_is_asked_again_gets_a_request_that_wins(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    service.withdraw(invitation, at=LATER, account_id=None)
    service.reopen(invitation, at=LATER, account_id=None)
    service.send(invitation, at=LATER, account_id=None)
    text = sent(last_letter("invitation"))
    assert "SEQUENCE:2" in text
    assert f":mailto:{address_of(invitation)}" in text


def test_a_cancelled_workshop_empties_the_calendar(app: Flask, here: Stage) -> None:
    accepted(here)
    publishing.cancel(here.workshop, at=LATER, account_id=None)
    letter = last_letter("workshop_cancelled")
    assert letter.method == "CANCEL"
    assert "STATUS:CANCELLED" in sent(letter)


def test_an_address_that_changed_is_told_that_it_is_asked_no_longer(
    app: Flask, here: Stage
) -> None:
    invitation = here.invite()
    here.speaker.person.email = "shu@example.net"
    service.accept(invitation, answer=None, at=LATER)
    new, old = sent(last_letter("accepted")), sent(last_letter("appointment"))
    assert last_letter("appointment").to_email == "zhu@example.org"
    assert "METHOD:CANCEL" in old
    assert ":mailto:zhu@example.org" in old
    assert ":mailto:shu@example.net" in new
    assert "SEQUENCE:1" in old
    assert "SEQUENCE:2" in new
    assert all(not link["purpose"] or link["name"] == "reply"
               for link in last_letter("appointment").links)  # fmt: skip


@ON_BOTH
def test_a_new_address_is_asked_by_itself_and_once(app: Flask, here: Stage) -> None:
    here.invite()
    db.session.commit()
    here.speaker.person.email = "shu@example.net"
    service.follow_addresses(LATER)
    service.follow_addresses(LATER)
    db.session.commit()
    assert [(letter.method, letter.to_email) for letter in requests()[1:]] == [
        ("REQUEST", "shu@example.net"),
        ("CANCEL", "zhu@example.org"),
    ]
    here.speaker.person.email = None
    service.follow_addresses(LATER)
    service.follow_addresses(LATER)
    assert [(letter.method, letter.to_email) for letter in requests()[3:]] == [
        ("CANCEL", "shu@example.net")
    ]


def test_nobody_s_calendar_is_asked_anew_once_all_is_over(
    app: Flask, here: Stage, queries: list[str]
) -> None:
    here.invite()
    here.speaker.person.email = "shu@example.net"
    db.session.commit()
    service.follow_addresses(LATER + timedelta(days=365))
    db.session.commit()
    queries.clear()
    service.follow_addresses(LATER + timedelta(days=365))
    assert len(requests()) == 1
    assert len(queries) < 6
    service.follow_addresses(LATER)
    assert len(requests()) == 3


def test_what_people_type_brings_no_address_into_a_calendar(app: Flask, here: Stage) -> None:
    here.item.title = {"en": "%%link:desk%% of Kunming"}
    here.invite()
    assert "/s/" not in sent(requests()[0])


def test_the_mail_is_one_that_calendar_programs_read(app: Flask, here: Stage) -> None:
    here.invite()
    mixed = message_from_bytes(message.compose(requests()[0], at=NOON).content)
    alternative, file = mixed.get_payload()
    plain, html, calendar = alternative.get_payload()
    types = [part.get_content_type() for part in (mixed, alternative, plain, html, calendar, file)]
    assert types == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
        "application/ics",
    ]  # fmt: skip
    assert {name: calendar.get_param(name) for name in ("method", "charset", "component")} == {
        "method": "REQUEST", "charset": "UTF-8", "component": "VEVENT",
    }  # fmt: skip
    assert calendar.get_content_disposition() in (None, "inline")
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True)


def test_what_was_sent_is_checked(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    assert [line for line in broken() if "calendar" in line] == []
    service.withdraw(invitation, at=LATER, account_id=None)
    assert [line for line in broken() if "calendar" in line] == []
    appointment().method = "REQUEST"
    db.session.flush()
    assert [line for line in broken() if "calendar" in line] != []


def test_who_reads_replies_is_named_with_every_letter(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    content = message.compose(last_letter("invitation"), at=NOON).content.decode()
    assert f"Reply-To: {address_of(invitation)}" in content.replace("\r\n ", "")
    assert config().mail_inbound not in content.replace("+", "")


def test_a_request_its_update_and_its_cancel_leave_the_house_word_for_word(
    app: Flask, here: Stage
) -> None:
    here.item.uid, here.item.key = "roofs@plenum.test", "roofs"
    here.workshop.place = {"en": "Meeting room 3; Beijing 北京"}
    invitation = drafted(here.speaker)
    invitation.key = "golden"
    service.send(invitation, at=NOON, account_id=None)
    service.accept(invitation, answer=None, at=NOON)
    here.publish()
    here.day.starts = TEN
    here.publish(LATER)
    service.withdraw(invitation, at=LATER, account_id=None)
    db.session.commit()
    for name, kind in (("request", "invitation"), ("update", "changed"), ("cancel", "withdrawn")):
        letter = last_letter(kind)
        letter.message_id = f"<{name}@plenum.test>"
        content = message.compose(letter, at=LATER).content.decode("ascii")
        boundaries = list(dict.fromkeys(re.findall(r'boundary="([^"]+)"', content)))
        for n, boundary in enumerate(boundaries):
            content = content.replace(boundary, f"boundary-{n}")
        path = ROOT / "tests" / "golden" / "letters" / "invitations" / f"{name}.eml"
        if os.environ.get("PLENUM_WRITE_GOLDEN"):
            path.write_bytes(content.encode())
        assert content == path.read_bytes().decode()


@pytest.mark.parametrize("inbound", [None, INBOUND])
def test_what_people_type_becomes_no_link_in_a_calendar(app: Flask, inbound: str | None) -> None:
    app.extensions["plenum"] = replace(config(), mail_inbound=inbound)
    here = stage()
    here.item.title = {"en": "%%link:desk%% %%link:feed%% %%link:reply%%"}
    service.accept(here.invite(), answer=None, at=NOON)
    db.session.commit()
    letters = db.session.scalars(db.select(Letter).where(Letter.calendar.is_not(None))).all()
    assert letters
    for letter in letters:
        text = sent(letter)
        assert "SUMMARY:%%" in text
        assert "/s/" not in text
        assert "/feeds/" not in text
        assert text.count("inbound+") == (1 if letter.method else 0)


@ON_BOTH
def test_who_is_invited_again_gets_a_letter_and_a_request_that_wins(
    app: Flask, reads_replies: None
) -> None:
    """Numbers of rows are given out again; nothing that was sent may stand in the way."""
    here = stage()
    first = here.invite()
    service.withdraw(first, at=NOON, account_id=None)
    last = max(int(re.search(r"SEQUENCE:(\d+)", one.calendar or "")[1]) for one in requests())
    service.remove(first, at=NOON, account_id=None)
    db.session.commit()
    again = here.invite(at=LATER)
    db.session.commit()
    assert kinds()[-1] == "invitation"
    asked = requests()[-1]
    assert asked.written_at == LATER
    assert int(re.search(r"SEQUENCE:(\d+)", asked.calendar or "")[1]) > last
    assert again.state == "sent"
