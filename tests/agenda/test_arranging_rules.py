"""Who gives way when an item has grown."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda.placing import Push, push
from app.agenda.rules import arranging
from app.agenda.rules.arranging import Growth, Offer, Way
from app.agenda.rules.layout import Slot, lay_out
from app.agenda.rules.outline import ItemPlanned
from tests.agenda.plannings import item, planning

FRIDAY = date(2027, 5, 21)


def after(grown: int, *slots: Slot, rooms: tuple[str, ...] = ()) -> Growth:
    """After “a” has grown; breaks are called p."""
    placed = lay_out({FRIDAY: time(9)}, "Asia/Shanghai", rooms, slots)
    breaks = frozenset(slot.key for slot in slots if slot.key.startswith("p"))
    return arranging.after_growth(slots, placed, breaks, "a", grown)


def slot(key: str, minutes: int | None = 30, pinned: time | None = None, room: str = "") -> Slot:
    return Slot(key, FRIDAY, room or None, minutes, pinned)


def test_the_next_break_may_give_what_the_item_took() -> None:
    growth = after(10, slot("a", 40), slot("b"), slot("p1", 20), slot("p2", 60))
    assert growth.pushed == 3
    assert growth.offers == [Offer(Way.SHORTEN, "p1", 10, 10), Offer(Way.REMOVE, "p1", 20, 0)]


@pytest.mark.parametrize(("minutes", "taken"), [(20, 15), (6, 1)])
def test_a_break_that_is_too_short_gives_what_it_has(minutes: int, taken: int) -> None:
    growth = after(30, slot("a", 60), slot("p", minutes))
    assert growth.offers[0] == Offer(Way.SHORTEN, "p", taken, 5)


def test_a_break_of_five_minutes_can_only_go() -> None:
    assert [one.way for one in after(10, slot("a"), slot("p", 5)).offers] == [Way.REMOVE]


def test_a_break_behind_a_pin_was_not_moved_and_the_pin_is_run_into() -> None:
    growth = after(10, slot("a", 40), slot("b"), slot("c", pinned=time(10, 0)), slot("p"))
    assert (growth.pushed, growth.offers) == (1, [])
    assert (growth.collides, growth.overlap) == ("c", 10)


def test_slack_before_a_pin_takes_it_all() -> None:
    growth = after(10, slot("a", 40), slot("b", pinned=time(11)))
    assert (growth.collides, growth.overlap) == (None, 0)


def test_a_break_of_another_room_gives_nothing() -> None:
    slots = (slot("a", 40, room="red"), slot("p1", room="blue"), slot("p2"))
    growth = after(10, *slots, rooms=("red", "blue"))
    assert growth.offers[0].key == "p2"


def test_an_item_that_is_gone_or_not_placed_pushes_nothing() -> None:
    assert after(10, slot("b"), slot("p")).pushed == 0
    tray = Slot("a", None, None, 30)
    assert after(10, tray, Slot("p", None, None, 30)).offers == []


@given(st.integers(2, 1440), st.integers(-5, 1500))
def test_both_parts_of_a_split_are_the_whole(minutes: int, first: int) -> None:
    try:
        assert sum(arranging.halves(minutes, first)) == minutes
    except arranging.NothingLeft:
        assert not 0 < first < minutes


@given(st.permutations(list("abcdef")), st.sampled_from("abcdef"), st.sampled_from("abcdef"))
def test_an_exchange_keeps_everybody(order: list[str], one: str, other: str) -> None:
    swapped = arranging.exchanged(order, one, other)
    assert sorted(swapped) == sorted(order)
    assert swapped.index(one) == order.index(other)
    assert arranging.exchanged(swapped, one, other) == order


def pushed(*items: ItemPlanned, zone: str | None = "Asia/Shanghai", minutes: int = 20) -> Push:
    """By “a”, of twenty minutes or more, in the plan of a Friday that begins at nine."""
    return push(planning(*items, rooms="red blue", zone=zone).outline, zone, "a", minutes)


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ([item("b"), item("c")], Push.ALL),
        ([item("b"), item("c", time(14)), item("d")], Push.FIRST),
        ([item("b", time(14)), item("c")], Push.NOTHING),
        ([], Push.NOTHING),
        # What is for all waits for the longest of the rooms.
        ([item("b", room="blue", minutes=120), item("c", room="red"), item("all")], Push.FIRST),
        ([item("b", room="blue", minutes=120), item("all")], Push.NOTHING),
    ],
)
def test_what_follows_is_later_as_far_as_it_really_is(
    after: list[ItemPlanned], found: Push
) -> None:
    assert (
        pushed(item("a", room="red" if any(one.room for one in after) else None), *after) == found
    )


def test_without_clocks_or_a_length_nothing_is_said_to_be_later() -> None:
    assert pushed(item("a"), item("b"), zone=None) == Push.NOTHING
    assert pushed(item("a", minutes=None), item("b")) == Push.NOTHING
