"""Duplicate, split, swap, a break between and a break eaten: nothing is lost or doubled."""

from __future__ import annotations

import random
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.agenda.models import AgendaItem
from app.agenda.queries import find_item
from app.agenda.rules import arranging as rules
from app.agenda.rules import refusals, typed
from app.agenda.rules.words import Kind
from app.agenda.service import arranging, items
from app.errors import Refusal
from app.extensions import db
from app.people.rules import Part
from app.workshops.models import Workshop
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_day,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

pytestmark = ON_BOTH

FRIDAY = date(2027, 5, 21)
BY: dict[str, Any] = {"at": NOON, "account_id": None}


@pytest.fixture
def urban(app: Flask) -> Workshop:
    """Talks a, b and c and a break p on Friday; x on Saturday; t on no day."""
    workshop = make_workshop("urban")
    friday, saturday = make_day(workshop), make_day(workshop, date(2027, 5, 22))
    for day, keys in ((friday, "abpc"), (saturday, "x"), (None, "t")):
        for key in keys:
            kind = Kind.BREAK if key == "p" else Kind.TALK
            make_item(workshop, day, key=key, kind=kind, minutes=30)
    db.session.commit()
    return workshop


def rows(workshop: Workshop) -> list[AgendaItem]:
    found = select(AgendaItem).where(AgendaItem.workshop_id == workshop.id)
    return list(db.session.scalars(found.order_by(AgendaItem.position, AgendaItem.id)))


def order(workshop: Workshop, day: date | None = FRIDAY) -> str:
    return "".join(row.key for row in rows(workshop) if (row.day.date if row.day else None) == day)


def get(workshop: Workshop, key: str) -> AgendaItem:
    item = find_item(workshop, key)
    assert item is not None
    return item


# -- Duplicate and split --------------------------------------------------------------------------


def test_a_duplicate_says_the_same_right_after_and_is_new_to_calendars(urban: Workshop) -> None:
    one, zhu = get(urban, "a"), make_speaker(urban)
    one.theme, one.room = make_theme(urban), make_room(urban)
    one.pinned, one.abstract = time(9, 0), {"en": "Soil"}
    make_part(one, zhu, Part.MODERATOR)
    two = arranging.duplicate_item(urban, "a", new_key="n", **BY)
    assert order(urban) == "anbpc"
    assert (two.title, two.minutes, two.abstract) == (one.title, 30, {"en": "Soil"})
    assert (two.theme, two.room, two.pinned) == (one.theme, one.room, None)
    assert [(part.speaker, part.part) for part in two.parts] == [(zhu, Part.MODERATOR)]
    assert two.uid != one.uid


def test_posted_twice_it_is_duplicated_and_split_once(urban: Workshop) -> None:
    for _ in range(2):
        arranging.duplicate_item(urban, "a", new_key="n", **BY)
        arranging.split_item(urban, "b", new_key="m", first=10, **BY)
        arranging.add_break(urban, key="q", after="c", minutes=10, **BY)
    assert order(urban) == "anbmpcq"
    assert (get(urban, "b").minutes, get(urban, "m").minutes) == (10, 20)


def test_a_split_keeps_title_people_and_minutes_and_says_texts_once(urban: Workshop) -> None:
    one = get(urban, "b")
    one.abstract, one.pinned = {"en": "Soil"}, time(10, 0)
    make_part(one, make_speaker(urban))
    two = arranging.split_item(urban, "b", new_key="m", first=12, **BY)
    assert order(urban) == "abmpc"
    assert (one.minutes, two.minutes) == (12, 18)
    assert (two.title, len(two.parts)) == (one.title, 1)
    assert (one.abstract, two.abstract) == ({"en": "Soil"}, None)
    assert (one.pinned, two.pinned) == (time(10, 0), None)


@pytest.mark.parametrize(
    ("minutes", "first", "refusal"),
    [(30, 30, rules.NothingLeft), (30, 0, rules.NothingLeft), (None, 5, rules.LengthUnknown),
     (1, 1, rules.LengthUnknown)],
)  # fmt: skip
def test_what_cannot_be_split(
    urban: Workshop, minutes: int | None, first: int, refusal: type[Refusal]
) -> None:
    get(urban, "b").minutes = minutes
    with pytest.raises(refusal):
        arranging.split_item(urban, "b", new_key="m", first=first, **BY)
    assert order(urban) == "abpc"


# -- Swap -----------------------------------------------------------------------------------------


def test_a_swap_exchanges_places_with_their_themes_rooms_and_pins(urban: Workshop) -> None:
    one, other = get(urban, "a"), get(urban, "x")
    theme, room = make_theme(urban), make_room(urban)
    one.theme, one.pinned, other.room = theme, time(9, 30), room
    titles = (one.title, other.title)
    arranging.swap_items(urban, "a", "x", **BY)
    assert order(urban) == "xbpc"
    assert order(urban, date(2027, 5, 22)) == "a"
    places = [(item.theme_id, item.room_id, item.pinned) for item in (one, other)]
    assert places == [(None, room.id, None), (theme.id, None, time(9, 30))]
    assert (one.title, other.title) == titles


def test_a_swap_with_the_tray_and_back_changes_nothing(urban: Workshop) -> None:
    for _ in range(2):
        arranging.swap_items(urban, "c", "t", **BY)
    assert (order(urban), order(urban, None)) == ("abpc", "t")


def test_what_cannot_be_swapped(urban: Workshop) -> None:
    with pytest.raises(rules.SameItem):
        arranging.swap_items(urban, "a", "a", **BY)
    with pytest.raises(refusals.Gone):
        arranging.swap_items(urban, "a", "gone", **BY)


# -- Breaks ---------------------------------------------------------------------------------------


def test_a_break_stands_within_a_theme_that_goes_on_and_outside_one_that_ends(
    urban: Workshop,
) -> None:
    theme = make_theme(urban)
    get(urban, "a").theme = get(urban, "b").theme = theme
    db.session.flush()
    within = arranging.add_break(urban, key="q", after="a", minutes=20, **BY)
    after = arranging.add_break(urban, key="r", after="b", minutes=10, **BY)
    assert order(urban) == "aqbrpc"
    assert (within.kind, within.minutes, within.theme) == (Kind.BREAK, 20, theme)
    assert after.theme is None


def test_a_break_gives_what_is_taken_and_keeps_five_minutes(urban: Workshop) -> None:
    items.edit_item(urban, "a", {"minutes": 50}, **BY)
    arranging.take_from_break(urban, "a", "p", 20, **BY)
    assert (get(urban, "p").minutes, sum(row.minutes or 0 for row in rows(urban))) == (10, 180)
    with pytest.raises(rules.BreakTooShort):
        arranging.take_from_break(urban, "a", "p", 6, **BY)
    assert arranging.take_from_break(urban, "a", "p", None, **BY).key == "a"
    assert order(urban) == "abc"


@pytest.mark.parametrize(("item", "pause"), [("c", "p"), ("a", "b"), ("x", "p"), ("t", "p")])
def test_only_a_later_break_of_the_day_can_give_way(
    urban: Workshop, item: str, pause: str
) -> None:
    with pytest.raises(rules.NotAfter):
        arranging.take_from_break(urban, item, pause, 5, **BY)


def test_a_negative_number_lengthens_no_break(urban: Workshop) -> None:
    with pytest.raises(typed.TooShort):
        arranging.take_from_break(urban, "a", "p", -5, **BY)


# -- Whatever is done, in whatever order ----------------------------------------------------------

ACTS = ("duplicate", "split", "swap", "break", "take", "move", "remove")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_two_people_arranging_in_any_order_lose_and_double_nothing(app: Flask, seed: int) -> None:
    by_chance = random.Random(seed)
    workshop = make_workshop()
    day = make_day(workshop)
    for n in range(6):
        kind = Kind.BREAK if n % 3 == 2 else Kind.TALK
        make_item(workshop, day, key=f"i{n}-{seed}", kind=kind, minutes=30)
    expected = {row.key for row in rows(workshop)}
    seen_by = [sorted(expected), sorted(expected)]  # what each of the two has on the screen
    for n in range(20):
        who = by_chance.randrange(2)
        if by_chance.random() < 0.4:
            seen_by[who] = sorted(expected)
        one, other = by_chance.choices(seen_by[who], k=2)
        total = sum(row.minutes or 0 for row in rows(workshop))
        act, new = by_chance.choice(ACTS), f"n{n}-{seed}"
        try:
            added, lost = _perform(workshop, act, one, other, new, by_chance.randrange(1, 40))
        except Refusal:
            added, lost = set(), set()
        expected = (expected | added) - lost
        keys = [row.key for row in rows(workshop)]
        assert sorted(keys) == sorted(expected)
        assert len({row.position for row in rows(workshop)}) == len(keys)
        if act in ("split", "swap", "move"):
            assert sum(row.minutes or 0 for row in rows(workshop)) == total
    db.session.rollback()


def _perform(
    workshop: Workshop, act: str, one: str, other: str, new: str, n: int
) -> tuple[set[str], set[str]]:
    """Keys that are there afterwards and were not, and the other way round."""
    if act == "duplicate":
        arranging.duplicate_item(workshop, one, new_key=new, **BY)
        return {new}, set()
    if act == "split":
        arranging.split_item(workshop, one, new_key=new, first=n, **BY)
        return {new}, set()
    if act == "swap":
        arranging.swap_items(workshop, one, other, **BY)
    elif act == "break":
        arranging.add_break(workshop, key=new, after=one, minutes=n, **BY)
        return {new}, set()
    elif act == "take":
        whole = n % 4 == 0
        arranging.take_from_break(workshop, one, other, None if whole else n, **BY)
        return set(), {other} if whole else set()
    elif act == "move":
        items.step_item(workshop, one, up=n % 2 == 0, **BY)
    else:
        items.remove_item(workshop, one, **BY)
        return set(), {one}
    return set(), set()
