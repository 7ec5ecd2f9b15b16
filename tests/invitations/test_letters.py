"""What holds of e-mails to speakers, and of their copies to assistants."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from email import message_from_bytes, policy

import pytest
from flask import Flask

from app.extensions import config, db
from app.i18n import LANGUAGES
from app.invitations import service
from app.invitations.letters import own_part_of
from app.invitations.models import InvitationPlan
from app.invitations.rules.told import snapshot
from app.links import derive
from app.mail import message
from app.mail.models import Letter
from tests.conftest import NOON
from tests.factories import make_item, make_part
from tests.invitations.stage import kinds, last_letter, stage
from tests.mail.every_letter import OFFICE, copies, write_all
from tests.mail.test_every_letter import EVIL, Reader, words

BY_MAIL = "You may also simply answer this e-mail"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_assistant_reads_the_same_in_a_mail_of_their_own(app: Flask, language: str) -> None:
    to_speaker = write_all(language)
    to_assistant = copies()
    of_invitations = {kind for kind in to_speaker if kind.startswith("invitations/")}
    # What only carries an entry is for the speaker's own calendar.
    assert {f"invitations/{kind}" for kind in (*to_assistant, "appointment")} == of_invitations
    for kind, copy in to_assistant.items():
        original = to_speaker[f"invitations/{kind}"]
        assert (copy.to_name, copy.to_email) == ("Li Assistant", OFFICE)
        assert OFFICE not in original.text + original.html + original.to_email
        assert original.to_email not in copy.text + copy.html
        assert copy.subject != original.subject
        assert copy.subject.endswith(original.subject)
        known = message.addresses(copy)
        read = Reader(message.html_part(copy, known))
        assert words("\n".join(read.pieces)) == words(message.text(copy, known)), kind


def test_a_copy_opens_the_page_for_the_assistant_and_nothing_else(app: Flask) -> None:
    write_all("en")
    for kind, copy in copies().items():
        assert (copy.calendar, copy.method) == (None, None), kind
        assert "reply" not in {link["name"] for link in copy.links}  # no mail is read here
        assert {link["purpose"] for link in copy.links} == {"", "assistant"}
        assert "meet.example.org" not in copy.text + copy.html
        assert "/feeds/" not in copy.text
        assert copy.recipient.startswith("assistant:")


def test_a_link_of_an_assistant_is_not_the_speakers(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    invitation.assistant_email, invitation.assistant_generation = OFFICE, 3
    service.accept(invitation, answer=None, at=NOON)
    copy = copies()["accepted"]
    secret, key = config().secret_key, invitation.key
    address = message.addresses(copy)["desk"]
    assert derive(secret, "assistant", key, 3) in address
    assert derive(secret, "desk", key, invitation.generation) not in address
    assert "Good day," in copy.text  # nobody said what they are called


def test_without_an_assistant_nobody_gets_a_copy(app: Flask) -> None:
    stage().invite()
    assert kinds() == ["invitation"]


@pytest.mark.parametrize("evil", EVIL)
def test_no_name_of_an_assistant_makes_a_header_or_a_link(app: Flask, evil: str) -> None:
    here = stage()
    invitation = here.invite()
    invitation.assistant_name, invitation.assistant_email = evil[:200], OFFICE
    service.accept(invitation, answer=None, at=NOON)
    copy = copies()["accepted"]
    mail = message_from_bytes(message.compose(copy, at=NOON).content, policy=policy.default)
    assert "Bcc" not in mail
    assert [one.addr_spec for one in mail["To"].addresses] == [OFFICE]
    links = re.findall(r'href="([^"]*)"', message.html_part(copy, message.addresses(copy)))
    assert all(link.startswith("http://plenum.test") for link in links)


def test_an_e_mail_asks_to_be_answered_only_where_answers_are_read(app: Flask) -> None:
    here = stage()
    here.invite()
    assert BY_MAIL not in last_letter("invitation").text
    app.extensions["plenum"] = dataclasses.replace(config(), mail_inbound="inbound@plenum.test")
    other = stage("other")
    invitation = other.invite()
    letter = last_letter("invitation")
    assert BY_MAIL in letter.text
    answers = message.addresses(letter)["reply"]
    assert answers == message.inbound(derive(config().secret_key, "reply", invitation.key, 0))
    assert f"Reply-To: {answers}" in message.compose(letter, at=NOON).content.decode().replace(
        "\r\n ", " "
    ).replace("Reply-To:  ", "Reply-To: ")


def test_a_copy_is_answered_where_the_letter_is(app: Flask) -> None:
    app.extensions["plenum"] = dataclasses.replace(config(), mail_inbound="inbound@plenum.test")
    here = stage()
    invitation = here.invite()
    invitation.assistant_email = OFFICE
    service.decline(invitation, answer=None, at=NOON)
    copy = copies()["declined"]
    assert message.addresses(copy)["reply"] == message.addresses(last_letter("declined"))["reply"]
    assert b"\nReply-To:" in message.compose(copy, at=NOON).content
    assert BY_MAIL in copy.text


def test_people_are_greeted_as_they_asked(app: Flask) -> None:
    here = stage()
    here.speaker.person.address_as = "Prof."
    here.invite()
    text = last_letter("invitation").text
    assert "Dear Prof. Zhu Shu," in text
    assert "do not answer for\nZhu Shu." in text or "do not answer for Zhu Shu." in text


def test_an_entry_of_its_own_says_what_and_when_on_both_clocks(app: Flask) -> None:
    app.extensions["plenum"] = dataclasses.replace(config(), mail_inbound="inbound@plenum.test")
    here = stage()
    here.speaker.person.time_zone = "America/New_York"
    second = make_item(here.workshop, here.day, title={"en": "Rain in the city"}, minutes=20)
    make_part(second, here.speaker)
    here.invite()
    text = last_letter("appointment").text
    own = text[text.index("- Rain in the city") : text.index("The workshop")]
    assert "When: Friday, 21 May 2027, 09:20–09:40 (Shanghai, UTC+8)" in own
    assert "In your zone: Thursday, 20 May 2027, 21:20–21:40 (New York, UTC−4)" in own


def test_who_accepts_reads_what_is_asked_and_by_when(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    days = {"photo": "2027-03-05", "biography": "2026-01-02"}
    db.session.add(InvitationPlan(workshop_id=here.workshop.id, tasks=days, texts={}, paper={}))
    db.session.flush()
    service.accept(invitation, answer=None, at=NOON)
    text = last_letter("accepted").text
    asked = " ".join(text[text.index("What we ask of you") :].split())
    assert "By the end of Friday, 5 March 2027 (Berlin, UTC+1): your photo" in asked
    assert "The page does not take these any more." in asked
    assert "your biography" in asked


def test_a_last_day_is_said_with_the_zone_it_ends_in(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    invitation.answer_by = date(2027, 3, 28)  # clocks go forward that day
    service.remind(invitation, at=NOON, account_id=None)
    said = " ".join(last_letter("reminder").text.split())
    assert "by the end of Sunday, 28 March 2027 (Berlin, UTC+2)." in said


def test_what_was_told_of_the_part_is_remembered(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    assert invitation.told == snapshot(own_part_of(here.speaker, at=NOON))
    invitation.told = None
    service.decline(invitation, answer=None, at=NOON)
    assert invitation.told is None  # that letter says nothing of it
    assert db.session.scalar(db.select(db.func.count(Letter.id))) == 2
