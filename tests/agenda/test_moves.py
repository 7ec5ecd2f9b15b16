"""Whose own time or place is another one between two versions, and changes theme by theme."""

from __future__ import annotations

from datetime import time

from app.agenda.changes_in_words import by_other_clocks
from app.agenda.rules.changes import compare
from app.agenda.rules.document import Document
from app.agenda.rules.grouping import About, group
from app.agenda.rules.moves import moves
from app.agenda.rules.words import ItemState
from tests.agenda.documents import (
    day,
    document,
    draft,
    item,
    publish,
    speaker,
    theme,
    workshop,
)

LATE = {"days": (day(starts=time(10, 0)),)}
ZHU, HE = (speaker("zhu-shu"),), (speaker("he-landi"),)


def said(before: Document | None, after: Document) -> list[tuple[str, bool, bool]]:
    """Person, whether something was known before, whether something is now."""
    return [(one.person, one.old is not None, one.new is not None) for one in moves(before, after)]


def test_who_stands_still_is_not_named() -> None:
    before = document(item("a", speakers=ZHU), item("b", speakers=HE))
    after = publish(before, draft(item("a", speakers=ZHU), item("b", speakers=HE, minutes=30)))
    assert said(before, after) == [("he-landi", True, True)]
    assert moves(before, before) == ()


def test_before_anything_is_public_everybody_hears_of_a_first_time() -> None:
    after = document(item("a", speakers=(*HE, *ZHU)), item("b", speakers=(speaker(None),)))
    assert said(None, after) == [("he-landi", False, True), ("zhu-shu", False, True)]


def test_who_is_added_taken_off_or_taken_out_is_named() -> None:
    before = document(item("a", speakers=ZHU), item("b", speakers=HE))
    after = publish(before, draft(item("a", speakers=HE)))
    assert said(before, after) == [
        ("he-landi", False, True),
        ("he-landi", True, False),
        ("zhu-shu", True, False),
    ]


def test_a_room_and_a_cancellation_count_as_the_time_does() -> None:
    before = document(item("a", room="red", speakers=ZHU), item("b", room="red", speakers=HE))
    after = publish(
        before,
        draft(
            item("a", room="blue", speakers=ZHU, start=None),
            item("b", room="red", speakers=HE, state=ItemState.CANCELLED),
        ),
    )
    moved = moves(before, after)
    assert {one.person for one in moved} == {"zhu-shu", "he-landi"}
    assert [one.called_off for one in moved if one.person == "he-landi"] == [True]


def test_changes_stand_with_their_theme_in_the_order_of_the_agenda() -> None:
    themes = (theme("one"), theme("two"), theme("gone"))
    before = document(
        item("a", theme="two"), item("b", theme="one"), item("c"), item("d", theme="gone"),
        themes=themes,
    )  # fmt: skip
    after = publish(
        before,
        draft(
            item("a", theme="two"), item("b", theme="one"), item("c"),
            themes=themes[:2], **LATE, workshop=workshop(place={"en": "Hall 2"}),
        ),
    )  # fmt: skip
    groups = group(compare(before, after), before, after)
    assert [(one.about, one.theme.key if one.theme else None) for one in groups] == [
        (About.WORKSHOP, None),
        (About.THEME, "one"),
        (About.THEME, "two"),
        (About.THEME, "gone"),
        (About.NO_THEME, None),
    ]
    everything = [change for one in groups for change in one.changes]
    assert sorted(map(str, everything)) == sorted(map(str, compare(before, after)))


def test_a_move_is_told_once_more_by_each_further_clock_of_the_workshop() -> None:
    before = document(item("a"))
    after = publish(before, draft(item("a"), **LATE))
    (moved,) = [one for one in compare(before, after) if one.item == "a"]
    assert by_other_clocks(moved, before, after) == ["Berlin, UTC+2: 03:00, now 04:00"]


def test_by_another_clock_it_is_dated_where_the_day_is_another_one() -> None:
    bogota = workshop(zones=("America/Bogota",))
    before = document(item("a"), workshop=bogota)
    after = publish(before, draft(item("a"), **LATE, workshop=bogota))
    (moved,) = [one for one in compare(before, after) if one.item == "a"]
    assert by_other_clocks(moved, before, after) == [
        "Bogotá, UTC−5: Thu 20 May, 20:00, now Thu 20 May, 21:00"
    ]
