from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda.rules import typed


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:00", "14:00"), ("9:05", "09:05"), ("09:05", "09:05"), ("14.30", "14:30"),
        ("1400", "14:00"), ("905", "09:05"), ("0000", "00:00"), ("14", "14:00"), ("9", "09:00"),
        ("14h", "14:00"), ("14h30", "14:30"), ("00:00", "00:00"), ("23:59", "23:59"),
        ("2pm", "14:00"), ("2 PM", "14:00"), ("2 p.m.", "14:00"), ("2:30pm", "14:30"),
        ("12am", "00:00"), ("12pm", "12:00"), ("12:15 am", "00:15"), ("1130am", "11:30"),
        ("11.45 a.m.", "11:45"),
        ("14 Uhr", "14:00"), ("14 uhr 30", "14:30"), ("14:30 Uhr", "14:30"), ("14Uhr", "14:00"),
        ("14.30 Uhr", "14:30"), ("1430 Uhr", "14:30"),
        ("下午2点", "14:00"), ("下午2点半", "14:30"), ("下午两点", "14:00"),
        ("上午9点30分", "09:30"),
        ("上午9:30", "09:30"), ("14点", "14:00"), ("14时30分", "14:30"), ("晚上7点", "19:00"),
        ("中午12点", "12:00"), ("中午1点", "13:00"), ("凌晨1点", "01:00"), ("凌晨12点", "00:00"),
        ("下午三点一刻", "15:15"), ("十点整", "10:00"), ("十一点半", "11:30"), ("二十点", "20:00"),
        ("下午14点", "14:00"), ("下午 2 点 5 分", "14:05"),
        ("９：３０", "09:30"), (" 14:00 ", "14:00"),
        ("noon", "12:00"), ("Mittag", "12:00"), ("中午", "12:00"), ("14:00:00", "14:00"),
        ("1400 hrs", "14:00"), ("2 o'clock pm", "14:00"),
    ],
)  # fmt: skip
def test_times_as_people_type_them(text: str, clock: str) -> None:
    assert typed.clock(text) == time.fromisoformat(clock)


@pytest.mark.parametrize(
    "text",
    ["", " ", "24:00", "25", "12:60", "2400", "13pm", "0am", "14:5", "midnight", "14:00:30", "-1",
     "m", "2m", "1 2", "下午", "二二点", "十十点", "下午2点75分", "14:00\x00", "<b>14:00</b>",
     "٣:٠٠x", "１４；００",
     "9" * 5000, "14 Uhr Uhr 30", "点"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(typed.NotAClock):
        typed.clock(text)


@given(st.text(alphabet="0123456789:.hapmuhr 点半下午上分十二-+", max_size=12) | st.text())
def test_nothing_typed_breaks_the_parsers(text: str) -> None:
    for parser in (typed.clock, typed.length):
        try:
            parser(text)
        except (typed.NotAClock, typed.NotALength, typed.TooShort, typed.TooLong):
            continue


@given(st.times())
def test_what_is_shown_can_be_typed(clock: time) -> None:
    assert typed.clock(f"{clock:%H:%M}") == clock.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("20", 20), ("+20", 20), ("20m", 20), ("20 min", 20), ("20 Min.", 20), ("20 Minuten", 20),
     ("20分钟", 20), ("20分", 20), ("1h", 60), ("1h30", 90), ("1:30", 90), ("+0:05", 5),
     ("1 h 30 min", 90), ("2小时", 120),
     ("1小时30分钟", 90), ("1440", 1440), ("２０", 20),
     ("2.5 h", 150), ("2,5 Std.", 150), ("1½ h", 90), ("½h", 30), ("1 Std 30", 90),
     ("1 Stunde 30 Minuten", 90), ("20 mins", 20), ("1:30 h", 90), ("1个半小时", 90),
     ("半小时", 30), ("一个半小时", 90), ("eine halbe Stunde", 30)],
)  # fmt: skip
def test_lengths_as_people_type_them(text: str, minutes: int) -> None:
    assert typed.length(text) == minutes


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("-5", typed.TooShort), ("−5", typed.TooShort), ("0", typed.TooShort),
     ("- 5 min", typed.TooShort), ("2400", typed.TooLong), ("40h", typed.TooLong),
     ("24:01", typed.TooLong), ("100 h", typed.TooLong), ("100000", typed.TooLong),
     ("1:60", typed.NotALength), ("1:5", typed.NotALength),
     ("", typed.NotALength), ("+", typed.NotALength), ("1.5", typed.NotALength),
     ("1.33 h", typed.NotALength), ("20-30", typed.NotALength), ("ca. 20", typed.NotALength),
     ("twenty", typed.NotALength), ("9" * 5000, typed.NotALength)],
)  # fmt: skip
def test_what_is_no_length(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        typed.length(text)


def test_a_skipped_clock_names_both_neighbours() -> None:
    with pytest.raises(typed.SkippedClock) as refusal:
        typed.check_clock(date(2027, 3, 28), time(2, 30), "Europe/Berlin")
    assert str(refusal.value) == (
        "In Europe/Berlin the clocks go forward on that day: 02:30 does not exist. "
        "Please choose 01:30 or 03:30."
    )
    typed.check_clock(date(2027, 3, 28), time(3, 0), "Europe/Berlin")
    typed.check_clock(date(2027, 3, 28), time(2, 30), "Asia/Shanghai")
    typed.check_clock(None, time(2, 30), "Europe/Berlin")


def test_a_time_needs_a_zone() -> None:
    with pytest.raises(typed.NeedsZone):
        typed.check_clock(None, time(9, 0), None)
    typed.check_clock(None, None, None)


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_years_nobody_means(year: int) -> None:
    with pytest.raises(typed.NoSuchYear):
        typed.check_year(date(year, 1, 1))


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2038, 1, 19), date(2028, 2, 29)])
def test_years_somebody_may_mean(day: date) -> None:
    assert typed.check_year(day) == day


@pytest.mark.parametrize(
    ("text", "early", "late"),
    [("halb drei", "02:30", "14:30"), ("half past two", "02:30", "14:30"),
     ("halb 1", "00:30", "12:30")],
)  # fmt: skip
def test_half_past_is_no_guess_and_both_readings_are_offered(
    text: str, early: str, late: str
) -> None:
    with pytest.raises(typed.NotAClock) as refused:
        typed.clock(text)
    assert refused.value.values == {"typed": text, "early": early, "late": late}


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("14:00-14:20", "14:00", "14:20"), ("14:00–14:20 Uhr", "14:00", "14:20"),
        ("von 9 bis 10 Uhr", "09:00", "10:00"), ("9:00 AM - 9:30 AM", "09:00", "09:30"),
        ("2–3pm", "14:00", "15:00"), ("11-1pm", "11:00", "13:00"), ("9 to 10", "09:00", "10:00"),
        ("下午2点至3点", "14:00", "15:00"), ("９：００～９：３０", "09:00", "09:30"),
        ("上午11点到中午", "11:00", "12:00"), ("23:30-00:30", "23:30", "00:30"),
    ],
)  # fmt: skip
def test_from_and_to_as_people_type_them(text: str, begins: str, ends: str) -> None:
    assert typed.span(text) == (time.fromisoformat(begins), time.fromisoformat(ends))


@pytest.mark.parametrize("text", ["", "14:00-", "1-2-3", "soon–later", "–"])
def test_what_is_no_from_and_to(text: str) -> None:
    with pytest.raises(typed.NotAClock):
        typed.span(text)


@given(st.times(), st.times())
def test_minutes_between_lead_from_one_to_the_other(first: time, last: time) -> None:
    minutes = typed.minutes_between(first, last)
    assert 0 <= minutes < typed.MOST_MINUTES
    there = first.hour * 60 + first.minute + minutes
    assert there % typed.MOST_MINUTES == last.hour * 60 + last.minute


@pytest.mark.parametrize(
    ("was", "text", "minutes"),
    [(30, "+20", 50), (30, "-5", 25), (30, "−5 min", 25), (30, "＋１０", 40), (30, "20", None)],
)
def test_a_difference_to_the_length_there_is(was: int, text: str, minutes: int | None) -> None:
    assert typed.longer(was, text) == minutes


def test_nothing_is_shorter_than_a_minute() -> None:
    with pytest.raises(typed.TooShort):
        typed.longer(5, "-5")
