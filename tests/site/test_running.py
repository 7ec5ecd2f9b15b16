"""What is on, and what comes next, at a moment of the day."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from app.agenda.rules.words import ItemState
from app.site.rules.running import Running, running
from tests.agenda.documents import document, item, workshop

#: The talks begin at 09:00 and 09:20 in Shanghai, which is 01:00 and 01:20 of UTC.
TWO = document(item("first"), item("second"))


def at(hour: int, minute: int = 0, day: int = 21) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (at(15, 59, day=20), Running()),
        (at(16, 0, day=20), Running(next=("first",))),  # midnight in Shanghai
        (at(0, 59), Running(next=("first",))),
        (at(1, 0), Running(now=("first",), next=("second",))),
        (at(1, 20), Running(now=("second",))),
        (at(1, 40), Running()),
        (at(1, 0, day=24), Running()),
    ],
)
def test_one_after_the_other(moment: datetime, on: Running) -> None:
    assert running(TWO, moment) == on


def test_what_runs_side_by_side_is_on_together() -> None:
    both = document(item("red", time(9)), item("blue", time(9)), item("late", time(11)))
    assert running(both, at(1, 5)) == Running(now=("red", "blue"), next=("late",))


def test_an_item_of_unknown_length_is_never_said_to_be_on() -> None:
    open_end = document(item("talk", minutes=None))
    assert running(open_end, at(0)) == Running(next=("talk",))
    assert running(open_end, at(1, 5)) == Running()


def test_what_is_cancelled_is_neither_on_nor_next() -> None:
    one = document(item("off", state=ItemState.CANCELLED), item("on"))
    assert running(one, at(0)) == Running(next=("on",))


def test_without_hours_or_zone_nothing_is_said() -> None:
    assert running(document(item(), workshop=workshop(time_zone=None)), at(1)) == Running()
