from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda.rules.hours_of_day import Shade, good_window, is_weekend, shade
from app.i18n import zones

FRIDAY = date(2027, 5, 21)
SHANGHAI, BERLIN, BOGOTA = "Asia/Shanghai", "Europe/Berlin", "America/Bogota"


def utc(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (6, 59, Shade.NIGHT), (7, 0, None), (11, 59, None), (12, 0, Shade.LUNCH),
        (12, 59, Shade.LUNCH), (13, 0, None), (21, 59, None), (22, 0, Shade.NIGHT),
        (0, 0, Shade.NIGHT),
    ],
)  # fmt: skip
def test_night_and_noon_by_the_clock_on_the_wall(
    hour: int, minute: int, expected: Shade | None
) -> None:
    at = datetime(2027, 5, 21, hour, minute, tzinfo=zones.zone(SHANGHAI))
    assert shade(at, SHANGHAI) is expected


def test_the_same_moment_is_shaded_by_each_zone_for_itself() -> None:
    at = utc(FRIDAY, 1)
    assert (shade(at, SHANGHAI), shade(at, BERLIN)) == (None, Shade.NIGHT)


def test_night_begins_an_hour_earlier_in_utc_once_the_clock_has_gone_forward() -> None:
    assert shade(utc(date(2027, 3, 27), 20), BERLIN) is Shade.WEEKEND
    assert shade(utc(date(2027, 3, 28), 20), BERLIN) is Shade.NIGHT
    assert shade(utc(date(2027, 10, 31), 20), BERLIN) is Shade.WEEKEND


def test_a_weekend_is_that_of_the_country() -> None:
    saturday = FRIDAY + timedelta(days=1)
    assert [is_weekend(day, BERLIN) for day in (FRIDAY, saturday)] == [False, True]
    assert is_weekend(FRIDAY, "Asia/Riyadh")
    assert is_weekend(saturday, "UTC")


def test_hours_that_are_good_in_two_zones() -> None:
    assert good_window(FRIDAY, [SHANGHAI]) == ((utc(FRIDAY, 0), utc(FRIDAY, 12)),)
    assert good_window(FRIDAY, [SHANGHAI, BERLIN]) == ((utc(FRIDAY, 6), utc(FRIDAY, 12)),)
    assert good_window(FRIDAY, [SHANGHAI, BERLIN, BOGOTA]) == ()
    assert good_window(FRIDAY, []) == ()


def test_the_day_is_that_of_the_first_zone_and_may_have_good_hours_twice() -> None:
    pieces = good_window(FRIDAY, ["Pacific/Auckland", "Pacific/Honolulu"])
    assert all(zones.local(at, "Pacific/Auckland").date() == FRIDAY for at, _ in pieces)
    assert pieces == ((utc(FRIDAY - timedelta(days=1), 20), utc(FRIDAY, 6)),)


def test_good_hours_follow_the_change_of_clocks() -> None:
    hours = [
        good_window(day, [SHANGHAI, BERLIN])[0][0].hour
        for day in (date(2027, 3, 26), date(2027, 3, 29), date(2027, 10, 29), date(2027, 11, 1))
    ]
    assert hours == [7, 6, 6, 7]


def test_a_day_that_a_zone_left_out_and_the_last_day_of_all_have_none() -> None:
    assert good_window(date(2011, 12, 30), ["Pacific/Apia"]) == ()
    assert good_window(date.max, [SHANGHAI]) == good_window(date.min, ["Asia/Tokyo"]) == ()


@given(
    st.dates(date(2020, 1, 1), date(2032, 12, 31)),
    st.lists(
        st.sampled_from(
            [
                SHANGHAI,
                BERLIN,
                BOGOTA,
                "Australia/Lord_Howe",
                "Africa/Casablanca",
                "Asia/Kathmandu",
            ]
        ),
        min_size=1,
        max_size=3,
    ),
    st.integers(0, 95),
)
def test_a_moment_is_good_where_every_wall_shows_eight_to_eight(
    day: date, names: list[str], quarter: int
) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zones.zone(names[0]))
    at = midnight.astimezone(UTC) + quarter * timedelta(minutes=15)
    there = [zones.local(at, name) for name in names]
    good = there[0].date() == day and all(8 <= one.hour < 20 for one in there)
    assert any(start <= at < end for start, end in good_window(day, names)) == good
