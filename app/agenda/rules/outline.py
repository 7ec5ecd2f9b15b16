"""The draft as plain values: what is compared, undone, shown in the builder and hinted at.

An Outline says the same as the rows organisers edit, without their ids. Days are known by their
date, everything else by its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from app.agenda.rules.words import Colour, ItemState, Kind
from app.i18n.texts import Text
from app.people.rules import Part

#: Who does what, in order: key of a speaker (None = somebody not named) and the part.
Parts = tuple[tuple[str | None, Part], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlanned:
    date: date
    starts: time | None = None
    ends: time | None = None
    revision: int = field(default=0, compare=False)

    @property
    def key(self) -> str:
        return self.date.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPlanned:
    key: str
    name: Text
    revision: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePlanned:
    key: str
    number: str | None = None
    title: Text
    focus: Text | None = None
    #: None takes the next colour of the house by its place.
    colour: Colour | None = None
    guests: Parts = ()
    revision: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlanned:
    key: str
    uid: str
    sequence: int = 0
    kind: Kind
    #: None = not placed.
    day: date | None = None
    #: None = no theme.
    theme: str | None = None
    #: None where there are rooms = plenary.
    room: str | None = None
    title: Text | None = None
    subject: Text | None = None
    #: Elapsed; None = not known.
    minutes: int | None = None
    #: Wall clock in the workshop's zone.
    pinned: time | None = None
    state: ItemState | None = None
    abstract: Text | None = None
    summary: Text | None = None
    caption: Text | None = None
    parts: Parts = ()
    revision: int = field(default=0, compare=False)


Planned = DayPlanned | RoomPlanned | ThemePlanned | ItemPlanned

KINDS: Mapping[str, type[Any]] = {
    "days": DayPlanned,
    "rooms": RoomPlanned,
    "themes": ThemePlanned,
    "items": ItemPlanned,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Each list in its own order; days by their date."""

    days: tuple[DayPlanned, ...] = ()
    rooms: tuple[RoomPlanned, ...] = ()
    themes: tuple[ThemePlanned, ...] = ()
    items: tuple[ItemPlanned, ...] = ()

    def item(self, key: str) -> ItemPlanned | None:
        return next((item for item in self.items if item.key == key), None)

    @property
    def says_hours(self) -> bool:
        """Whether anything stands at a wall clock, which needs a zone."""
        return any(day.starts or day.ends for day in self.days) or any(
            item.pinned for item in self.items
        )

    def of_day(self, day: date | None) -> tuple[ItemPlanned, ...]:
        """In order; of None: those not placed."""
        return tuple(item for item in self.items if item.day == day)
