"""What differs between two outlines: kept for every edit, applied forwards and backwards."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, TypeVar

from app.agenda.rules.outline import (
    KINDS,
    DayPlanned,
    ItemPlanned,
    Outline,
    Parts,
    Planned,
    RoomPlanned,
    ThemePlanned,
)
from app.agenda.rules.words import Colour, ItemState, Kind
from app.people.rules import Part

One = TypeVar("One", DayPlanned, RoomPlanned, ThemePlanned, ItemPlanned)

#: Facts as they were, or None where the thing was not there; JSON.
Facts = dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """What differs between two outlines: per kind and key the facts before and after.

    `moved` says of everything that stands elsewhere in its list after which key it stood and
    stands; None = first. It holds as few keys as possible, and those added and removed.
    """

    facts: Mapping[str, Mapping[str, tuple[Facts, Facts]]]
    moved: Mapping[str, Mapping[str, tuple[str | None, str | None]]]

    def __bool__(self) -> bool:
        return any(self.facts.values()) or any(self.moved.values())

    def inverse(self) -> Patch:
        def turned(one: Mapping[str, Mapping[str, tuple[Any, Any]]]) -> dict[str, dict[str, Any]]:
            return {
                kind: {key: (after, before) for key, (before, after) in changes.items()}
                for kind, changes in one.items()
            }

        return Patch(facts=turned(self.facts), moved=turned(self.moved))

    def touches(self) -> frozenset[tuple[str, str, str]]:
        """(kind, key, fact) of everything it changes; the fact is “*” where all of the thing comes
        or goes, and “place” where its place in the order changes."""
        found: set[tuple[str, str, str]] = set()
        for kind, changes in self.facts.items():
            for key, (before, after) in changes.items():
                whole = before is None or after is None
                found |= {(kind, key, name) for name in (["*"] if whole else before or {})}
        for kind, moves in self.moved.items():
            found |= {(kind, key, "place") for key in moves}
        return frozenset(found)

    def of(self, kind: str) -> frozenset[str]:
        """Keys of all of this kind that it changes or moves."""
        return frozenset(self.facts.get(kind, {})) | frozenset(self.moved.get(kind, {}))


def with_person(patch: Patch, old: str, new: str) -> Patch:
    """The same patch where one key of a speaker became another, each part named once."""

    def named(facts: Facts) -> Facts:
        if facts is None:
            return None
        parts = {
            name: list(
                dict.fromkeys((new if person == old else person, part) for person, part in value)
            )
            for name, value in facts.items()
            if name in ("parts", "guests")
        }
        return facts | {name: [list(one) for one in value] for name, value in parts.items()}

    facts = {
        kind: {key: (named(before), named(after)) for key, (before, after) in changes.items()}
        for kind, changes in patch.facts.items()
    }
    return Patch(facts=facts, moved=patch.moved)


def meet(one: frozenset[tuple[str, str, str]], other: frozenset[tuple[str, str, str]]) -> bool:
    """Whether two edits changed the same fact, or one of them a thing that the other made or
    removed."""
    if one & other:
        return True
    for some, rest in ((one, other), (other, one)):
        whole = {(kind, key) for kind, key, name in some if name == "*"}
        if whole & {(kind, key) for kind, key, _ in rest}:
            return True
    return False


def compare(before: Outline, after: Outline) -> Patch:
    facts: dict[str, dict[str, tuple[Facts, Facts]]] = {}
    moved: dict[str, dict[str, tuple[str | None, str | None]]] = {}
    for kind in KINDS:
        old, new = _by_key(getattr(before, kind)), _by_key(getattr(after, kind))
        changed = {
            key: _differing(old.get(key), new.get(key))
            for key in dict.fromkeys([*old, *new])
            if old.get(key) != new.get(key)
        }
        if changed:
            facts[kind] = changed
        if kind != "days":
            elsewhere = _moves(list(old), list(new))
            if elsewhere:
                moved[kind] = elsewhere
    return Patch(facts=facts, moved=moved)


def apply(patch: Patch, outline: Outline) -> Outline:
    """The outline as it is after the patch. What the patch changes and is no longer there stays
    away; what it puts after something that is gone, it puts last among its day."""
    lists = {
        kind: _patched(
            kind, getattr(outline, kind), patch.facts.get(kind, {}), patch.moved.get(kind, {})
        )
        for kind in KINDS
    }
    lists["days"] = tuple(sorted(lists["days"], key=lambda day: day.date))
    return replace(outline, **lists)


def _patched(
    kind: str,
    rows: Sequence[Any],
    facts: Mapping[str, tuple[Facts, Facts]],
    moved: Mapping[str, tuple[str | None, str | None]],
) -> tuple[Any, ...]:
    known = _by_key(rows)
    for key, (before, after) in facts.items():
        if after is None:
            known.pop(key, None)
        elif before is None:
            known[key] = KINDS[kind](**_read(kind, after))
        elif key in known:
            known[key] = replace(known[key], **_read(kind, after))
    order = [key for key in known if key not in moved]
    waiting = [key for key in moved if key in known]
    while waiting:
        # Each after the one it follows, so those that follow a moved one come after it.
        ready = [key for key in waiting if moved[key][1] not in waiting] or waiting[:1]
        for key in ready:
            order.insert(_spot(key, moved[key][1], order, known), key)
            waiting.remove(key)
    return tuple(known[key] for key in order)


def _spot(key: str, after: str | None, order: list[str], known: Mapping[str, Any]) -> int:
    if after is None:
        return 0
    if after in order:
        return order.index(after) + 1
    day = getattr(known[key], "day", None)
    here = [n for n, one in enumerate(order) if getattr(known[one], "day", None) == day]
    return here[-1] + 1 if here else len(order)


def _moves(old: list[str], new: list[str]) -> dict[str, tuple[str | None, str | None]]:
    """What stands elsewhere, in the order of `new` and then of what went."""
    staying = _longest_common(old, new)
    followed = dict(zip(new, [None, *new], strict=False))
    was_after = dict(zip(old, [None, *old], strict=False))
    keys = [key for key in new if key not in staying] + [key for key in old if key not in followed]
    return {key: (was_after.get(key), followed.get(key)) for key in keys}


def _longest_common(old: list[str], new: list[str]) -> set[str]:
    """Keys of the longest run, with gaps, that stands in the same order in both lists.

    The longest increasing subsequence of the new places, by patience sorting.
    """
    place = {key: n for n, key in enumerate(new)}
    tops: list[int] = []
    at: list[str] = []
    before: dict[str, str | None] = {}
    for key in old:
        if key not in place:
            continue
        pile = bisect_left(tops, place[key])
        before[key] = at[pile - 1] if pile else None
        if pile == len(tops):
            tops.append(place[key])
            at.append(key)
        else:
            tops[pile], at[pile] = place[key], key
    kept: set[str] = set()
    one = at[-1] if at else None
    while one is not None:
        kept.add(one)
        one = before[one]
    return kept


def _by_key(rows: Sequence[One]) -> dict[str, One]:
    return {row.key: row for row in rows}


def _differing(old: Planned | None, new: Planned | None) -> tuple[Facts, Facts]:
    if old is None or new is None:
        return (_write(old) if old else None), (_write(new) if new else None)
    names = [name for name in _names(type(old)) if getattr(old, name) != getattr(new, name)]
    return _write(old, names), _write(new, names)


# -- As JSON --------------------------------------------------------------------------------------


def to_json(patch: Patch) -> dict[str, Any]:
    return {
        "facts": {
            kind: {key: list(pair) for key, pair in changes.items()}
            for kind, changes in patch.facts.items()
        },
        "moved": {
            kind: {key: list(pair) for key, pair in moves.items()}
            for kind, moves in patch.moved.items()
        },
    }


def from_json(stored: Mapping[str, Any]) -> Patch:
    def pairs(one: Mapping[str, Mapping[str, Sequence[Any]]]) -> dict[str, dict[str, Any]]:
        return {
            kind: {key: (pair[0], pair[1]) for key, pair in changes.items()}
            for kind, changes in one.items()
        }

    return Patch(facts=pairs(stored["facts"]), moved=pairs(stored["moved"]))


def _names(kind: type[Any]) -> Iterator[str]:
    return (one.name for one in dataclasses.fields(kind) if one.compare)


def _write(row: Planned, names: Sequence[str] | None = None) -> dict[str, Any]:
    wanted = names if names is not None else list(_names(type(row)))
    return {name: _plain(getattr(row, name)) for name in wanted}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, tuple):
        return [list(one) for one in value]
    return value


def _read(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _READ.get((kind, name), _READ.get(name, _same))(v) for name, v in facts.items()}


def _same(value: Any) -> Any:
    return value


def _parts(value: Any) -> Parts:
    return tuple((person, Part(part)) for person, part in value)


def _or_none(read: Any) -> Any:
    return lambda value: read(value) if value is not None else None


_READ: Mapping[Any, Any] = {
    "date": date.fromisoformat,
    "day": _or_none(date.fromisoformat),
    "starts": _or_none(time.fromisoformat),
    "ends": _or_none(time.fromisoformat),
    "pinned": _or_none(time.fromisoformat),
    "kind": Kind,
    "state": _or_none(ItemState),
    "colour": _or_none(Colour),
    "parts": _parts,
    "guests": _parts,
}
