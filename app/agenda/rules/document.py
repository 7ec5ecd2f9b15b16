"""The published document: everything the public may see of an agenda, as plain frozen values.

One JSON object with a format number. Pages, feeds and exports read nothing else of an agenda.
Moments are UTC, written `2027-05-21T01:00:00Z`; days are `2027-05-21`, wall clocks `09:00`.
A missing value is null and means *not recorded*.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any

from app.agenda.rules.words import Colour, ItemState, Kind
from app.i18n.texts import Text
from app.people.rules import Part
from app.workshops.rules import Relation, Way

FORMAT = 1


class UnknownFormat(ValueError):
    """The stored document was written by a newer Plenum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSeen:
    key: str
    name: Text
    short: str | None
    #: Key of the organisation it is a part of.
    parent: str | None
    #: What it is to the workshop; None = only mentioned.
    relation: Relation | None
    #: What it is to the programme.
    programme_relation: Relation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSeen:
    key: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """A speaker as of that day; no address, no note, nothing the public may not see."""

    key: str
    name: str
    native_name: str | None
    affiliation: Text | None
    position: Text | None
    biography: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeen:
    #: Key of the person; None = there was one, unnamed.
    person: str | None
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySeen:
    date: date
    starts: time | None
    ends: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSeen:
    key: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSeen:
    key: str
    number: str | None
    title: Text
    focus: Text | None
    colour: Colour
    guests: tuple[PartSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSeen:
    key: str
    kind: Kind
    day: date | None
    theme: str | None
    room: str | None
    title: Text | None
    subject: Text | None
    minutes: int | None
    pinned: bool
    #: Laid out; None = not known.
    start: datetime | None
    end: datetime | None
    state: ItemState | None
    #: No longer in the draft: kept for calendars as cancelled, shown on no page.
    removed: bool
    abstract: Text | None
    summary: Text | None
    caption: Text | None
    speakers: tuple[PartSeen, ...]
    uid: str
    #: RFC 5546 §2.1.4: rises when time, place or status changes, never falls.
    sequence: int
    created: datetime
    #: When anything a calendar entry shows of it changed last.
    changed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySeen:
    """A calendar entry for more than one item: the whole workshop, or its days without hours.

    `start` is known as soon as the earliest beginning is, `end` only with every length, and never
    without `start`: one item of unknown length leaves the end open, and pages show the start
    alone. What needs both asks for `hours`; where there are none, `first`/`last` (inclusive) days
    make an all-day entry.
    """

    uid: str
    first: date | None
    last: date | None
    start: datetime | None
    end: datetime | None
    cancelled: bool
    sequence: int
    created: datetime
    changed: datetime

    @property
    def hours(self) -> tuple[datetime, datetime] | None:
        """From when to when, where both are known."""
        return (self.start, self.end) if self.start and self.end else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDay:
    """The day on which a workshop begins, and the moment where its hour is known."""

    day: date
    start: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDays:
    """The all-day entry of a theme's items without hours, for the feed of that theme."""

    #: Key of the theme, which may be gone.
    theme: str
    entry: EntrySeen


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopSeen:
    slug: str
    practice: bool
    title: Text
    note: Text | None
    purpose: Text | None
    languages: tuple[str, ...]
    spoken: tuple[str, ...] | None
    time_zone: str | None
    zones: tuple[str, ...]
    way: Way | None
    place: Text | None
    contact: Text | None
    programme: ProgrammeSeen | None
    organisations: tuple[OrganisationSeen, ...]
    cancelled: bool

    @property
    def clocks(self) -> tuple[str, ...]:
        """Zones that hours are told in, its own first; none without it, as no hour is known."""
        return tuple(dict.fromkeys((self.time_zone, *self.zones))) if self.time_zone else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    workshop: WorkshopSeen
    days: tuple[DaySeen, ...]
    rooms: tuple[RoomSeen, ...]
    themes: tuple[ThemeSeen, ...]
    people: tuple[PersonSeen, ...]
    #: In the order of the agenda; removed ones last.
    items: tuple[ItemSeen, ...]
    #: The workshop as one entry, for /calendar.ics.
    whole: EntrySeen
    #: The all-day entry of days without hours; None if there never was one.
    all_day: EntrySeen | None
    #: The same for single themes, of each that ever had such items.
    theme_days: tuple[ThemeDays, ...] = ()
    #: Where its first day was when the public last read of another one; None = it never moved.
    moved_from: FirstDay | None = None
    #: Highest change of anything in it, removals counted.
    changed: datetime

    def shown(self) -> tuple[ItemSeen, ...]:
        """The items that pages show."""
        return tuple(item for item in self.items if not item.removed)

    def person(self, key: str) -> PersonSeen:
        return next(person for person in self.people if person.key == key)


def to_json(document: Document) -> dict[str, Any]:
    return {"format": FORMAT} | typing.cast("dict[str, Any]", _plain(document))


def fingerprint(document: Document) -> str:
    """Names what a document says, whenever it was made: the same draft, looked at twice."""
    said = json.dumps(_without_stamps(to_json(document)), sort_keys=True)
    return sha256(said.encode()).hexdigest()[:32]


def _without_stamps(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: _without_stamps(one)
            for key, one in value.items()
            if key not in ("created", "changed")
        }
    return [_without_stamps(one) for one in value] if isinstance(value, list) else value


def from_json(stored: dict[str, Any]) -> Document:
    """Read a stored document back. Raises UnknownFormat for one written by a newer Plenum."""
    if stored.get("format") != FORMAT:
        raise UnknownFormat(f"format {stored.get('format')!r}, this Plenum reads {FORMAT}")
    return typing.cast(Document, _typed(Document, stored))


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _fields(make: Any, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A field with a default may be missing: versions from before it was thought of lack it."""
    hints = _hints(make)
    for field in dataclasses.fields(make):
        if field.name in value or field.default is dataclasses.MISSING:
            yield field.name, _typed(hints[field.name], value[field.name])


def _typed(kind: Any, value: Any) -> Any:
    """The stored value as what its field says it is."""
    if value is None:
        return None
    if typing.get_origin(kind) is types.UnionType:
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
    if typing.get_origin(kind) is tuple:
        (one, _) = typing.get_args(kind)
        return tuple(_typed(one, each) for each in value)
    if dataclasses.is_dataclass(kind):
        make: Any = kind
        return make(**dict(_fields(make, value)))
    if kind is datetime:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z")
    if kind is date:
        return date.fromisoformat(value)
    if kind is time:
        return time.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return value
