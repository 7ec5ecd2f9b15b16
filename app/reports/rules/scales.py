"""Where marks stand on the axes of a picture."""

from __future__ import annotations

from datetime import date, timedelta


def marks(highest: int, most: int = 5) -> list[int]:
    """From 0 to at least `highest`, in steps of 1, 2, 5, 10, 20, …"""
    step, power = 1, 1
    while True:
        for factor in (1, 2, 5):
            step = factor * power
            if step * most >= highest:
                return list(range(0, max(-(-highest // step), 1) * step + 1, step))
        power *= 10


def days(first: date, last: date, most: int = 6) -> list[date]:
    """Days to be named, the first among them, at even distances."""
    length = (last - first).days
    step = next(
        (days for days in (1, 2, 7, 14, 28, 56, 91, 182) if days * (most - 1) >= length),
        max(1, -(-length // (most - 1))),
    )
    return [first + timedelta(days=n) for n in range(0, length + 1, step)]
