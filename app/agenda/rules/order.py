"""The order of an agenda, rearranged: nothing is ever lost or doubled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

Key = TypeVar("Key")


def stepped(order: Sequence[Key], moving: Key, among: Collection[Key], *, up: bool) -> list[Key]:
    """One place earlier or later among its neighbours (those of its day); at the edge it stays."""
    line = [key for key in order if key in among or key == moving]
    here = line.index(moving)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(line):
        return list(order)
    return put_before(order, moving, line[there]) if up else put_after(order, moving, line[there])


def put_before(order: Sequence[Key], moving: Key, neighbour: Key) -> list[Key]:
    rest = [key for key in order if key != moving]
    here = rest.index(neighbour)
    return [*rest[:here], moving, *rest[here:]]


def put_after(order: Sequence[Key], moving: Key, neighbour: Key) -> list[Key]:
    rest = [key for key in order if key != moving]
    here = rest.index(neighbour) + 1
    return [*rest[:here], moving, *rest[here:]]


def put_first(order: Sequence[Key], moving: Key, among: Collection[Key]) -> list[Key]:
    """Before all of these; at the end of the order where there are none."""
    line = [key for key in order if key in among and key != moving]
    return put_before(order, moving, line[0]) if line else put_last(order, moving, among)


def put_last(order: Sequence[Key], moving: Key, among: Collection[Key]) -> list[Key]:
    """After all of these; at the end of the order where there are none."""
    line = [key for key in order if key in among and key != moving]
    if line:
        return put_after(order, moving, line[-1])
    return [*(key for key in order if key != moving), moving]
