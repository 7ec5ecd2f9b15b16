"""VTIMEZONE definitions against zoneinfo, and what entries say where there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.ical import write, zones
from app.ical.values import Calendar, Hours
from tests.ical.test_write import entry, lines, read

SIMPLE = [
    "Asia/Shanghai", "Asia/Kolkata", "Europe/Berlin", "Europe/Dublin", "Europe/London",
    "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Australia/Sydney",
    "Pacific/Auckland", "Pacific/Chatham", "America/Havana", "Africa/Nairobi",
]  # fmt: skip
NOT_SIMPLE = ["Africa/Cairo", "Africa/Casablanca", "America/Santiago", "Asia/Jerusalem", "UTC"]


def onsets(part: zones.Part, year: int) -> datetime:
    """When a part begins in a year, in UTC, as its rule says it."""
    if part.month is None:
        return part.onset.replace(tzinfo=UTC) - part.before
    count, day = int(part.weekday[:-2]), zones._WEEKDAYS.index(part.weekday[-2:])
    first = part.onset.replace(year=year, day=1)
    days = [first + timedelta(days=n) for n in range(31)]
    matching = [one for one in days if one.month == part.month and one.weekday() == day]
    return matching[count - 1 if count > 0 else count].replace(tzinfo=UTC) - part.before


@pytest.mark.parametrize("name", SIMPLE)
@pytest.mark.parametrize("year", [2024, 2027])
def test_a_definition_tells_the_offset_of_every_moment(name: str, year: int) -> None:
    definition = zones.parts(name, year, year)
    assert definition is not None
    assert [part.daylight for part in definition] == [False, True][: len(definition)]
    changes = sorted(
        (onsets(part, of), part.after) for part in definition for of in range(year - 1, year + 2)
    )
    changes.append((datetime.max.replace(tzinfo=UTC), timedelta()))
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        told = next(after for (at, after), (until, _) in pairwise(changes) if at <= moment < until)
        assert moment.astimezone(ZoneInfo(name)).utcoffset() == told, moment
        moment += timedelta(hours=1)


@pytest.mark.parametrize("name", NOT_SIMPLE)
def test_zones_that_follow_no_simple_rule_have_no_definition(name: str) -> None:
    assert zones.parts(name, 2027, 2027) is None


@pytest.mark.parametrize(
    ("name", "night"),
    [
        ("Europe/Berlin", datetime(2027, 3, 27, 22, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 10, 30, 22, 0, tzinfo=UTC)),
        ("America/St_Johns", datetime(2027, 3, 14, 3, 0, tzinfo=UTC)),
        ("America/St_Johns", datetime(2027, 11, 7, 2, 0, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2027, 4, 29, 20, 0, tzinfo=UTC)),
        ("America/Santiago", datetime(2027, 4, 4, 1, 0, tzinfo=UTC)),
        ("Asia/Shanghai", datetime(2027, 5, 20, 22, 0, tzinfo=UTC)),
    ],
)
def test_another_reader_sees_the_same_moments_through_the_night(
    name: str, night: datetime
) -> None:
    starts = [night + timedelta(minutes=30 * n) for n in range(14)]
    zone = ZoneInfo(name)
    entries = tuple(
        entry(
            f"item-{n:02}@plenum.test",
            when=Hours(start.astimezone(zone), (start + timedelta(minutes=30)).astimezone(zone)),
        )
        for n, start in enumerate(starts)
    )
    octets = write.calendar(Calendar(entries=entries))
    assert octets.count(b"BEGIN:VTIMEZONE") == (zones.parts(name, 2027, 2027) is not None)
    seen = [event.dtstart.value.astimezone(UTC) for event in read(octets).vevent_list]
    assert sorted(seen) == starts


def test_an_hour_that_comes_twice_is_said_in_utc() -> None:
    zone = ZoneInfo("Europe/Berlin")
    first = datetime(2027, 10, 31, 2, 30, tzinfo=zone)
    second = first.replace(fold=1)
    entries = (
        entry("a@plenum.test", when=Hours(first, first.replace(minute=45))),
        entry("b@plenum.test", when=Hours(second, second.replace(minute=45))),
    )
    said = lines(write.calendar(Calendar(entries=entries)))
    assert "DTSTART:20271031T003000Z" in said
    assert "DTSTART:20271031T013000Z" in said


def test_a_moment_without_a_named_zone_is_said_in_utc() -> None:
    start = datetime(2027, 5, 21, 9, 0, tzinfo=UTC)
    said = lines(
        write.calendar(Calendar(entries=(entry(when=Hours(start, start.replace(hour=10))),)))
    )
    assert "DTSTART:20270521T090000Z" in said
    assert "BEGIN:VTIMEZONE" not in said
