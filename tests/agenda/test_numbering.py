from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda.rules.changes import compare
from app.agenda.rules.document import Document, from_json, to_json
from app.agenda.rules.numbering import is_same, number
from app.agenda.rules.words import ItemState, Kind
from app.workshops.rules import Way
from tests.agenda.documents import (
    FRIDAY,
    SATURDAY,
    day,
    document,
    draft,
    item,
    person,
    publish,
    room,
    speaker,
    theme,
    workshop,
)
from tests.conftest import NOON

HALL = {"en": "Hall"}


def numbers(before: Document, after: Document, key: str = "talk") -> tuple[int, bool]:
    """By how much the sequence of an item rose, and whether it counts as changed."""
    old = next(one for one in before.items if one.key == key)
    new = next(one for one in after.items if one.key == key)
    assert new.created == old.created
    assert new.changed == (after.changed if new.changed != old.changed else old.changed)
    return new.sequence - old.sequence, new.changed > old.changed


def rich() -> dict[str, Any]:
    return {"theme": "theme-1", "room": "red", "speakers": (speaker(),)}


#: (how the second draft differs, sequence rises, counts as changed)
DIFFERENCES: list[tuple[str, dict[str, Any], dict[str, Any], int, bool]] = [
    ("nothing", {}, {}, 0, False),
    ("length", {"minutes": 25}, {}, 1, True),
    ("length no longer known", {"minutes": None}, {}, 1, True),
    ("pinned to the same time", {"pinned": True, "start": NOON.replace(hour=9)}, {}, 0, False),
    ("pinned to another time", {"pinned": True, "start": NOON.replace(hour=8)}, {}, 1, True),
    ("another day", {"day": SATURDAY}, {"days": (day(), day(SATURDAY))}, 1, True),
    ("not placed any more", {"day": None}, {}, 1, True),
    ("another room", {"room": "blue"}, {"rooms": (room("red"), room("blue"))}, 1, True),
    ("the room renamed", {}, {"rooms": (replace(room(), name={"en": "Aula"}),)}, 1, True),
    ("plenary", {"room": None}, {}, 1, True),
    ("cancelled", {"state": ItemState.CANCELLED}, {}, 1, True),
    ("title", {"title": {"en": "New"}}, {}, 0, True),
    ("title in another language", {"title": {"en": "Talk", "zh": "演讲"}}, {}, 0, True),
    ("subject", {"subject": {"en": "New"}}, {}, 0, True),
    ("abstract", {"abstract": {"en": "New"}}, {}, 0, True),
    ("kind", {"kind": Kind.DISCUSSION}, {}, 0, True),
    ("theme", {"theme": None}, {}, 0, True),
    ("the theme's title", {}, {"themes": (theme(title={"en": "Soil"}),)}, 0, True),
    ("the theme's focus", {}, {"themes": (theme(focus={"en": "Soil"}),)}, 0, False),
    ("speakers", {"speakers": ()}, {}, 0, True),
    ("a speaker's name", {}, {"people": (person(name="ZHU Shu"),)}, 0, True),
    ("the day starts later", {}, {"days": (day(starts=time(10, 0)),)}, 1, True),
    ("hours no longer known", {}, {"days": (day(starts=None),)}, 1, True),
    ("the day's end", {}, {"days": (day(ends=time(17, 0)),)}, 0, False),
    ("workshop's title", {}, {"workshop": workshop(title={"en": "New"})}, 0, True),
    ("workshop's place", {}, {"workshop": workshop(place=HALL)}, 1, True),
    ("workshop's way", {}, {"workshop": workshop(way=Way.HYBRID)}, 0, True),
    ("workshop's zone", {}, {"workshop": workshop(time_zone="Europe/Berlin")}, 1, True),
    ("workshop's purpose", {}, {"workshop": workshop(purpose=HALL)}, 0, False),
    ("workshop cancelled", {}, {"workshop": workshop(cancelled=True)}, 1, True),
]


@pytest.mark.parametrize(
    ("of_item", "of_document", "rise", "changed"),
    [row[1:] for row in DIFFERENCES],
    ids=[row[0] for row in DIFFERENCES],
)
def test_sequence_rises_with_time_place_and_status_and_changed_with_all_that_is_shown(
    of_item: dict[str, Any], of_document: dict[str, Any], rise: int, changed: bool
) -> None:
    before = document(item(**rich()))
    values = {"rooms": before.rooms, "themes": before.themes, "people": before.people}
    after = publish(before, draft(item(**rich() | of_item), **values | of_document))
    assert numbers(before, after) == (rise, changed)


def test_a_new_item_begins_at_zero_and_now() -> None:
    before = document()
    new = publish(before, draft(item())).items[0]
    later = NOON + timedelta(hours=1)
    assert (new.sequence, new.created, new.changed) == (0, later, later)


def test_a_sequence_brought_along_is_not_fallen_below() -> None:
    before = document(item(sequence=7))
    assert before.items[0].sequence == 7
    after = publish(before, draft(item(sequence=7, minutes=30)))
    assert after.items[0].sequence == 8
    assert publish(after, draft(item(minutes=30))).items[0].sequence == 8


def test_a_follower_that_moves_along_is_raised_too() -> None:
    before = document(item("first"), item("second"))
    after = publish(before, draft(item("first", minutes=30), item("second")))
    assert numbers(before, after, "first") == (1, True)
    assert numbers(before, after, "second") == (1, True)


def test_a_removed_item_stays_as_cancelled_and_is_raised_once() -> None:
    before = document(item("stays"), item("goes"))
    gone = publish(before, draft(item("stays")))
    assert [one.key for one in gone.items] == ["stays", "goes"]
    assert [one.key for one in gone.shown()] == ["stays"]
    kept = gone.items[1]
    assert (kept.removed, kept.state, kept.sequence) == (True, ItemState.CANCELLED, 1)
    assert kept.start == before.items[1].start
    later = publish(gone, draft(item("stays", minutes=5)))
    assert later.items[1] == kept


def test_a_removed_item_names_nothing_that_left_with_it() -> None:
    before = document(item("stays"), item("goes", **rich()))
    kept = publish(before, draft(item("stays"))).items[1]
    assert (kept.theme, kept.room, kept.speakers) == (None, None, ())


def test_an_item_that_comes_back_rises_again() -> None:
    before = document(item())
    gone = publish(before, draft())
    back = publish(gone, draft(item())).items
    assert [(one.removed, one.state, one.sequence) for one in back] == [(False, None, 2)]
    assert back[0].created == before.items[0].created


def test_two_versions_within_a_second_are_told_apart() -> None:
    before = document(item())
    after = number(before, draft(item(minutes=30)), all_day_uid="x", at=NOON - timedelta(hours=1))
    assert after.items[0].changed == before.changed + timedelta(seconds=1)


# -- The entries ----------------------------------------------------------------------------------


def test_the_whole_has_hours_when_beginning_and_end_are_known() -> None:
    whole = document(item("a"), item("b")).whole
    assert whole.start is not None
    assert whole.end is not None
    assert whole.end - whole.start == timedelta(minutes=40)
    assert (whole.first, whole.last) == (FRIDAY, FRIDAY)


@pytest.mark.parametrize(
    "one",
    [
        draft(item(), days=(day(starts=None),)),
        draft(item(), workshop=workshop(time_zone=None)),
        draft(item("a"), item("b", time(14, 0)), days=(day(starts=None),)),
    ],
)
def test_the_whole_is_a_day_where_hours_are_missing(one: Document) -> None:
    whole = publish(None, one).whole
    assert (whole.first, whole.last, whole.start, whole.end) == (FRIDAY, FRIDAY, None, None)


@pytest.mark.parametrize(
    "one",
    [
        draft(item(minutes=None)),
        draft(),
        draft(item("a"), item("b", minutes=None)),
        draft(item("a", time(9, 0), minutes=None), item("b"), days=(day(starts=None),)),
        draft(item("a", time(9, 0)), item("b", minutes=None), item("c", time(14, 0))),
    ],
)
def test_the_start_of_the_whole_is_known_though_its_end_is_not(one: Document) -> None:
    whole = publish(None, one).whole
    assert whole.start == datetime(2027, 5, 21, 1, 0, tzinfo=UTC)
    assert (whole.end, whole.hours) == (None, None)


def test_in_another_room_something_may_begin_earlier() -> None:
    rooms = (room("red"), room("blue"))
    unknown = draft(
        item("a", time(9, 0), room="red"), item("b", room="blue"),
        days=(day(starts=None),), rooms=rooms,
    )  # fmt: skip
    assert publish(None, unknown).whole.start is None
    plenary = replace(unknown, items=(item("a", time(9, 0)), item("b", room="blue")))
    assert publish(None, plenary).whole.start is not None


def test_a_start_alone_moves_no_entry_for_a_whole_day() -> None:
    before = document(item(minutes=None))
    later = publish(before, draft(item(minutes=None), days=(day(starts=time(10, 0)),)))
    assert later.whole.start != before.whole.start
    assert later.whole.sequence == 0
    assert publish(later, draft(item(minutes=20), days=(day(starts=time(10, 0)),))).whole.sequence


def test_a_workshop_without_days_is_an_entry_without_a_date() -> None:
    whole = document(days=()).whole
    assert (whole.first, whole.last) == (None, None)


def test_the_whole_rises_when_it_moves_and_not_when_it_is_renamed() -> None:
    before = document(item())
    renamed = publish(before, draft(item(), workshop=workshop(title=HALL)))
    assert (renamed.whole.sequence, renamed.whole.changed) == (0, renamed.changed)
    longer = publish(renamed, draft(item(minutes=50), workshop=workshop(title=HALL)))
    assert longer.whole.sequence == 1
    called_off = publish(
        longer, draft(item(minutes=50), workshop=workshop(title=HALL, cancelled=True))
    )
    assert (called_off.whole.sequence, called_off.whole.cancelled) == (2, True)


def test_with_all_hours_known_there_never_is_an_all_day_entry() -> None:
    assert document(item()).all_day is None


def test_days_without_hours_give_an_all_day_entry_over_them() -> None:
    days = (day(starts=None), day(SATURDAY, starts=None))
    all_day = document(item(), item("b", day=SATURDAY), days=days).all_day
    assert all_day is not None
    assert (all_day.first, all_day.last, all_day.start) == (FRIDAY, SATURDAY, None)
    assert (all_day.sequence, all_day.cancelled) == (0, False)


def test_the_all_day_entry_covers_only_the_days_without_hours() -> None:
    days = (day(), day(SATURDAY, starts=None))
    all_day = document(item(), item("b", day=SATURDAY), days=days).all_day
    assert all_day is not None
    assert (all_day.first, all_day.last) == (SATURDAY, SATURDAY)


def test_a_day_nobody_planned_has_hours_when_its_start_is_known() -> None:
    assert document(days=(day(),)).all_day is None
    assert document(days=(day(starts=None),)).all_day is not None


def test_the_all_day_entry_is_cancelled_when_hours_are_known_and_comes_back_without() -> None:
    unknown = (day(starts=None),)
    first = document(item(), days=unknown)
    known = publish(first, draft(item()))
    later = publish(known, draft(item(minutes=30)))
    again = publish(later, draft(item(minutes=30), days=unknown))
    entries = [one.all_day for one in (first, known, later, again)]
    assert [(one.sequence, one.cancelled, one.first) for one in entries if one] == [
        (0, False, FRIDAY),
        (1, True, FRIDAY),
        (1, True, FRIDAY),
        (2, False, FRIDAY),
    ]


def test_the_all_day_entry_changes_with_what_it_lists() -> None:
    unknown = {"days": (day(starts=None),)}
    before = document(item("a"), item("b"), **unknown)
    swapped = publish(before, draft(item("b"), item("a"), **unknown))
    assert before.all_day is not None
    assert swapped.all_day is not None
    assert swapped.all_day.sequence == before.all_day.sequence
    assert swapped.all_day.changed > before.all_day.changed


def test_the_all_day_entry_of_a_cancelled_workshop_is_cancelled() -> None:
    unknown = {"days": (day(starts=None),)}
    before = document(item(), **unknown)
    after = publish(before, draft(item(), workshop=workshop(cancelled=True), **unknown))
    assert after.all_day is not None
    assert (after.all_day.sequence, after.all_day.cancelled) == (1, True)


# -- For every history ----------------------------------------------------------------------------

some_items = st.lists(
    st.builds(
        item,
        key=st.sampled_from(["a", "b", "c", "d"]),
        pinned_to=st.none() | st.sampled_from([time(9, 30), time(14, 0)]),
        day=st.sampled_from([None, FRIDAY, FRIDAY, SATURDAY]),
        room=st.sampled_from([None, "red", "blue"]),
        theme=st.sampled_from([None, "theme-1", "theme-2"]),
        minutes=st.sampled_from([None, 20, 20, 45]),
        state=st.sampled_from([None, None, ItemState.CANCELLED]),
        title=st.sampled_from([None, {"en": "One"}, {"en": "Two"}]),
        speakers=st.sampled_from([(), (speaker(),), (speaker(None), speaker("lu-yicheng"))]),
    ),
    max_size=4,
    unique_by=lambda one: one.key,
)
drafts = st.builds(
    lambda items, starts, place, cancelled: draft(
        *items,
        days=(day(starts=starts), day(SATURDAY, starts=starts)),
        workshop=workshop(place=place, cancelled=cancelled),
    ),
    some_items,
    st.sampled_from([None, time(9, 0), time(10, 0)]),
    st.sampled_from([None, HALL]),
    st.sampled_from([False, False, False, True]),
)


def sequences(one: Document) -> dict[str, int]:
    entries = [*one.items, one.whole, *([one.all_day] if one.all_day else [])]
    assert len({entry.uid for entry in entries}) == len(entries)
    return {entry.uid: entry.sequence for entry in entries}


@given(st.lists(drafts, min_size=2, max_size=6))
def test_no_sequence_falls_no_entry_is_lost_and_every_reference_holds(
    history: list[Document],
) -> None:
    before: Document | None = None
    for one in history:
        after = publish(before, one)
        assert from_json(to_json(after)) == after
        if before is not None:
            old, new = sequences(before), sequences(after)
            assert set(old) <= set(new)
            assert all(new[uid] >= old[uid] for uid in old)
            assert {one.uid: one.created for one in before.items}.items() <= {
                one.uid: one.created for one in after.items
            }.items()
        assert {one.room for one in after.items} <= {None, *(one.key for one in after.rooms)}
        assert {one.theme for one in after.items} <= {None, *(one.key for one in after.themes)}
        for one in after.items:
            for part in one.speakers:
                assert part.person is None or after.person(part.person)
        before = after


@given(st.lists(drafts, min_size=1, max_size=3))
def test_the_same_draft_again_changes_nothing(history: list[Document]) -> None:
    before: Document | None = None
    for one in history:
        before = publish(before, one)
    assert before is not None
    again = publish(before, history[-1])
    assert is_same(before, again)
    assert compare(before, again) == ()


@given(drafts, drafts)
def test_whatever_differs_is_told(one: Document, other: Document) -> None:
    before = publish(None, one)
    after = publish(before, other)
    assert bool(compare(before, after)) is not is_same(before, after)
