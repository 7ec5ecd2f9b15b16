"""The agenda as a page shows it: days, stretches of rooms side by side, bands of a theme, rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.agenda.rules.document import DaySeen, Document, ItemSeen, PartSeen, RoomSeen, ThemeSeen
from app.agenda.rules.hours import days as days_of
from app.agenda.rules.words import ItemState, Kind
from app.people.rules import Part


@dataclass(frozen=True, slots=True)
class Row:
    item: ItemSeen
    #: Place in the day, where it has no hours; None where the gutter shows the hour.
    count: int | None
    #: Named here and nowhere else on the row: the room, unless a heading says it.
    room: RoomSeen | None

    @property
    def cancelled(self) -> bool:
        return self.item.state is ItemState.CANCELLED

    @property
    def joint(self) -> bool:
        """Several people gave one talk together."""
        speakers = [one for one in self.item.speakers if one.part is Part.SPEAKER]
        return self.item.kind is Kind.TALK and len(speakers) > 1


@dataclass(frozen=True, slots=True)
class Band:
    """Items of one theme in a row, or of none."""

    theme: ThemeSeen | None
    #: The theme opened before and was interrupted.
    continued: bool
    #: Named with the theme, without a part in any of its items.
    guests: tuple[PartSeen, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """What happens in one room while others are used; `room` is None for everybody together."""

    room: RoomSeen | None
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class DayShown:
    """One day; `day` is None for items that are not placed on any."""

    day: DaySeen | None
    has_hours: bool
    #: Each stretch is one lane, or several side by side.
    stretches: tuple[tuple[Lane, ...], ...]


def programme(document: Document) -> tuple[DayShown, ...]:
    """Every shown item once, in the order of the agenda."""
    items = document.shown()
    arranged = _Arranging(document)
    days = [
        arranged.day(day, [one for one in items if one.day == day.date])
        for day in days_of(document)
    ]
    loose = [one for one in items if one.day is None]
    if loose:
        days.append(arranged.day(None, loose))
    return tuple(days)


class _Arranging:
    """The parts of a document by their keys, and with which item each theme opens."""

    def __init__(self, document: Document) -> None:
        self.rooms = {room.key: room for room in document.rooms}
        self.order = list(self.rooms)
        self.themes = {theme.key: theme for theme in document.themes}
        self.guests = {theme.key: _only_guests(theme, document) for theme in document.themes}
        self.opens_with = _opening_items(document.shown())

    def day(self, day: DaySeen | None, items: Sequence[ItemSeen]) -> DayShown:
        has_hours = any(item.start for item in items)
        counts = {
            item.key: None if has_hours or day is None else n for n, item in enumerate(items, 1)
        }
        return DayShown(day, has_hours, tuple(self._stretches(items, counts)))

    def _stretches(
        self, items: Sequence[ItemSeen], counts: dict[str, int | None]
    ) -> Iterator[tuple[Lane, ...]]:
        for in_a_room, run in groupby(items, key=lambda item: item.room in self.rooms):
            together = tuple(run)
            rooms = sorted({one.room or "" for one in together}, key=self._place_of)
            if not in_a_room or len(rooms) == 1:
                yield (Lane(None, self._bands(together, counts, name_room=True)),)
                continue
            yield tuple(
                Lane(
                    self.rooms[room],
                    self._bands([one for one in together if one.room == room], counts),
                )
                for room in rooms
            )

    def _place_of(self, room: str) -> int:
        return self.order.index(room) if room in self.rooms else -1

    def _bands(
        self, items: Sequence[ItemSeen], counts: dict[str, int | None], *, name_room: bool = False
    ) -> tuple[Band, ...]:
        bands = []
        for key, run in groupby(
            items, key=lambda item: item.theme if item.theme in self.themes else None
        ):
            rows = tuple(
                Row(one, counts[one.key], self.rooms.get(one.room or "") if name_room else None)
                for one in run
            )
            opens = self.opens_with.get(key or "")
            continued = key is not None and all(row.item.key != opens for row in rows)
            guests = self.guests[key] if key is not None and not continued else ()
            bands.append(Band(self.themes[key] if key else None, continued, guests, rows))
        return tuple(bands)


def _opening_items(items: Sequence[ItemSeen]) -> dict[str, str]:
    """The first item of each theme: by the clock, else in the order of the agenda."""
    first: dict[str, ItemSeen] = {}
    for item in items:
        if item.theme is not None:
            known = first.setdefault(item.theme, item)
            if item.day == known.day and item.start and known.start and item.start < known.start:
                first[item.theme] = item
    return {theme: item.key for theme, item in first.items()}


def _only_guests(theme: ThemeSeen, document: Document) -> tuple[PartSeen, ...]:
    speak = {
        one.person for item in document.shown() if item.theme == theme.key for one in item.speakers
    }
    return tuple(one for one in theme.guests if one.person is None or one.person not in speak)


def silent_themes(document: Document) -> tuple[ThemeSeen, ...]:
    """Themes without any item yet: announced at the end of the programme."""
    used = {item.theme for item in document.shown()}
    return tuple(theme for theme in document.themes if theme.key not in used)
