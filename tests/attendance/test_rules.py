"""Which day is checked in for, when the way into the meeting is open, who is found at the door."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.agenda.rules.hours import DayHours
from app.attendance import rules
from app.attendance.rules import Door

DAYS = [date(2027, 5, 20), date(2027, 5, 21)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "day"),
    [
        ("2027-05-01 12:00", "Asia/Shanghai", 20),
        ("2027-05-20 15:59", "Asia/Shanghai", 20),
        ("2027-05-20 16:00", "Asia/Shanghai", 21),  # midnight there
        ("2027-06-20 16:00", "Asia/Shanghai", 21),
        ("2027-05-20 10:00", None, 21),  # where the sun rises first
    ],
)
def test_the_day_is_today_where_the_workshop_is(now: str, zone: str | None, day: int) -> None:
    assert rules.day_shown(DAYS, at(now), zone) == date(2027, 5, day)


def test_a_day_is_chosen_only_where_the_workshop_has_it() -> None:
    assert rules.day_shown(DAYS, at("2027-05-20 12:00"), "UTC", DAYS[1]) == DAYS[1]
    assert rules.day_shown(DAYS, at("2027-05-20 12:00"), "UTC", date(2026, 1, 1)) == DAYS[0]
    assert rules.day_shown([], at("2027-05-20 12:00"), "UTC") is None


HOURS = [
    DayHours(DAYS[0], at("2027-05-20 01:00"), at("2027-05-20 09:00")),
    DayHours(DAYS[1], at("2027-05-21 01:00"), None),
]


@pytest.mark.parametrize(
    ("now", "door", "day", "counts"),
    [
        ("2027-05-20 00:29", Door.NOT_YET, 20, False),
        ("2027-05-20 00:30", Door.OPEN, 20, True),
        ("2027-05-20 08:59", Door.OPEN, 20, True),
        ("2027-05-20 09:00", Door.OPEN, 20, False),  # it runs over: one may join, it is not noted
        ("2027-05-20 10:00", Door.NOT_YET, 21, False),
        ("2027-05-21 15:59", Door.OPEN, 21, True),  # no end is known: until midnight there
        ("2027-05-21 17:00", Door.OVER, 21, False),
    ],
)
def test_the_way_in_opens_half_an_hour_before(
    now: str, door: Door, day: int, counts: bool
) -> None:
    meeting = rules.meeting(rules.sittings(HOURS, "Asia/Shanghai"), at(now))
    assert meeting.door is door
    assert meeting.sitting is not None
    assert meeting.sitting.day == date(2027, 5, day)
    assert meeting.counts(at(now)) is counts


def test_without_hours_the_whole_day_there_is_open() -> None:
    bare = [DayHours(DAYS[0], None, None)]
    there = rules.sittings(bare, "Asia/Shanghai")
    for now, door in (
        ("19 15:59", Door.NOT_YET),
        ("19 16:00", Door.OPEN),
        ("20 16:00", Door.OVER),
    ):
        assert rules.meeting(there, at(f"2027-05-{now}")).door is door
    anywhere = rules.sittings(bare, None)
    assert rules.meeting(anywhere, at("2027-05-19 10:00")).door is Door.OPEN
    assert rules.meeting([], at("2027-05-19 10:00")).door is Door.UNKNOWN


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Nguyễn Thị Minh Khai", "nguyen khai"),
        ("Đặng Văn Lâm", "dang"),
        ("Müller-Lüdenscheidt", "MULLER"),
        ("O’Brien, Siobhán", "o'brien"),
        ("欧阳娜娜", "欧阳"),
        ("艾尼·买买提", "买买提"),
        ("ＺＨＵ Shu", "zhu shu"),
    ],
)
def test_names_are_found_however_they_are_typed(name: str, typed: str) -> None:
    assert rules.words_found_in(rules.folded(name), typed)
    assert not rules.words_found_in(rules.folded(name), f"{typed} somebody")
