"""Which numbers stay inside the team, so that nobody outside finds a group of one to four.

A reader outside knows the total, the names of the cells and these rules. So the rules look at
numbers alone and never at the place of a cell: two tables that differ by an exchange of hidden
cells look alike, and none of them can be told. Where the total itself is small, no part is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

#: Groups below this are not shown outside the team.
SMALL = 5
#: Below this nothing is said of the parts.
FEW = 10


def is_small(number: int) -> bool:
    return 0 < number < SMALL


def is_too_few(total: int, cells: int) -> bool:
    """Nothing but the total is shown. It follows from what everybody knows: total and cells."""
    return 0 < total < max(FEW, cells + 1)


def hidden(numbers: Sequence[int]) -> frozenset[int]:
    """Positions of cells that are not shown where the total is: the small ones, and where these
    could be reckoned also the next in size, with its equals."""
    small = frozenset(at for at, number in enumerate(numbers) if is_small(number))
    together = sum(numbers[at] for at in small)
    ends = (len(small), (SMALL - 1) * len(small))
    if not small or len(small) > 1 and together >= SMALL and together not in ends:
        return small
    return small | _next_in_size(numbers)


def folded(numbers: Sequence[int]) -> frozenset[int]:
    """Positions of cells that are told together as "others", unnamed: a group that is no longer
    small, of which nobody knows who is in it."""
    small = frozenset(at for at, number in enumerate(numbers) if is_small(number))
    if not small or sum(numbers[at] for at in small) >= SMALL:
        return small
    return small | _next_in_size(numbers)


def _next_in_size(numbers: Sequence[int]) -> frozenset[int]:
    least = min((number for number in numbers if number >= SMALL), default=None)
    return frozenset(at for at, number in enumerate(numbers) if number == least)


def are_apart(*nested: int) -> bool:
    """Whether numbers, each counted within the one before it, tell of no small group: neither
    themselves nor what lies between any two of them."""
    differences = (one - other for at, one in enumerate(nested) for other in nested[at + 1 :])
    return not any(map(is_small, (*nested, *differences)))


def in_steps(of_days: Mapping[date, int]) -> list[tuple[date, date, int]]:
    """Spans of days with how many there were: each as short as it can be and no group small; one
    begins where the last one ended. All of them are less than a group: nothing."""
    steps: list[tuple[date, date, int]] = []
    begins, number = None, 0
    days = sorted(day for day, number in of_days.items() if number)
    for day in days:
        begins, number = begins or day, number + of_days[day]
        if number >= SMALL:
            steps.append((begins, day, number))
            begins, number = None, 0
    if number and steps:
        first, _, before = steps.pop()
        steps.append((first, days[-1], before + number))
    return steps
