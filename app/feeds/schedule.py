"""A published agenda as a conference schedule: plain values of what the "frab" format tells.

Programs on phones and walls read the format (c3voc.de/wiki/schedule; Giggity, EventFahrplan,
c3nav). What it cannot say, or what they could misread, is decided here:

- *Hours not recorded.* An event of the format has a start and a length; readers drop one without
  (Giggity's `loadPentabarf`) or fail. So an item without a start is left out, and its day stands
  with its date and without rooms. An item whose end alone is unknown stays, with the length
  00:00, and its description says that the end is not recorded.
- *No zone.* Then no hour is known. The XML leaves the bounds of days out, as its schema allows;
  the JSON must have them and gives them in UTC: nothing hangs on them.
- *No rooms.* Everything happens in one room, called after the place, else after the workshop. The
  same room holds what is for everybody where there are rooms.
- *Past midnight.* An event stands on the day of the agenda that it belongs to, with its own date.
- *Cancelled.* What does not take place is left out. A cancelled workshop has no events, and its
  title says so.
- *Persons* are those who speak or lead; interpreters stand in the description, with their part.
- *Numbers.* `guid` is made of the UID that calendars know (RFC 9562 §5.5), `id` of the `guid`, so
  both stay the same for good, on every server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from app.agenda.calendar import telling
from app.agenda.calendar_in_words import Telling, is_cancelled
from app.agenda.rules import hours
from app.agenda.rules.colours import LIGHT
from app.agenda.rules.document import DaySeen, Document, ItemSeen, PartSeen
from app.i18n import punctuation, zones
from app.people.rules import Part

#: The largest number that every reader can hold.
_MOST = 2**31 - 1
_ON_STAGE = frozenset({Part.SPEAKER, Part.MODERATOR, Part.PANELLIST, Part.DELEGATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    guid: UUID
    id: int
    name: str
    #: What the person was on that day, and who they say they are; empty where neither is recorded.
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    guid: UUID
    id: int
    slug: str
    url: str
    #: On the clocks of the workshop.
    start: datetime
    duration: timedelta
    room: str
    title: str
    track: str | None
    kind: str
    #: In which it is spoken; empty where that is not one and known.
    language: str
    abstract: str
    description: str
    persons: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    index: int
    date: date
    #: None where the workshop has no zone.
    bounds: tuple[datetime, datetime] | None
    #: Only those that something happens in, in the workshop's order.
    rooms: dict[str, tuple[Event, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    guid: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    name: str
    slug: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    version: str
    acronym: str
    title: str
    url: str
    base_url: str
    time_zone: str | None
    rooms: tuple[Room, ...]
    tracks: tuple[Track, ...]
    days: tuple[Day, ...]


def schedule(document: Document, *, version: int, language: str | None, base_url: str) -> Schedule:
    """The version with that number; None as language is the workshop's first one."""
    with telling(document, language, base_url) as told:
        return _Scheduling(told).schedule(version)


def guid(what: str) -> UUID:
    """The same for the same thing, wherever and whenever it is made."""
    return uuid5(NAMESPACE_URL, what)


class _Scheduling:
    def __init__(self, told: Telling) -> None:
        self.told = told
        self.document = told.document
        self.uid = told.document.whole.uid
        self.people = {person.key: person for person in self.document.people}
        self.tracks = {theme.key: told.theme(theme.key) for theme in self.document.themes}
        self.rooms = {room.key: told.words(room.name) for room in self.document.rooms}
        self.plenary = told.workshop_place() or told.workshop()
        self.items = [
            item
            for item in self.document.shown()
            if item.start is not None and not is_cancelled(item, self.document)
        ]
        self.ids = _numbers(guid(item.uid) for item in self.items)

    def schedule(self, version: int) -> Schedule:
        told, workshop = self.told, self.document.workshop
        return Schedule(
            version=str(version),
            acronym=workshop.slug.replace("-", "_"),
            title=told.marked(told.workshop(), cancelled=workshop.cancelled),
            url=told.address(),
            base_url=told.base_url,
            time_zone=workshop.time_zone,
            rooms=tuple(self._rooms()),
            tracks=tuple(
                Track(name=self.tracks[theme.key], slug=theme.key, colour=LIGHT[theme.colour])
                for theme in self.document.themes
            ),
            days=tuple(
                self._day(index, day) for index, day in enumerate(hours.days(self.document), 1)
            ),
        )

    def _rooms(self) -> Iterator[Room]:
        """Those that are named, and the one for everybody where anything happens in it."""
        if not self.rooms or any(item.room not in self.rooms for item in self.items):
            yield Room(guid=guid(f"{self.uid}#everybody"), name=self.plenary)
        for key, name in self.rooms.items():
            yield Room(guid=guid(f"{self.uid}#room-{key}"), name=name)

    def _room(self, item: ItemSeen) -> str:
        return self.rooms.get(item.room or "", self.plenary)

    def _day(self, index: int, day: DaySeen) -> Day:
        items = [item for item in self.items if item.day == day.date]
        names = dict.fromkeys((self.plenary, *self.rooms.values()))
        events = {
            name: tuple(self._event(item) for item in items if self._room(item) == name)
            for name in names
        }
        return Day(
            index=index,
            date=day.date,
            bounds=self._bounds(day.date, items),
            rooms={name: those for name, those in events.items() if those},
        )

    def _bounds(self, day: date, items: list[ItemSeen]) -> tuple[datetime, datetime] | None:
        """Midnight to midnight, and on until the last event has ended."""
        zone = self.document.workshop.time_zone
        if zone is None:
            return None
        first = datetime.combine(day, datetime.min.time(), zones.zone(zone))
        last = datetime.combine(day + timedelta(days=1), datetime.min.time(), zones.zone(zone))
        ends = [zones.local(at, zone) for item in items for at in (item.start, item.end) if at]
        return min([first, *ends]), max([last, *ends])

    def _event(self, item: ItemSeen) -> Event:
        told, workshop = self.told, self.document.workshop
        assert item.start is not None
        spoken = workshop.spoken or ()
        name = guid(item.uid)
        return Event(
            guid=name,
            id=self.ids[name],
            slug=f"{workshop.slug}-{item.key}",
            url=told.address(f"item-{item.key}"),
            start=zones.local(item.start, workshop.time_zone or "UTC"),
            duration=(item.end - item.start) if item.end else timedelta(),
            room=self._room(item),
            title=told.marked(told.item(item)),
            track=self.tracks[item.theme] if item.theme else None,
            kind=item.kind.value,
            language=spoken[0] if len(spoken) == 1 else "",
            abstract=told.words(item.abstract) or told.words(item.summary),
            description=self._description(item),
            persons=tuple(self._persons(item.speakers)),
        )

    def _description(self, item: ItemSeen) -> str:
        told = self.told
        parts = "\n".join(told.part(part) for part in item.speakers)
        return "\n\n".join(filter(None, (told.warning(), parts, told.what_is_not_recorded(item))))

    def _persons(self, parts: Iterable[PartSeen]) -> Iterator[Person]:
        for key in dict.fromkeys(one.person for one in parts if one.part in _ON_STAGE):
            if key is not None:
                name, person = guid(f"{self.uid}#person-{key}"), self.people[key]
                role = (self.told.words(person.position), self.told.words(person.affiliation))
                yield Person(
                    guid=name,
                    id=_number(name),
                    name=person.name,
                    role="\n\n".join(
                        said
                        for said in (punctuation.comma(role), self.told.words(person.biography))
                        if said
                    ),
                )


def _numbers(names: Iterable[UUID]) -> dict[UUID, int]:
    """A number for each, none twice: of two that would have the same the second has the next."""
    found: dict[UUID, int] = {}
    taken: set[int] = set()
    for name in names:
        number = _number(name)
        while number in taken:
            number = number % _MOST + 1
        taken.add(number)
        found[name] = number
    return found


def _number(name: UUID) -> int:
    return name.int % _MOST + 1


def without_zone(day: date) -> tuple[datetime, datetime]:
    """Bounds of a day for a file that must have them."""
    first = datetime.combine(day, datetime.min.time(), UTC)
    return first, first + timedelta(days=1)
