"""Plain functions that make what hints are found in, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from app.agenda.placing import placements
from app.agenda.rules.hints import Hint, HintKind, PersonPlanned, Planning, find
from app.agenda.rules.outline import (
    DayPlanned,
    ItemPlanned,
    Outline,
    RoomPlanned,
    ThemePlanned,
)
from app.agenda.rules.words import Kind
from app.people.rules import Part
from tests.conftest import NOON

#: Ahead of NOON, at no weekend, and no clock of the zones used here changes before it.
FRIDAY = date(2027, 3, 12)


def item(key: str = "talk", pinned: time | None = None, **values: Any) -> ItemPlanned:
    """Twenty minutes on Friday that nobody asks anything about: not a talk."""
    return ItemPlanned(
        **{"key": key, "uid": f"{key}@plenum.test", "kind": Kind.OPENING, "day": FRIDAY,
           "minutes": 20, "pinned": pinned} | values
    )  # fmt: skip


def day(at: date = FRIDAY, starts: time | None = time(9), ends: time | None = None) -> DayPlanned:
    return DayPlanned(date=at, starts=starts, ends=ends)


def theme(key: str = "water", *moderators: str, **values: Any) -> ThemePlanned:
    guests = tuple((one, Part.MODERATOR) for one in moderators)
    return ThemePlanned(**{"key": key, "title": {"en": key.title()}, "guests": guests} | values)


def room(key: str) -> RoomPlanned:
    return RoomPlanned(key=key, name={"en": key.title()})


def speaks(*people: str | None) -> tuple[tuple[str | None, Part], ...]:
    return tuple((person, Part.SPEAKER) for person in people)


def planning(
    *items: ItemPlanned,
    days: tuple[DayPlanned, ...] = (day(),),
    rooms: str = "",
    themes: tuple[ThemePlanned, ...] | None = None,
    zone: str | None = "Asia/Shanghai",
    people: tuple[PersonPlanned, ...] | None = None,
    at: datetime = NOON,
    **values: Any,
) -> Planning:
    """Themes and people follow from the items; people have said yes and live by this clock."""
    if themes is None:
        themes = tuple(theme(key) for key in sorted({one.theme for one in items if one.theme}))
    named = {person for one in items for person, _ in one.parts if person}
    named |= {person for one in themes for person, _ in one.guests if person}
    if people is None:
        people = tuple(person(key) for key in sorted(named))
    outline = Outline(
        days=days, rooms=tuple(map(room, rooms.split())), themes=themes, items=items
    )  # fmt: skip
    return Planning(
        outline=outline, placements=placements(outline, zone), zone=zone,
        people={one.key: one for one in people}, at=at, **values,
    )  # fmt: skip


def person(key: str = "wen", **values: Any) -> PersonPlanned:
    return PersonPlanned(**{"key": key, "name": key.title(), "confirmed": True} | values)


def kinds(*args: Any, **values: Any) -> list[HintKind]:
    return [hint.kind for hint in find(planning(*args, **values))]


def only(kind: HintKind, *args: Any, **values: Any) -> list[Hint]:
    return [hint for hint in find(planning(*args, **values)) if hint.kind is kind]


def utc(hour: int, minute: int = 0, on: date = FRIDAY) -> datetime:
    return datetime.combine(on, time(hour, minute), tzinfo=UTC)
