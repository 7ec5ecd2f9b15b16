from __future__ import annotations

import os
import time as system_time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.agenda.rules.layout import Placement, Slot, lay_out
from app.i18n import zones

SHANGHAI = "Asia/Shanghai"
FRIDAY = date(2027, 5, 21)
NINE = {FRIDAY: time(9, 0)}


def shanghai(clock: str) -> datetime:
    return datetime.combine(FRIDAY, time.fromisoformat(clock), ZoneInfo(SHANGHAI))


def talk(
    key: str, minutes: int | None = 20, room: str | None = None, pinned: str | None = None
) -> Slot:
    return Slot(key, FRIDAY, room, minutes, time.fromisoformat(pinned) if pinned else None)


def test_items_follow_each_other_from_the_start_of_the_day() -> None:
    placed = lay_out(NINE, SHANGHAI, (), [talk("a", 20), talk("b", 30)])
    assert placed == {
        "a": Placement(shanghai("09:00"), shanghai("09:20")),
        "b": Placement(shanghai("09:20"), shanghai("09:50")),
    }


def test_moments_are_in_utc() -> None:
    start = lay_out(NINE, SHANGHAI, (), [talk("a")])["a"].start
    assert start is not None
    assert start.tzinfo is UTC
    assert start.hour == 1


def test_a_pin_leaves_slack_behind_it_and_starts_the_flow_anew() -> None:
    placed = lay_out(NINE, SHANGHAI, (), [talk("a", 20), talk("b", 30, pinned="10:00"), talk("c")])
    assert placed["b"] == Placement(shanghai("10:00"), shanghai("10:30"), 40)
    assert placed["c"] == Placement(shanghai("10:30"), shanghai("10:50"))


def test_a_pin_into_what_still_runs_is_overlap() -> None:
    placed = lay_out(NINE, SHANGHAI, (), [talk("a", 60), talk("b", 30, pinned="09:45")])
    assert placed["b"] == Placement(shanghai("09:45"), shanghai("10:15"), -15)


def test_a_pin_where_the_flow_arrives_anyway_has_no_slack() -> None:
    assert lay_out(NINE, SHANGHAI, (), [talk("a"), talk("b", pinned="09:20")])["b"].gap == 0


def test_after_a_short_item_pinned_into_a_long_one_the_room_is_free_when_the_long_one_ends() -> (
    None
):
    slots = [talk("long", 60), talk("short", 10, pinned="09:15"), talk("next")]
    assert lay_out(NINE, SHANGHAI, (), slots)["next"].start == shanghai("10:00")


def test_after_an_item_of_unknown_length_nothing_is_known_until_the_next_pin() -> None:
    slots = [talk("a", None), talk("b"), talk("c", pinned="11:00"), talk("d")]
    placed = lay_out(NINE, SHANGHAI, (), slots)
    assert placed["a"] == Placement(shanghai("09:00"), None)
    assert placed["b"] == Placement(None, None)
    assert placed["c"] == Placement(shanghai("11:00"), shanghai("11:20"), None)
    assert placed["d"].start == shanghai("11:20")


def test_a_day_without_hours_is_unknown_until_a_pin() -> None:
    slots = [talk("a"), talk("b", pinned="14:00"), talk("c")]
    placed = lay_out({FRIDAY: None}, SHANGHAI, (), slots)
    assert placed["a"] == Placement(None, None)
    assert placed["c"].start == shanghai("14:20")


def test_without_a_zone_nothing_is_known_not_even_a_pin() -> None:
    placed = lay_out(NINE, None, (), [talk("a"), talk("b", pinned="14:00")])
    assert placed == {"a": Placement(None, None), "b": Placement(None, None)}


def test_an_item_that_is_not_placed_has_no_time_and_takes_none() -> None:
    placed = lay_out(NINE, SHANGHAI, (), [Slot("tray", None, None, 20), talk("a")])
    assert placed["tray"] == Placement(None, None)
    assert placed["a"].start == shanghai("09:00")


def test_rooms_run_beside_each_other() -> None:
    slots = [talk("a", 20, "red"), talk("b", 30, "blue"), talk("c", 10, "red")]
    placed = lay_out(NINE, SHANGHAI, ("red", "blue"), slots)
    assert placed["b"].start == shanghai("09:00")
    assert placed["c"].start == shanghai("09:20")


def test_a_plenary_item_waits_for_all_rooms_and_blocks_all() -> None:
    slots = [talk("a", 20, "red"), talk("b", 30, "blue"), talk("all", 15), talk("c", 10, "red")]
    placed = lay_out(NINE, SHANGHAI, ("red", "blue", "empty"), slots)
    assert placed["all"] == Placement(shanghai("09:30"), shanghai("09:45"))
    assert placed["c"].start == shanghai("09:45")


def test_a_plenary_item_after_a_room_of_unknown_length_is_unknown() -> None:
    slots = [talk("a", None, "red"), talk("b", 30, "blue"), talk("all"), talk("c", 10, "blue")]
    placed = lay_out(NINE, SHANGHAI, ("red", "blue"), slots)
    assert placed["all"] == Placement(None, None)
    assert placed["c"] == Placement(None, None)


def test_an_item_over_a_clock_change_lasts_its_elapsed_minutes() -> None:
    night = date(2027, 3, 28)
    placed = lay_out({night: time(1, 30)}, "Europe/Berlin", (), [Slot("a", night, None, 60)])
    end = placed["a"].end
    assert end is not None
    assert zones.clock(end, "Europe/Berlin") == "03:30"


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30), time(2, 59)])
def test_a_skipped_pin_is_shifted_and_does_not_break_the_day(clock: time) -> None:
    night = date(2027, 3, 28)
    slots = [Slot("a", night, None, 10, clock), Slot("b", night, None, 10)]
    placed = lay_out({night: None}, "Europe/Berlin", (), slots)
    start = placed["a"].start
    assert start is not None
    assert zones.clock(start, "Europe/Berlin") == f"03:{clock:%M}"


def test_a_doubled_hour_means_its_first() -> None:
    night = date(2026, 10, 25)
    slots = [Slot("a", night, None, 10, time(2, 30))]
    start = lay_out({night: None}, "Europe/Berlin", (), slots)["a"].start
    assert start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "zone"), [(date.min, SHANGHAI), (date.max, "America/St_Johns")])
def test_the_ends_of_time_are_not_known(day: date, zone: str) -> None:
    clock = time(0, 5) if day == date.min else time(23, 55)
    placed = lay_out({day: clock}, zone, (), [Slot("a", day, None, 40), Slot("b", day, None, 5)])
    assert placed["b"] == Placement(None, None)


# -- For every agenda -----------------------------------------------------------------------------

ZONES = ("Europe/Berlin", "America/St_Johns", "Asia/Shanghai")
#: Days of clock changes, days beside them, and quiet ones; 1988 had summer time in Shanghai.
DAYS = [
    date(2027, 3, 28), date(2027, 3, 27), date(2026, 10, 25), date(2027, 3, 14),
    date(2026, 11, 1), date(1988, 4, 17), date(1988, 9, 11), date(2027, 5, 21),
]  # fmt: skip
SERVER_ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Europe/Berlin", "Asia/Shanghai")


@contextmanager
def server_in(zone: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    system_time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        system_time.tzset()


def exists(day: date, clock: time, zone: str) -> bool:
    try:
        zones.moment(day, clock, zone)
    except zones.NoSuchTime:
        return False
    return True


clocks = st.builds(time, st.integers(0, 23), st.sampled_from(range(0, 60, 5)))


@st.composite
def agendas(
    draw: st.DrawFn,
) -> tuple[dict[date, time | None], str, tuple[str, ...], list[Slot]]:
    zone = draw(st.sampled_from(ZONES))
    days = draw(st.dictionaries(st.sampled_from(DAYS), st.none() | clocks, min_size=1, max_size=3))
    rooms = draw(st.sampled_from([(), ("red",), ("red", "blue"), ("red", "blue", "green")]))
    slots = draw(
        st.lists(
            st.builds(
                Slot,
                key=st.just(""),
                day=st.none() | st.sampled_from(sorted(days)),
                room=st.none() | st.sampled_from(rooms) if rooms else st.none(),
                minutes=st.none() | st.integers(1, 300) | st.just(20),
                pinned=st.none() | st.none() | clocks,
            ),
            max_size=12,
        )
    )
    named = [
        Slot(f"item-{n}", slot.day, slot.room, slot.minutes, slot.pinned)
        for n, slot in enumerate(slots)
    ]
    return days, zone, rooms, named


@given(agendas())
def test_nothing_is_lost_or_doubled(agenda) -> None:  # type: ignore[no-untyped-def]
    placed = lay_out(*agenda)
    assert list(sorted(placed)) == sorted(slot.key for slot in agenda[3])


@given(agendas())
def test_elapsed_lengths_are_right(agenda) -> None:  # type: ignore[no-untyped-def]
    placed = lay_out(*agenda)
    for slot in agenda[3]:
        start, end = placed[slot.key].start, placed[slot.key].end
        if start is None or slot.minutes is None:
            assert end is None
        else:
            assert end is not None
            assert end - start == timedelta(minutes=slot.minutes)


@given(agendas())
def test_pins_are_exact(agenda) -> None:  # type: ignore[no-untyped-def]
    _, zone, _, slots = agenda
    placed = lay_out(*agenda)
    for slot in slots:
        if slot.day is None or slot.pinned is None or not exists(slot.day, slot.pinned, zone):
            continue
        start = placed[slot.key].start
        assert start is not None
        there = start.astimezone(ZoneInfo(zone))
        assert (there.date(), there.time()) == (slot.day, slot.pinned)


def share_a_line(one: Slot, other: Slot) -> bool:
    return one.day == other.day and (
        one.room == other.room or one.room is None or other.room is None
    )


@given(agendas())
def test_the_order_is_kept_in_every_room_except_where_a_pin_says_otherwise(agenda) -> None:  # type: ignore[no-untyped-def]
    slots = agenda[3]
    placed = lay_out(*agenda)
    for n, slot in enumerate(slots):
        start = placed[slot.key].start
        if start is None or slot.pinned is not None:
            continue
        for earlier in slots[:n]:
            if share_a_line(slot, earlier):
                end = placed[earlier.key].end
                assert end is not None or any(
                    share_a_line(later, earlier) and later.pinned for later in slots[:n]
                )
                assert end is None or end <= start


@given(agendas())
def test_only_a_pin_leaves_a_hole(agenda) -> None:  # type: ignore[no-untyped-def]
    """Whatever begins unpinned begins when something before it ends, or when the day does."""
    days, zone, _, slots = agenda
    placed = lay_out(*agenda)
    for n, slot in enumerate(slots):
        start = placed[slot.key].start
        if start is None or slot.pinned is not None:
            continue
        ends = {placed[one.key].end for one in slots[:n] if share_a_line(one, slot)}
        begins = days[slot.day]
        if begins is not None:
            ends.add(datetime.combine(slot.day, begins, ZoneInfo(zone)).astimezone(UTC))
        assert start in ends


@given(agendas())
def test_the_zone_of_the_server_changes_nothing(agenda) -> None:  # type: ignore[no-untyped-def]
    results = []
    for zone in SERVER_ZONES:
        with server_in(zone):
            results.append(lay_out(*agenda))
    assert all(result == results[0] for result in results)


@given(agendas(), st.integers(0, 11))
def test_what_comes_later_never_moves_what_came_before(agenda, cut: int) -> None:  # type: ignore[no-untyped-def]
    days, zone, rooms, slots = agenda
    assume(cut < len(slots))
    whole, part = lay_out(*agenda), lay_out(days, zone, rooms, slots[:cut])
    assert part == {slot.key: whole[slot.key] for slot in slots[:cut]}
