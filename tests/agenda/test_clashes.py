from __future__ import annotations

from datetime import time

from app.agenda.rules.clashes import Clash, ClashKind, find
from app.agenda.rules.document import Document
from app.agenda.rules.words import ItemState
from tests.agenda.documents import day, document, item, room, speaker

ROOMS = {"rooms": (room("red"), room("blue"))}


def seen(one: Document) -> list[tuple[ClashKind, str, str, int, str | None]]:
    def row(clash: Clash) -> tuple[ClashKind, str, str, int, str | None]:
        return clash.kind, clash.first.key, clash.second.key, clash.minutes, clash.person

    return [row(clash) for clash in find(one)]


def test_items_that_follow_each_other_do_not_clash() -> None:
    assert seen(document(item("a"), item("b"))) == []


def test_a_pin_into_a_running_item_clashes_in_the_room() -> None:
    one = document(item("a", minutes=60), item("b", time(9, 45)))
    assert seen(one) == [(ClashKind.ROOM, "a", "b", 15, None)]


def test_the_same_person_in_two_rooms_at_once() -> None:
    both = {"speakers": (speaker(),)}
    one = document(item("a", room="red", **both), item("b", room="blue", minutes=5, **both))
    assert seen(one) == [(ClashKind.PERSON, "a", "b", 5, "zhu-shu")]


def test_somebody_not_named_clashes_with_nobody() -> None:
    nobody = {"speakers": (speaker(None),)}
    one = document(item("a", room="red", **nobody), item("b", room="blue", **nobody))
    assert seen(one) == []


def test_a_plenary_item_pinned_into_a_room_clashes_with_it() -> None:
    one = document(item("a", room="red", minutes=60), item("all", time(9, 30)), **ROOMS)
    assert seen(one) == [(ClashKind.ROOM, "a", "all", 20, None)]


def test_a_long_item_clashes_with_each_it_covers() -> None:
    one = document(item("a", minutes=90), item("b", time(9, 10)), item("c", time(10, 0)))
    assert [row[1:3] for row in seen(one)] == [("a", "b"), ("a", "c")]


def test_what_is_cancelled_or_has_no_hours_clashes_with_nothing() -> None:
    off = document(item("a", minutes=60, state=ItemState.CANCELLED), item("b", time(9, 10)))
    unknown = document(item("a", minutes=None), item("b", time(9, 10)))
    no_hours = document(item("a"), item("b"), days=(day(starts=None),))
    assert seen(off) == seen(unknown) == seen(no_hours) == []
