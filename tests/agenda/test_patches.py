"""Patches: whatever changes between two outlines can be applied, taken back and told apart."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from app.agenda.rules import patches
from app.agenda.rules.outline import DayPlanned, ItemPlanned, Outline, ThemePlanned
from app.agenda.rules.words import Colour, ItemState, Kind
from app.people.rules import Part

DAYS = [date(2027, 5, 21), date(2027, 5, 22)]
KEYS = list("abcdefgh")


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    keys = draw(st.permutations(KEYS))[: draw(st.integers(0, len(KEYS)))]
    days = draw(st.lists(st.sampled_from(DAYS), unique=True).map(sorted))
    themes = draw(st.permutations(["x", "y", "z"]))[: draw(st.integers(0, 3))]
    return Outline(
        days=tuple(DayPlanned(date=day, starts=draw(_CLOCKS)) for day in days),
        themes=tuple(
            ThemePlanned(key=key, title={"en": key}, colour=draw(_COLOURS)) for key in themes
        ),
        items=tuple(
            ItemPlanned(
                key=key,
                uid=f"{key}@here",
                kind=draw(st.sampled_from(Kind)),
                day=draw(st.sampled_from([None, *days])),
                minutes=draw(st.none() | st.integers(1, 90)),
                pinned=draw(_CLOCKS),
                title=draw(st.none() | st.just({"en": key, "zh": "题"})),
                state=draw(st.none() | st.just(ItemState.CANCELLED)),
                parts=draw(_PARTS),
            )
            for key in keys
        ),
    )


_CLOCKS = st.none() | st.times(max_value=time(23, 59)).map(
    lambda clock: clock.replace(second=0, microsecond=0)
)
_COLOURS = st.none() | st.sampled_from(Colour)
_PARTS = st.lists(
    st.tuples(st.none() | st.sampled_from(["landi", "zhu"]), st.sampled_from(Part)), max_size=2
).map(tuple)


@given(outlines(), outlines())
def test_a_patch_leads_from_one_outline_to_the_other_and_back(one: Outline, two: Outline) -> None:
    patch = patches.compare(one, two)
    assert patches.apply(patch, one) == two
    assert patches.apply(patch.inverse(), two) == one


@given(outlines(), outlines())
def test_a_patch_is_the_same_after_it_was_stored(one: Outline, two: Outline) -> None:
    patch = patches.compare(one, two)
    assert patches.from_json(json.loads(json.dumps(patches.to_json(patch)))) == patch


@given(outlines())
def test_nothing_changed_is_an_empty_patch(one: Outline) -> None:
    assert not patches.compare(one, one)


@given(outlines(), outlines(), outlines())
def test_a_patch_upon_something_else_loses_and_doubles_nothing(
    one: Outline, two: Outline, other: Outline
) -> None:
    patch = patches.compare(one, two)
    after = patches.apply(patch, other)
    keys = [item.key for item in after.items]
    assert len(keys) == len(set(keys))
    gone = {key for key, (_, facts) in patch.facts.get("items", {}).items() if facts is None}
    assert {item.key for item in other.items} - gone <= set(keys)


def test_one_moved_among_many_is_one_entry() -> None:
    items = [ItemPlanned(key=str(n), uid=str(n), kind=Kind.TALK) for n in range(300)]
    one = Outline(items=tuple(items))
    two = Outline(items=(*items[1:200], items[0], *items[200:]))
    patch = patches.compare(one, two)
    assert not patch.facts
    assert patch.moved == {"items": {"0": (None, "199")}}


def test_edits_meet_in_the_same_fact_or_where_one_removes_what_the_other_changed() -> None:
    item = ItemPlanned(key="a", uid="a", kind=Kind.TALK, minutes=20)
    plan = Outline(items=(item,))
    longer = patches.compare(plan, Outline(items=(replace(item, minutes=30),))).touches()
    titled = patches.compare(plan, Outline(items=(replace(item, title={"en": "A"}),))).touches()
    removed = patches.compare(plan, Outline()).touches()
    assert not patches.meet(longer, titled)
    assert patches.meet(longer, longer)
    assert patches.meet(longer, removed)
    assert patches.meet(removed, titled)
