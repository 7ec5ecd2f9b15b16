"""A table of figures, as the team reads it and as it is read outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.reports.rules.suppression import folded, hidden, is_too_few


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    label: str
    #: None = not shown.
    number: int | None
    #: Not a group but those of whom it is not known.
    is_unknown: bool = False
    #: Shown to the team, and not outside.
    stays_inside: bool = False
    #: What further columns say of it.
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """What is told of a breakdown; no rows where there are too few people for one."""

    rows: tuple[Row, ...]
    is_withheld: bool = False

    @property
    def stays_inside(self) -> bool:
        return any(row.stays_inside for row in self.rows)

    @property
    def hides(self) -> bool:
        return any(row.number is None for row in self.rows)


def named_ones(rows: Sequence[Row], *, is_outside: bool) -> Cells:
    """The names of all cells are known to everybody, such as the choices of a question."""
    numbers = [row.number or 0 for row in rows]
    too_few = is_too_few(sum(numbers), len(numbers))
    away = frozenset(range(len(rows))) if too_few else hidden(numbers)
    if not is_outside:
        return Cells(_marked(rows, away))
    if too_few:
        return Cells((), is_withheld=True)
    return Cells(
        tuple(replace(row, number=None) if at in away else row for at, row in enumerate(rows))
    )


def found_ones(rows: Sequence[Row], others: Callable[[bool], str], *, is_outside: bool) -> Cells:
    """Which cells there are is a finding itself, such as the countries people come from: small
    ones are told together. `others` is told whether those unknown are among them."""
    numbers = [row.number or 0 for row in rows]
    too_few = is_too_few(sum(numbers), 1)
    away = frozenset(range(len(rows))) if too_few else folded(numbers)
    if not is_outside:
        return Cells(_marked(rows, away))
    if too_few:
        return Cells((), is_withheld=True)
    if not away:
        return Cells(tuple(rows))
    kept = [row for at, row in enumerate(rows) if at not in away]
    together = Row(
        label=others(any(rows[at].is_unknown for at in away)),
        number=sum(numbers[at] for at in away),
        is_unknown=True,
    )
    return Cells((*kept, together))


def _marked(rows: Sequence[Row], away: frozenset[int]) -> tuple[Row, ...]:
    return tuple(
        replace(row, stays_inside=at in away and bool(row.number)) for at, row in enumerate(rows)
    )
