"""Accepted speakers hold seats; changed and cancelled workshops are told to participants."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.agenda import service as agenda
from app.agenda.models import Day
from app.agenda.rules.changes import compare
from app.extensions import db
from app.mail.models import Letter
from app.registration import checks, queries, service
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source
from app.registration.service import new_address
from app.registration.service.letters import write as write_letter
from app.registration.service.samples import SAMPLES, Sample
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_item, make_speaker, make_workshop
from tests.registration.test_joining import letters, rows
from tests.registration.workshops import comes, open_workshop, register, registered

LATER = NOON + timedelta(minutes=5)


# -- Speakers -------------------------------------------------------------------------------------


@ON_BOTH
def test_a_speaker_takes_a_seat_once_and_without_a_letter(app: Flask) -> None:
    workshop = open_workshop(online=1)
    speaker = make_speaker(workshop, email="speaker@example.org")
    first = service.seat_for_speaker(speaker, at=NOON)
    again = service.seat_for_speaker(speaker, at=NOON)
    db.session.commit()
    assert first is again
    assert first is not None
    assert (first.state, first.name, first.source) == (S.CONFIRMED, "Zhu Shu", Source.SPEAKER)
    assert register(workshop, "guest@example.org").state is S.WAITLISTED
    assert letters() == ["guest@example.org"]
    assert checks.broken() == []


@ON_BOTH
def test_in_a_full_workshop_a_speaker_waits_first(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a = comes(workshop, "a@example.org")
    b = comes(workshop, "b@example.org")
    held = service.seat_for_speaker(make_speaker(workshop), at=NOON)
    assert held is not None
    assert [queries.place_in_line(one) for one in (held, b)] == [1, 2]
    service.cancel(a, at=LATER)
    db.session.commit()
    assert held.state is S.CONFIRMED
    assert checks.broken() == []


@pytest.mark.parametrize("one", SAMPLES.values(), ids=SAMPLES)
def test_no_e_mail_of_guests_goes_to_a_seat_that_an_invitation_made(
    app: Flask, one: Sample
) -> None:
    workshop = open_workshop(online=1)
    held = service.seat_for_speaker(make_speaker(workshop, email="s@example.org"), at=NOON)
    assert held is not None
    for held.state in S:
        write_letter(one.kind, held, act=one.key, at=NOON, **one.more)
    assert letters() == []


def test_a_speaker_hears_nothing_when_a_place_comes_free_or_the_address_changes(
    app: Flask,
) -> None:
    workshop = open_workshop(online=1)
    a = comes(workshop, "a@example.org")
    held = service.seat_for_speaker(make_speaker(workshop, email="s@example.org"), at=NOON)
    assert held is not None
    service.cancel(a, at=LATER)
    assert held.state is S.CONFIRMED
    asked = new_address.Asked(held, "new@example.org")
    new_address.change(asked, at=LATER, account_id=None)
    service.cancel(held, at=LATER)
    assert [to for to in letters() if to != "a@example.org"] == []


def test_a_speaker_who_registered_before_keeps_that_registration(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a = comes(workshop, "a@example.org")
    own = comes(workshop, "speaker@example.org")
    speaker = make_speaker(workshop, email="Speaker@Example.org")
    held = service.seat_for_speaker(speaker, at=NOON)
    assert held is own
    assert rows() == 2
    assert queries.place_in_line(own) == 1
    service.cancel(a, at=LATER)
    assert own.state is S.CONFIRMED
    service.release_speaker(speaker, at=LATER)
    assert (own.state, own.speaker_id) == (S.CONFIRMED, None)


@ON_BOTH
def test_a_speaker_who_accepts_has_the_place_that_was_offered_them_before(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"offer_hours": 24})
    first, own = (comes(workshop, f"{name}@example.org") for name in ("first", "speaker"))
    service.cancel(first, at=NOON)
    assert own.state is S.OFFERED
    speaker = make_speaker(workshop, email="speaker@example.org")
    assert service.seat_for_speaker(speaker, at=LATER) is own
    db.session.commit()
    service.expire_due(NOON + timedelta(days=3))
    assert (own.state, own.offered_until, own.speaker_id) == (S.CONFIRMED, None, speaker.id)
    assert checks.broken() == []


def test_nobody_moves_up_for_a_speaker_who_does_not_come_once_it_is_over(app: Flask) -> None:
    workshop = open_workshop(online=1)
    speaker = make_speaker(workshop, email="speaker@example.org")
    service.seat_for_speaker(speaker, at=NOON)
    guest = comes(workshop, "guest@example.org")
    service.release_speaker(speaker, at=NOON + timedelta(days=200))
    assert (guest.state, letters("promoted")) == (S.WAITLISTED, [])


@ON_BOTH
def test_a_speaker_who_does_not_come_frees_the_seat_for_the_next_in_line(app: Flask) -> None:
    workshop = open_workshop(online=1)
    speaker = make_speaker(workshop)
    held = service.seat_for_speaker(speaker, at=NOON)
    b = comes(workshop, "b@example.org")
    service.release_speaker(speaker, at=LATER)
    service.release_speaker(speaker, at=LATER)
    db.session.commit()
    assert held is not None
    assert (held.state, b.state) == (S.CANCELLED, S.CONFIRMED)
    assert letters("promoted") == ["b@example.org"]
    again = service.seat_for_speaker(speaker, at=LATER)
    assert again is not None
    assert again.state is S.WAITLISTED
    assert checks.broken() == []


def test_speakers_without_an_address_or_with_a_shared_one_hold_seats_too(app: Flask) -> None:
    workshop = open_workshop(online=9)
    for email in (None, "office@example.org", "office@example.org", "not an address"):
        held = service.seat_for_speaker(make_speaker(workshop, email=email), at=NOON)
        assert held is not None
        assert held.state is S.CONFIRMED
    db.session.commit()
    assert rows() == 4
    assert checks.broken() == []


def test_the_seat_is_in_the_way_the_workshop_is_held(app: Flask) -> None:
    for way, expected in (
        (Way.ONLINE, Way.ONLINE),
        (Way.ON_SITE, Way.ON_SITE),
        (Way.HYBRID, Way.ONLINE),
        (None, Way.ONLINE),
    ):
        workshop = open_workshop(f"held-{way}", online=1, on_site=1, way=way)
        held = service.seat_for_speaker(make_speaker(workshop), at=NOON)
        assert held is not None
        assert held.way is expected
    for slug, seats, expected in (
        ("only-online", {"online": 1}, Way.ONLINE),
        ("only-there", {"online": "not offered", "on_site": 1}, Way.ON_SITE),
    ):
        workshop = open_workshop(slug, **seats, way=Way.HYBRID)
        held = service.seat_for_speaker(make_speaker(workshop), at=NOON)
        assert held is not None
        assert held.way is expected


def test_where_nobody_registers_speakers_hold_no_seat(app: Flask) -> None:
    workshop = make_workshop()
    speaker = make_speaker(workshop)
    assert service.seat_for_speaker(speaker, at=NOON) is None
    service.release_speaker(speaker, at=NOON)


# -- News -----------------------------------------------------------------------------------------


def publish_again(workshop: Workshop, act: str = "publish:2") -> list[str]:
    """Publish the draft and tell who is touched; returns whom the page before named."""
    before = agenda.freeze(workshop, at=LATER, account_id=None)
    assert before.before is not None
    changes = compare(before.before, before.after)
    named = [one.name for one in queries.touched(workshop.id, before.before, before.after)]
    for _ in range(2):
        service.tell_changes(workshop, before.before, before.after, changes, act=act, at=LATER)
    db.session.commit()
    return named


def hybrid() -> Workshop:
    workshop = open_workshop(
        online=1, on_site=1, way=Way.HYBRID, place={"en": "Hall 3"}, title={"en": "Cities"}
    )
    register(workshop, "confirmed@example.org", name="Confirmed")
    register(workshop, "waiting@example.org", name="Waiting")
    register(workshop, "there@example.org", Way.ON_SITE, name="There")
    register(workshop, "gone@example.org", name="Gone")
    service.cancel(registered(workshop, "gone@example.org"), at=NOON)
    service.seat_for_speaker(make_speaker(workshop), at=NOON)
    db.session.commit()
    return workshop


def test_another_date_is_told_to_all_who_come_or_wait(app: Flask) -> None:
    workshop = hybrid()
    db.session.scalars(select(Day)).one().date = date(2027, 5, 28)
    assert publish_again(workshop) == ["Confirmed", "Waiting", "There"]
    assert letters("changed") == [
        "confirmed@example.org",
        "waiting@example.org",
        "there@example.org",
    ]
    letter = db.session.scalars(select(Letter).where(Letter.kind == "changed")).first()
    assert letter is not None
    assert "Friday, 28 May 2027, 09:00–09:20 (Shanghai, UTC+8)" in letter.text
    assert "Friday, 21 May 2027, 09:00–09:20 (Shanghai, UTC+8)" in letter.text
    assert letter.calendar is not None
    assert "DTSTART;TZID=Asia/Shanghai:20270528T090000" in letter.calendar


def test_other_hours_list_the_items_that_moved_with_them(app: Flask) -> None:
    workshop = hybrid()
    db.session.scalars(select(Day)).one().starts = time(10, 30)
    publish_again(workshop)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "changed")).first()
    assert letter is not None
    assert "moved from 09:00 to 10:30 (Shanghai, UTC+8)" in letter.text


@ON_BOTH
def test_a_day_that_begins_earlier_is_told_though_its_end_is_not_known(app: Flask) -> None:
    workshop = hybrid()
    day = db.session.scalars(select(Day)).one()
    day.starts = time(14, 0)
    make_item(workshop, day, minutes=None)
    publish_again(workshop)
    db.session.execute(delete(Letter))
    day.starts = time(10, 0)
    assert publish_again(workshop, "publish:3") == ["Confirmed", "Waiting", "There"]
    letter = db.session.scalars(select(Letter).where(Letter.kind == "changed")).first()
    assert letter is not None
    assert "Friday, 21 May 2027, 10:00 (Shanghai, UTC+8)" in letter.text
    assert "Friday, 21 May 2027, 14:00 (Shanghai, UTC+8)" in letter.text
    assert "moved from 14:00 to 10:00 (Shanghai, UTC+8)" in letter.text
    assert "hours not recorded" not in letter.text


def test_who_waits_is_told_so_and_not_that_they_take_part(app: Flask) -> None:
    workshop = hybrid()
    db.session.scalars(select(Day)).one().starts = time(10, 30)
    publish_again(workshop)
    comes_, waits, _ = db.session.scalars(
        select(Letter).where(Letter.kind == "changed").order_by(Letter.id)
    )
    for said in (comes_.text, comes_.html):
        assert "You take part" in said
        assert "waiting list" not in said
        assert "If you cannot come any more" in said
    for said in (waits.text, waits.html):
        assert "You take part" not in said
        assert "You are on the waiting list, at place 2." in said
        assert "You asked to take part" in said
        assert "If you do not want to wait any longer" in said
        assert "If you cannot come any more" not in said


def test_another_hall_is_told_only_to_who_comes_there(app: Flask) -> None:
    workshop = hybrid()
    workshop.place = {"en": "Hall 4"}
    assert publish_again(workshop) == ["There"]
    assert letters("changed") == ["there@example.org"]


def test_another_text_is_told_to_nobody(app: Flask) -> None:
    workshop = hybrid()
    workshop.purpose = {"en": "Something new"}
    assert publish_again(workshop) == []
    assert letters("changed") == []


def test_a_first_version_is_told_to_nobody(app: Flask) -> None:
    workshop = hybrid()
    after = agenda.preview(workshop, at=LATER)
    service.tell_changes(workshop, None, after, compare(None, after), act="publish:1", at=LATER)
    assert letters("changed") == []


def test_a_cancelled_workshop_is_told_to_everybody_who_registered(app: Flask) -> None:
    workshop = hybrid()
    service.tell_cancelled(workshop, act="cancel:1", at=LATER)
    service.tell_cancelled(workshop, act="cancel:1", at=LATER)
    assert letters("workshop_cancelled") == [
        "confirmed@example.org",
        "waiting@example.org",
        "there@example.org",
    ]
    for letter in db.session.scalars(select(Letter).where(Letter.kind == "workshop_cancelled")):
        assert "take part" not in letter.text + letter.html


def test_letters_speak_their_readers_language_with_the_zone_at_every_time(app: Flask) -> None:
    workshop = open_workshop(title={"en": "Cities", "zh": "城市与自然"})
    register(workshop, "a@example.org", language="zh")
    letter = db.session.scalars(select(Letter)).one()
    assert "城市与自然" in letter.subject
    assert "2027年5月21日星期五 09:00–09:20（上海，UTC+8）" in letter.text
    assert "2027年5月21日星期五 09:00–09:20（上海，UTC+8）" in letter.html
    assert letter.calendar is not None
    assert "METHOD" not in letter.calendar


def test_practice_letters_are_marked(app: Flask) -> None:
    workshop = open_workshop(practice=True)
    register(workshop, "a@example.org")
    assert db.session.scalars(select(Letter)).one().subject.startswith("[Practice] ")


def test_no_letter_keeps_a_link(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a = comes(workshop, "a@example.org")
    service.cancel(a, at=LATER)
    for letter in db.session.scalars(select(Letter)):
        assert "/r/" not in letter.text + letter.html
        assert "%%link:mine%%" in letter.text
        assert "%%link:mine%%" in letter.html
