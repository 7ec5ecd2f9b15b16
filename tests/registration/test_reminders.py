"""Reminders and thanks: whose clock decides, never at night, never late, never twice."""

from __future__ import annotations

import email
from datetime import UTC, date, datetime, timedelta
from email import policy
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.agenda.models import Day
from app.attendance import queries as attendance
from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.extensions import config, db
from app.mail.message import compose
from app.mail.models import Letter
from app.registration import rules, service
from app.registration.models import Registration
from app.registration.queries import find_form
from app.registration.rules import Reminder, Source, Times, reminders
from app.registration.service.reminding import Came
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_speaker
from tests.registration.workshops import comes, open_workshop, publish

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Of the workshop below: 21 May 2027, 09:00 to 09:20 in Shanghai.
START = datetime(2027, 5, 21, 1, 0, tzinfo=UTC)
END = START + timedelta(minutes=20)
IN_SHANGHAI = Times(first=date(2027, 5, 21), start=START, over=END)
WITHOUT_HOURS = Times(
    first=date(2027, 5, 21), start=None, over=datetime(2027, 5, 21, 16, 0, tzinfo=UTC)
)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# -- Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Asia/Shanghai", "2027-05-20T02:00"),
        ("Europe/Berlin", "2027-05-20T08:00"),  # begins at 03:00 of the 21st there
        ("America/Los_Angeles", "2027-05-19T17:00"),  # begins on the 20th there
        ("Pacific/Kiritimati", "2027-05-19T20:00"),
    ],
)
def test_the_day_before_is_ten_in_the_morning_on_the_guests_clock(zone: str, at: str) -> None:
    assert reminders.day_before(IN_SHANGHAI, zone) == utc(at)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("times", [IN_SHANGHAI, WITHOUT_HOURS])
def test_nobody_is_written_to_at_night_but_who_joins_at_night(zone: str, times: Times) -> None:
    at, kinds = START - 3 * DAY, []
    while at < START + 5 * DAY:
        due = rules.due(times, zone, at)
        if due is not None:
            assert rules.is_near(times, at)
            kinds.append(due.reminder)
            hour = at.astimezone(ZoneInfo(zone)).hour
            assert due.reminder is Reminder.HOUR_BEFORE or 10 <= hour < 13
        at += timedelta(minutes=10)
    wanted = {Reminder.DAY_BEFORE, Reminder.THANKS}
    assert set(kinds) == wanted | ({Reminder.HOUR_BEFORE} if times.start else set())


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        (START - HOUR - timedelta(seconds=1), None),
        (START - HOUR, Reminder.HOUR_BEFORE),
        (START - timedelta(minutes=41), Reminder.HOUR_BEFORE),
        (START - timedelta(minutes=40), None),
        (START, None),
    ],
)
def test_an_hour_before_is_left_out_when_it_is_late(at: datetime, kind: Reminder | None) -> None:
    due = rules.due(IN_SHANGHAI, "Asia/Shanghai", at)
    assert (due and due.reminder) == kind


def test_a_reminder_of_the_day_before_does_not_come_after_the_beginning() -> None:
    early = Times(first=date(2027, 5, 21), start=utc("2027-05-20T11:00"), over=END)
    # It begins at 01:00 of the 21st in Kiritimati: the day before is the 20th, ten o’clock is …
    assert rules.due(early, "Pacific/Kiritimati", utc("2027-05-19T20:30")) is not None
    late = Times(first=date(2027, 5, 21), start=utc("2027-05-19T20:15"), over=END)
    assert rules.due(late, "Pacific/Kiritimati", utc("2027-05-19T20:30")) is None


@pytest.mark.parametrize(
    ("over", "first_morning"),
    [
        ("2027-05-21T01:20", "2027-05-21T02:00"),
        ("2027-05-21T02:00", "2027-05-21T02:00"),
        ("2027-05-21T02:01", "2027-05-22T02:00"),
        ("2027-05-21T16:00", "2027-05-22T02:00"),
    ],
)
def test_thanks_come_on_the_first_morning_after_the_end(over: str, first_morning: str) -> None:
    times = Times(first=date(2027, 5, 21), start=START, over=utc(over))
    morning = utc(first_morning)
    assert reminders.after(times, "Asia/Shanghai") == morning
    due = rules.due(times, "Asia/Shanghai", morning)
    assert due is not None
    assert due.reminder is Reminder.THANKS
    before = rules.due(times, "Asia/Shanghai", morning - timedelta(seconds=1))
    assert before is None or before.reminder is not Reminder.THANKS


# -- The job --------------------------------------------------------------------------------------


def written() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Letter.kind, Letter.to_email).order_by(Letter.id))
    kinds = set(Reminder)
    return [(kind, address) for kind, address in rows if kind in kinds]


def remind(at: datetime, came: Came = lambda _: None) -> None:
    service.remind_due(at, came)
    db.session.commit()


def workshop_with(*zones: str | None, **values: object) -> Workshop:
    workshop = open_workshop(online=None, **values)
    for n, zone in enumerate(zones):
        comes(workshop, f"g{n}@example.org").time_zone = zone
    db.session.commit()
    return workshop


@ON_BOTH
def test_each_guest_is_reminded_on_the_own_clock_and_once(app: Flask) -> None:
    workshop_with("Europe/Berlin", "Asia/Shanghai", None)
    in_shanghai = reminders.day_before(IN_SHANGHAI, "Asia/Shanghai")
    for minutes in (0, 1, 30, -120, 179):  # run again, late, after the clock went back
        remind(in_shanghai + timedelta(minutes=minutes))
    assert written() == [("day_before", "g1@example.org"), ("day_before", "g2@example.org")]
    remind(reminders.day_before(IN_SHANGHAI, "Europe/Berlin"))
    assert written()[2:] == [("day_before", "g0@example.org")]
    for minutes in (-60, -59, -180, -41):
        remind(START + timedelta(minutes=minutes))
    assert [kind for kind, _ in written()[3:]] == ["hour_before"] * 3


@ON_BOTH
def test_who_has_just_got_a_place_or_none_is_not_reminded(app: Flask) -> None:
    workshop = workshop_with("UTC", "UTC", "UTC")
    due = reminders.day_before(IN_SHANGHAI, "UTC")
    first, second, third = db.session.scalars(select(Registration).order_by(Registration.id))
    service.cancel(first, at=NOON)
    second.state_at = due + timedelta(minutes=5)
    third.source = Source.SPEAKER
    speaker = service.seat_for_speaker(make_speaker(workshop), at=NOON)
    assert speaker is not None
    nameless = comes(workshop, "nobody@example.org")
    nameless.email = ""
    db.session.commit()
    remind(due + timedelta(minutes=10))
    assert written() == []


@pytest.mark.parametrize("change", ["draft", "cancelled", "archived", "no reminders"])
def test_nobody_is_reminded_of_what_is_not_to_come(app: Flask, change: str) -> None:
    workshop = workshop_with("UTC")
    if change == "no reminders":
        form = find_form(workshop.id)
        assert form is not None
        form.reminders = False
    else:
        workshop.state = WorkshopState(change)
    db.session.commit()
    remind(reminders.day_before(IN_SHANGHAI, "UTC"))
    assert written() == []


@ON_BOTH
def test_a_day_without_hours_is_reminded_of_without_inventing_any(app: Flask) -> None:
    workshop_with("Asia/Shanghai", starts=None)
    remind(utc("2027-05-20T02:00"))
    for hour in range(48):
        remind(utc("2027-05-20T00:00") + hour * HOUR)
    assert written() == [("day_before", "g0@example.org"), ("thanks", "g0@example.org")][:1]
    text = db.session.scalars(select(Letter.text).where(Letter.kind == "day_before")).one()
    assert "hours not recorded" in text
    assert ":00" not in text
    remind(utc("2027-05-22T02:00"))
    assert [kind for kind, _ in written()] == ["day_before", "thanks"]


def test_guests_are_reminded_of_the_day_it_was_moved_to(app: Flask) -> None:
    workshop = workshop_with("UTC")
    remind(reminders.day_before(IN_SHANGHAI, "UTC"))
    db.session.scalars(select(Day)).one().date = date(2027, 6, 21)
    publish(workshop)
    later = Times(first=date(2027, 6, 21), start=START + 31 * DAY, over=END + 31 * DAY)
    remind(reminders.day_before(later, "UTC"))
    assert [kind for kind, _ in written()] == ["day_before", "day_before"]


def test_a_zone_that_no_calendar_knows_keeps_nobody_waiting(app: Flask) -> None:
    workshop_with("Mars/Olympus", "Asia/Shanghai")
    remind(reminders.day_before(IN_SHANGHAI, "Asia/Shanghai"))
    assert len(written()) == 2


def test_reminders_hold_the_way_into_the_meeting_and_not_its_address(app: Flask) -> None:
    workshop_with("UTC", join_url="https://meet.example.org/secret")
    remind(START - HOUR)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "hour_before")).one()
    assert "%%link:join%%" in letter.text
    assert "meet.example.org" not in letter.text + letter.html
    assert letter.calendar is None
    assert letter.text.count("%%link:join%%") == 1


@ON_BOTH
def test_thanks_say_what_is_known_of_who_came(app: Flask) -> None:
    workshop = workshop_with("UTC", "UTC")
    thanks = reminders.after(IN_SHANGHAI, "UTC")
    assert attendance.came(workshop.id) is None
    first = db.session.scalars(select(Registration).order_by(Registration.id)).first()
    assert first is not None
    note = Attendance(registration_id=first.id, day=date(2027, 5, 21), seen=Seen.DOOR, at=START)
    db.session.add(note)
    db.session.commit()
    for hours in (0, 1, 24, 48):
        remind(thanks + hours * HOUR, attendance.came)
    assert [kind for kind, _ in written()] == ["thanks", "thanks"]
    came, missed = db.session.scalars(
        select(Letter.text).where(Letter.kind == "thanks").order_by(Letter.id)
    )
    assert "Thank you for having been with us" in " ".join(came.split())
    assert "certificate of attendance" in " ".join(came.split())
    assert "if you could not be there" in " ".join(missed.split())


def test_thanks_are_neutral_where_nobody_noted_who_came(app: Flask) -> None:
    workshop_with("UTC")
    remind(reminders.after(IN_SHANGHAI, "UTC"), attendance.came)
    text = " ".join(
        db.session.scalars(select(Letter.text).where(Letter.kind == "thanks")).one().split()
    )
    assert "Thank you for your interest." in text
    assert "certificate" not in text


@ON_BOTH
def test_a_minute_in_which_nothing_is_due_costs_one_query(app: Flask, queries: list[str]) -> None:
    workshop_with("UTC")
    open_workshop("later", day=date(2027, 11, 11))
    remind(NOON)
    queries.clear()
    remind(NOON + timedelta(minutes=1))
    assert len(queries) == 1


def test_many_are_reminded_in_batches_of_few_queries(app: Flask, queries: list[str]) -> None:
    workshop_with(*["UTC"] * 20, way=Way.ONLINE)
    queries.clear()
    remind(reminders.day_before(IN_SHANGHAI, "UTC"))
    assert len(written()) == 20
    others = [one for one in queries if not one.startswith("INSERT")]
    assert len(others) <= 8


def test_batches_go_on_where_the_last_one_ended(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.registration.service.reminding.AT_ONCE", 2)
    workshop_with(*["UTC"] * 5)
    counts = []
    for minute in range(4):
        remind(reminders.day_before(IN_SHANGHAI, "UTC") + timedelta(minutes=minute))
        counts.append(len(written()))
    assert counts == [2, 4, 5, 5]


def test_reminders_are_stopped_by_one_click_of_a_mail_program_and_by_no_look(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    """RFC 8058; the link opens nothing else."""
    workshop_with("UTC", "UTC")
    due = reminders.day_before(IN_SHANGHAI, "UTC")
    remind(due)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "day_before")).first()
    assert letter is not None
    mail = email.message_from_bytes(compose(letter, at=due).content, policy=policy.default)
    address = mail["List-Unsubscribe"].strip().strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    said = mail.get_body(("plain",))
    assert said is not None
    assert address in said.get_content()
    path = address.removeprefix(config().base_url)
    db.session.expunge_all()
    assert "No more reminders" in client.get(path).text
    assert client.get(path.replace("/reminders", "")).status_code == 404

    def stopped() -> list[bool]:
        db.session.rollback()
        return list(
            db.session.scalars(select(Registration.no_reminders).order_by(Registration.id))
        )

    assert stopped() == [False, False]
    for _ in range(2):
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stopped() == [True, False]
    remind(START - timedelta(hours=1))
    assert written()[2:] == [("hour_before", "g1@example.org")]
    client.post(path, data={"wanted": "yes"})
    assert stopped() == [False, False]


def test_what_is_no_reminder_names_no_way_out(app: Flask) -> None:
    workshop_with("UTC")
    letter = db.session.scalars(select(Letter).where(Letter.kind == "confirmed")).one()
    assert b"List-Unsubscribe" not in compose(letter, at=NOON).content
