"""Nobody outside the team can tell a group of one to four."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as some

from app.reports.rules import (
    SMALL,
    are_apart,
    days,
    folded,
    hidden,
    in_steps,
    is_small,
    is_too_few,
    marks,
)

Looks = tuple[int | None, ...] | None


def shown(numbers: tuple[int, ...]) -> Looks:
    """As read outside; None where nothing but the total is."""
    if is_too_few(sum(numbers), len(numbers)):
        return None
    away = hidden(numbers)
    return tuple(None if at in away else number for at, number in enumerate(numbers))


def test_who_tries_every_table_that_would_look_alike_finds_no_small_cell() -> None:
    for cells in (2, 3, 4):
        alike: dict[tuple[int, Looks], list[tuple[int, ...]]] = defaultdict(list)
        for numbers in product(range(13 if cells < 4 else 9), repeat=cells):
            alike[sum(numbers), shown(numbers)].append(numbers)
        for (_, looks), tables in alike.items():
            if looks is None:
                continue
            # Numbers beyond the range tried are no more than further possibilities.
            for at, number in enumerate(looks):
                could_be = {numbers[at] for numbers in tables}
                assert number is not None or len(could_be) > 1, (looks, tables)


def test_of_few_people_the_total_alone_tells_no_cell_either() -> None:
    for cells in (2, 3):
        for total in range(SMALL, 10):
            tables = [t for t in product(range(total + 1), repeat=cells) if sum(t) == total]
            assert all(shown(numbers) is None for numbers in tables)


@given(some.lists(some.integers(0, 40), min_size=2, max_size=9))
def test_what_is_hidden_is_no_small_group_taken_together(numbers: list[int]) -> None:
    looks = shown(tuple(numbers))
    if looks is None:
        return
    away = [number for number, look in zip(numbers, looks, strict=True) if look is None]
    assert not any(look is not None and is_small(look) for look in looks)
    assert not away or len(away) > 1 and sum(away) >= SMALL


@given(some.lists(some.integers(0, 40), min_size=1, max_size=60))
def test_others_are_no_small_group(numbers: list[int]) -> None:
    away = folded(numbers)
    assert all(at in away for at, number in enumerate(numbers) if is_small(number))
    together = sum(numbers[at] for at in away)
    assert not away or together >= SMALL or together == sum(numbers)


def test_where_nobody_is_few_everything_is_shown_and_no_one_is_a_number() -> None:
    assert shown((12, 0, 30)) == (12, 0, 30)
    assert shown((0, 0)) == (0, 0)
    assert shown((12, 3, 30)) == (None, None, 30)
    assert shown((12, 4, 3, 30)) == (12, None, None, 30)
    assert shown((3, 4)) is None


@given(some.dictionaries(some.dates(), some.integers(0, 9), max_size=30))
def test_steps_of_a_curve_hold_everybody_and_no_small_group(of_days: dict[date, int]) -> None:
    steps = in_steps(of_days)
    total = sum(of_days.values())
    assert sum(number for *_, number in steps) == (total if total >= SMALL else 0)
    assert not any(is_small(number) for *_, number in steps)
    bounds = [day for first, last, _ in steps for day in (first, last)]
    assert bounds == sorted(bounds)


def test_a_number_within_another_leaves_no_small_rest() -> None:
    assert are_apart(40, 30, 10)
    assert are_apart(40, 40, 0)
    assert not are_apart(40, 38)
    assert not are_apart(40, 30, 27)
    assert not are_apart(40, 3)


@given(some.integers(0, 100_000))
def test_marks_reach_what_is_drawn_and_are_few(highest: int) -> None:
    found = marks(highest)
    assert found[0] == 0
    assert highest <= found[-1]
    assert len(found) <= 7


@given(some.dates(date(2020, 1, 1), date(2030, 1, 1)), some.integers(0, 2000))
def test_days_on_the_axis_are_few_and_begin_with_the_first(first: date, length: int) -> None:
    found = days(first, first + timedelta(days=length))
    assert found[0] == first
    assert len(found) <= 7
