"""What calendar programs answer moves the invitation; what is forged or late does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.extensions import db
from app.invitations import service
from app.invitations.models import Invitation, Remark
from app.invitations.rules import InvitationState, Via
from app.mail.models import Received
from app.mail.rules import Outcome
from app.people.queries import windows_of
from app.publishing import service as publishing
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_item, make_part
from tests.invitations.calendars import (
    address_of,
    appointment,
    mail,
    reads_replies,
    received,
    requests,
)
from tests.invitations.stage import TEN, Stage, kinds, stage

__all__ = ("reads_replies",)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def here(reads_replies: None) -> Stage:
    return stage()


def reply(
    uid: str,
    partstat: str = "ACCEPTED",
    *,
    attendee: str = "zhu@example.org",
    sequence: int | None = 0,
    stamp: datetime = LATER,
    method: str = "REPLY",
    more: str = "",
    parameters: str = "",
) -> str:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", f"METHOD:{method}",
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        *([f"SEQUENCE:{sequence}"] if sequence is not None else []),
        f"ATTENDEE;PARTSTAT={partstat}{parameters}:mailto:{attendee}",
        *filter(None, more.split("\n")), "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def answer(invitation: Invitation, text: str, at: datetime = LATER, **given: str) -> Received:
    return received(mail(text, address_of(invitation), **given), at)


def questions() -> list[str]:
    return list(db.session.scalars(db.select(Remark.text).order_by(Remark.id)))


@ON_BOTH
@pytest.mark.parametrize(
    ("partstat", "state"),
    [
        ("ACCEPTED", InvitationState.ACCEPTED),
        ("DECLINED", InvitationState.DECLINED),
        ("TENTATIVE", InvitationState.TENTATIVE),
    ],
)
def test_an_answer_moves_the_invitation(
    app: Flask, here: Stage, partstat: str, state: InvitationState
) -> None:
    invitation = here.invite()
    came = answer(invitation, reply(here.item.uid, partstat, more="COMMENT:With pleasure\\, both"))
    db.session.commit()
    assert (came.outcome, came.reason) == (Outcome.APPLIED, "answered")
    assert came.recipient == f"speaker:{here.speaker.id}"
    assert came.workshop_id == here.workshop.id
    assert invitation.state is state
    assert invitation.answered_via is Via.CALENDAR
    assert invitation.answer == "With pleasure, both"
    assert appointment().partstat == partstat
    # The calendar knows its own answer.
    assert [letter.kind for letter in requests()] == ["invitation"]
    entry = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.action == f"invitation.{state.value}")
    ).one()
    assert entry.actor == "calendar"


def test_an_answer_may_change(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    answer(invitation, reply(here.item.uid))
    minute = timedelta(minutes=1)
    answer(invitation, reply(here.item.uid, "DECLINED", stamp=LATER + minute), LATER + minute)
    assert invitation.state is InvitationState.DECLINED


Forging = Callable[[Stage, Invitation], bytes]


def _of_nobody(here: Stage, invitation: Invitation) -> bytes:
    token = "a" * 16 + "-" + "b" * 26
    return mail(reply(here.item.uid), f"inbound+{token}@plenum.test")


def _guessed(here: Stage, invitation: Invitation) -> bytes:
    return mail(reply(here.item.uid), f"inbound+{invitation.key}-{'b' * 26}@plenum.test")


def _by_another(here: Stage, invitation: Invitation) -> bytes:
    return mail(reply(here.item.uid, attendee="eve@example.net"), address_of(invitation))


def _by_nobody(here: Stage, invitation: Invitation) -> bytes:
    text = reply(here.item.uid).replace("mailto:zhu@example.org", "invalid:nobody")
    return mail(text, address_of(invitation))


def _about_another_workshop(here: Stage, invitation: Invitation) -> bytes:
    there = stage("elsewhere")
    there.invite()
    return mail(reply(there.item.uid), address_of(invitation))


def _about_nothing(here: Stage, invitation: Invitation) -> bytes:
    return mail(reply("session-0@example.net"), address_of(invitation))


def _about_an_earlier_time(here: Stage, invitation: Invitation) -> bytes:
    here.publish()
    here.day.starts = TEN
    here.publish(NOON + timedelta(minutes=9))
    return mail(reply(here.item.uid, sequence=0), address_of(invitation))


def _without_a_sequence_from_before(here: Stage, invitation: Invitation) -> bytes:
    here.publish()
    here.day.starts = TEN
    here.publish(NOON + timedelta(minutes=9))
    return mail(reply(here.item.uid, sequence=None, stamp=NOON), address_of(invitation))


def _older_than_the_answer(here: Stage, invitation: Invitation) -> bytes:
    answer(invitation, reply(here.item.uid, "TENTATIVE", stamp=LATER), LATER)
    earlier = LATER - timedelta(minutes=9)
    return mail(reply(here.item.uid, stamp=earlier), address_of(invitation))


def _older_than_the_desk(here: Stage, invitation: Invitation) -> bytes:
    service.await_approval(invitation, answer=None, at=LATER)
    earlier = LATER - timedelta(minutes=9)
    return mail(reply(here.item.uid, stamp=earlier), address_of(invitation))


def _cancelled(here: Stage, invitation: Invitation) -> bytes:
    service.decline(invitation, answer=None, at=NOON)
    return mail(reply(here.item.uid, sequence=9), address_of(invitation))


def _withdrawn(here: Stage, invitation: Invitation) -> bytes:
    before = address_of(invitation)
    service.withdraw(invitation, at=NOON, account_id=None)
    return mail(reply(here.item.uid, sequence=9), before)


@ON_BOTH
@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        (_of_nobody, "wrong_token"),
        (_guessed, "wrong_token"),
        (_by_another, "other_attendee"),
        (_by_nobody, "other_attendee"),
        (_about_another_workshop, "unknown_entry"),
        (_about_nothing, "unknown_entry"),
        (_about_an_earlier_time, "outdated"),
        (_without_a_sequence_from_before, "outdated"),
        (_older_than_the_answer, "older"),
        (_older_than_the_desk, "older"),
        (_cancelled, "entry_cancelled"),
        (_withdrawn, "revoked"),
    ],
)
def test_what_is_forged_or_late_is_refused(
    app: Flask, here: Stage, forge: Forging, reason: str
) -> None:
    invitation = here.invite()
    raw = forge(here, invitation)
    state = invitation.state
    came = received(raw, LATER + timedelta(minutes=1))
    assert (came.outcome, came.reason) == (Outcome.REFUSED, reason)
    assert invitation.state is state


def test_after_the_workshop_nothing_is_answered_and_words_are_kept(
    app: Flask, here: Stage
) -> None:
    invitation = here.invite()
    publishing.publish(here.workshop, at=NOON, account_id=None)
    over = datetime(2027, 6, 1, tzinfo=UTC)
    came = answer(invitation, reply(here.item.uid, stamp=over, more="COMMENT:Sorry"), over)
    assert (came.outcome, came.reason) == (Outcome.REFUSED, "not_possible")
    assert invitation.state is InvitationState.SENT
    assert questions() == ["Sorry"]


def test_the_same_answer_given_again_leaves_the_note_of_the_first(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    service.accept(invitation, answer="With pleasure.", at=NOON)
    came = answer(invitation, reply(here.item.uid, more="COMMENT:And thanks"))
    assert came.outcome is Outcome.APPLIED
    assert invitation.answer == "With pleasure."
    assert invitation.answered_via is Via.DESK
    assert questions() == ["And thanks"]


@pytest.fixture
def two(here: Stage) -> list[str]:
    encore = make_item(here.workshop, here.day, title={"en": "Encore"})
    make_part(encore, here.speaker)
    return [here.item.uid, encore.uid]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (("DECLINED", "DECLINED"), InvitationState.DECLINED),
        (("ACCEPTED", "ACCEPTED"), InvitationState.ACCEPTED),
        (("TENTATIVE", "ACCEPTED"), InvitationState.ACCEPTED),
        (("TENTATIVE", "TENTATIVE"), InvitationState.TENTATIVE),
    ],
)
def test_several_answers_mean_one_thing(
    app: Flask, here: Stage, two: list[str], said: tuple[str, str], state: InvitationState
) -> None:
    invitation = here.invite()
    for n, (uid, partstat) in enumerate(zip(two, said, strict=True)):
        at = LATER + timedelta(minutes=n)
        answer(invitation, reply(uid, partstat, stamp=at), at)
    assert invitation.state is state


def test_yes_to_one_and_no_to_another_is_for_people_to_say(
    app: Flask, here: Stage, two: list[str]
) -> None:
    invitation = here.invite()
    answer(invitation, reply(two[0]))
    at = LATER + timedelta(minutes=1)
    came = answer(invitation, reply(two[1], "DECLINED", stamp=at), at)
    assert came.reason == "in_part"
    assert invitation.state is InvitationState.SENT  # a yes to one part is no yes to all
    assert questions() == [
        "The calendar has answered for each part:\nRoofs of Kunming: accepted\nEncore: declined"
    ]


def test_another_answer_within_the_same_second_counts(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    answer(invitation, reply(here.item.uid))
    answer(invitation, reply(here.item.uid, "DECLINED"))
    assert invitation.state is InvitationState.DECLINED


def test_several_entries_in_one_mail_are_all_read(app: Flask, here: Stage, two: list[str]) -> None:
    invitation = here.invite()
    both = reply(two[0], "DECLINED").replace("END:VCALENDAR\r\n", "")
    other = reply(two[1], "DECLINED").partition("METHOD:REPLY\r\n")[2]
    answer(invitation, both + other)
    assert invitation.state is InvitationState.DECLINED


MOVED = "DTSTART:20270521T050000Z\nDTEND:20270521T052000Z\nCOMMENT:After lunch?"


def test_another_time_becomes_a_proposal(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    came = answer(
        invitation, reply(here.item.uid, "TENTATIVE", method="COUNTER", more=MOVED),
    )  # fmt: skip
    assert came.reason == "proposed"
    assert invitation.state is InvitationState.COUNTER_PROPOSED
    assert windows_of(here.speaker) == [
        (datetime(2027, 5, 21, 5, tzinfo=UTC), datetime(2027, 5, 21, 5, 20, tzinfo=UTC))
    ]
    [said] = questions()
    assert "Friday, 21 May 2027, 13:00–13:20 (Shanghai, UTC+8)" in said
    assert "After lunch?" in said


def test_another_time_for_one_of_several_parts_is_a_question(
    app: Flask, here: Stage, two: list[str]
) -> None:
    invitation = here.invite()
    answer(invitation, reply(two[1], "TENTATIVE", method="COUNTER", more=MOVED))
    assert invitation.state is InvitationState.SENT
    assert db.session.scalars(db.select(Remark)).one().settled_at is None


def test_a_delegate_is_a_question(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    parameters = ';DELEGATED-TO="mailto:he@example.org"'
    came = answer(invitation, reply(here.item.uid, "DELEGATED", parameters=parameters))
    assert came.reason == "became_question"
    assert invitation.state is InvitationState.SENT
    assert "he@example.org" in questions()[0]


def test_what_a_person_types_becomes_a_question(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    came = answer(invitation, "", written="May I bring slides?\n\n> On Monday you wrote:\n> …\n")
    assert (came.outcome, came.reason) == (Outcome.APPLIED, "became_question")
    remark = db.session.scalars(db.select(Remark)).one()
    assert remark.via is Via.MAIL
    assert remark.text.startswith("May I bring slides?")
    assert "you wrote" not in remark.text
    assert remark.settled_at is None


def test_a_long_message_is_cut_in_the_question_and_whole_among_the_mails(
    app: Flask, here: Stage
) -> None:
    invitation = here.invite()
    came = answer(invitation, "", written="word " * 2000)
    assert len(db.session.scalars(db.select(Remark)).one().text) == 4000
    assert len(came.text) > 9000


def test_what_is_typed_to_an_address_taken_back_is_left_for_people(
    app: Flask, here: Stage
) -> None:
    invitation = here.invite()
    old = address_of(invitation)
    service.withdraw(invitation, at=NOON, account_id=None)
    came = received(mail("", old, written="Why?"), LATER)
    assert (came.outcome, came.reason) == (Outcome.UNCLEAR, "revoked")
    assert came.text.strip() == "Why?"
    assert came.recipient == f"speaker:{here.speaker.id}"


def test_a_calendar_that_says_nothing_moves_nothing(app: Flask, here: Stage) -> None:
    invitation = here.invite()
    came = answer(invitation, reply(here.item.uid, "NEEDS-ACTION"))
    assert (came.outcome, came.reason) == (Outcome.IGNORED, "no_answer")
    assert kinds() == ["invitation"]
