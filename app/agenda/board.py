"""The draft as the builder shows it: lists of rows, each row a card or the head of a theme.

Rows are plain values. Two boards are compared row by row, so that after an edit only what differs
is drawn and sent again (`differences`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from app.agenda.hints_in_words import HintSaid
from app.agenda.items_in_words import title_of
from app.agenda.placing import placements
from app.agenda.rules.hours_of_day import Shade, good_window, shade
from app.agenda.rules.layout import Placement
from app.agenda.rules.outline import DayPlanned, ItemPlanned, Outline, RoomPlanned, ThemePlanned
from app.agenda.rules.words import Colour
from app.i18n import zones
from app.people.rules import Part

TRAY = "tray"
#: Of a day on the wall.
MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a theme begins, or goes on after something else."""

    key: str
    theme: ThemePlanned
    colour: Colour
    continued: bool
    #: Column of the room in which all of its items stand, from 1; None = all of them.
    lane: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What one zone's clocks show."""

    zone: str
    start: datetime
    end: datetime | None
    shade: Shade | None


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What the gutter of a card says."""

    #: Place among the items of its day, from 1; None = not placed.
    count: int | None
    #: The workshop's own zone first; empty where the time is not known.
    clocks: tuple[Clock, ...]
    #: The day it is planned for, which dates are named against.
    day: date | None
    pinned: bool
    #: Free minutes before it; below zero an overlap; None where there is nothing to say.
    gap: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    key: str
    item: ItemPlanned
    title: str
    when: When
    colour: Colour | None
    room: RoomPlanned | None
    #: Column of its room from 1; None = all of them, or there are no rooms.
    lane: int | None
    #: Names (None = somebody not named) and parts.
    people: tuple[tuple[str | None, Part], ...]
    hints: tuple[HintSaid, ...]


Row = Head | Card


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBoard:
    #: Names its list on the page: day-2027-05-21.
    name: str
    day: DayPlanned
    rows: tuple[Row, ...]
    #: Elapsed minutes of its items, as far as known, and how many lengths are not.
    minutes: int
    unknown: int
    end: datetime | None
    #: Minutes of its first zone's day, from and to: when it is 8–20 in all zones.
    good: tuple[tuple[int, int], ...]
    #: The same of its programme, as far as hours are known.
    held: tuple[int, int] | None

    @property
    def last(self) -> Card | None:
        return next((row for row in reversed(self.rows) if isinstance(row, Card)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    outline: Outline
    days: tuple[DayBoard, ...]
    #: Items not placed on a day.
    tray: tuple[Row, ...]
    #: Whose clocks are shown, the workshop's own first.
    zones: tuple[str, ...]

    def lists(self) -> dict[str, tuple[Row, ...]]:
        return {day.name: day.rows for day in self.days} | {TRAY: self.tray}

    def cards(self) -> Iterator[Card]:
        for rows in self.lists().values():
            yield from (row for row in rows if isinstance(row, Card))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a board needs to know beside the outline."""

    time_zone: str | None
    #: Whose clocks are shown; empty without a zone of the workshop's own.
    zones: tuple[str, ...]
    #: By key of a speaker.
    names: Mapping[str, str]
    #: By key of the item they are shown at.
    hints: Mapping[str, tuple[HintSaid, ...]]


def board(outline: Outline, setting: Setting) -> Board:
    placed = placements(outline, setting.time_zone)
    drawn = _Drawing(outline, setting, placed)
    return Board(
        outline=outline,
        days=tuple(drawn.day(day) for day in outline.days),
        tray=drawn.rows(None),
        zones=setting.zones,
    )


def colours_of(outline: Outline) -> dict[str, Colour]:
    """By key of a theme: its own colour, else those of the house in turn."""
    house = list(Colour)
    return {
        theme.key: theme.colour or house[n % len(house)] for n, theme in enumerate(outline.themes)
    }


class _Drawing:
    def __init__(
        self, outline: Outline, setting: Setting, placed: Mapping[str, Placement]
    ) -> None:
        self.outline, self.setting, self.placed = outline, setting, placed
        self.colours = colours_of(outline)
        self.themes = {theme.key: theme for theme in outline.themes}
        self.rooms = {room.key: room for room in outline.rooms}
        self.lanes = {room.key: n for n, room in enumerate(outline.rooms, start=1)}
        self.begun: set[str] = set()

    def day(self, day: DayPlanned) -> DayBoard:
        rows = self.rows(day.date)
        items = self.outline.of_day(day.date)
        ends = [self.placed[item.key].end for item in items]
        known = [end for end in ends if end is not None]
        return DayBoard(
            name=f"day-{day.key}",
            day=day,
            rows=rows,
            minutes=sum(item.minutes or 0 for item in items),
            unknown=sum(item.minutes is None for item in items),
            end=max(known) if known and len(known) == len(ends) else None,
            good=self._good(day.date),
            held=self._held(day.date, [self.placed[item.key].start for item in items], known),
        )

    def _good(self, day: date) -> tuple[tuple[int, int], ...]:
        if len(self.setting.zones) < 2:
            return ()  # one clock's good hours are known to everybody
        return tuple(
            (self._minute(start, day), self._minute(end, day))
            for start, end in good_window(day, self.setting.zones)
        )

    def _held(
        self, day: date, starts: Sequence[datetime | None], ends: Sequence[datetime]
    ) -> tuple[int, int] | None:
        known = [start for start in starts if start is not None]
        if not known or not self.setting.zones:
            return None
        last = max((*known, *ends))
        return self._minute(min(known), day), self._minute(last, day)

    def _minute(self, at: datetime, day: date) -> int:
        """On the wall of the first zone; what lies on other days is cut off at midnight."""
        there = zones.local(at, self.setting.zones[0])
        if there.date() != day:
            return 0 if there.date() < day else MINUTES
        return there.hour * 60 + there.minute

    def rows(self, day: date | None) -> tuple[Row, ...]:
        items = self.outline.of_day(day)
        counts = {item.key: n for n, item in enumerate(items, start=1)}
        rows: list[Row] = []
        for theme, of_theme in groupby(items, key=lambda item: item.theme):
            band = list(of_theme)
            if theme is not None and day is not None:
                rows.append(self._head(theme, band))
            rows += [self._card(item, counts[item.key] if day else None) for item in band]
        return tuple(rows)

    def _head(self, theme: str, band: Sequence[ItemPlanned]) -> Head:
        continued, first = theme in self.begun, band[0]
        lanes = {self.lanes[item.room] if item.room else None for item in band}
        self.begun.add(theme)
        return Head(
            key=f"head-{theme}-{first.key}" if continued else f"head-{theme}",
            theme=self.themes[theme],
            colour=self.colours[theme],
            continued=continued,
            lane=lanes.pop() if len(lanes) == 1 else None,
        )

    def _card(self, item: ItemPlanned, count: int | None) -> Card:
        return Card(
            key=f"item-{item.key}",
            item=item,
            title=title_of(item),
            when=self._when(item, count),
            colour=self.colours[item.theme] if item.theme else None,
            room=self.rooms[item.room] if item.room else None,
            lane=self.lanes[item.room] if item.room else None,
            people=tuple(
                (self.setting.names.get(person) if person else None, part)
                for person, part in item.parts
            ),
            hints=self.setting.hints.get(item.key, ()),
        )

    def _when(self, item: ItemPlanned, count: int | None) -> When:
        placed = self.placed[item.key]
        clocks = (
            ()
            if placed.start is None
            else tuple(
                Clock(
                    zone=zone,
                    start=zones.local(placed.start, zone),
                    end=zones.local(placed.end, zone) if placed.end else None,
                    shade=shade(placed.start, zone),
                )
                for zone in self.setting.zones
            )
        )
        return When(
            count=count,
            clocks=clocks,
            day=item.day,
            pinned=item.pinned is not None,
            gap=placed.gap or None,
        )


# -- What differs ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    #: Names of lists whose rows are others or stand otherwise, with the keys of their rows.
    lists: Mapping[str, Sequence[str]]
    #: Rows to be drawn anew.
    rows: Sequence[Row]
    #: Cards of which only the time is another.
    times: Sequence[Card]
    #: The days themselves are others: draw the page anew.
    days: bool

    def __bool__(self) -> bool:
        return bool(self.lists or self.rows or self.times or self.days)


def differences(before: Board, after: Board) -> Differences:
    old_lists, new_lists = before.lists(), after.lists()
    old = {row.key: row for rows in old_lists.values() for row in rows}
    rows: list[Row] = []
    times: list[Card] = []
    for row in (row for each in new_lists.values() for row in each):
        was = old.get(row.key)
        if was == row:
            continue
        if isinstance(row, Card) and isinstance(was, Card) and _but_for_time(was, row):
            times.append(row)
        else:
            rows.append(row)
    return Differences(
        lists={
            name: [row.key for row in new]
            for name, new in new_lists.items()
            if [row.key for row in new] != [row.key for row in old_lists.get(name, ())]
        },
        rows=rows,
        times=times,
        days=_frame(before) != _frame(after),
    )


def _but_for_time(was: Card, now: Card) -> bool:
    """Whether all that differs is what the gutter says."""
    same: list[Any] = ["item", "title", "colour", "room", "lane", "people", "hints"]
    return all(getattr(was, name) == getattr(now, name) for name in same)


def _frame(board: Board) -> object:
    outline = board.outline
    return outline.days, outline.rooms, outline.themes, board.zones
