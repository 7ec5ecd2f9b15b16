"""What hints are found in, and what a hint says: plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from app.agenda.rules.layout import NOWHERE, Placement
from app.agenda.rules.outline import ItemPlanned, Outline
from app.agenda.rules.overlaps import Held
from app.agenda.rules.words import ItemState
from app.i18n import zones
from app.people.rules import Part, Window

#: Parts in which somebody speaks.
SPEAKING = frozenset({Part.SPEAKER, Part.PANELLIST, Part.DELEGATE})
#: What was accepted comes back when it has grown by more than this.
GROWTH = 15


class Severity(StrEnum):
    """The gravest first."""

    #: Cannot happen as it stands.
    CLASH = "clash"
    LOOK = "look"
    #: Good to know.
    NOTE = "note"


class HintKind(StrEnum):
    """In the order in which hints of one weight are listed."""

    PERSON_TWICE = "person_twice"
    MODERATES_ELSEWHERE = "moderates_elsewhere"
    ROOM_TWICE = "room_twice"
    THEME_OVER = "theme_over"
    UNAVAILABLE = "unavailable"
    DECLINED = "declined"
    NO_ZONE = "no_zone"
    CLOCK_SKIPPED = "clock_skipped"
    CLOCK_TWICE = "clock_twice"
    BEFORE_DAY = "before_day"
    DAY_OVER = "day_over"
    NO_LENGTH = "no_length"
    NO_BREAK = "no_break"
    INTERPRETS_ALONE = "interprets_alone"
    NIGHT = "night"
    NO_SPEAKER = "no_speaker"
    UNCONFIRMED = "unconfirmed"
    NOT_INVITED = "not_invited"
    MODERATOR_SPEAKS = "moderator_speaks"
    NO_MODERATOR = "no_moderator"
    NOT_IN_AGENDA = "not_in_agenda"
    NO_TITLE = "no_title"
    WEEKEND = "weekend"
    AFTER_MIDNIGHT = "after_midnight"
    CLOCKS_CHANGE = "clocks_change"
    SLACK = "slack"


K = HintKind
_CLASHES = frozenset({K.PERSON_TWICE, K.MODERATES_ELSEWHERE, K.ROOM_TWICE, K.THEME_OVER,
                      K.UNAVAILABLE, K.DECLINED})  # fmt: skip
_NOTES = frozenset({K.UNCONFIRMED, K.NOT_INVITED, K.MODERATOR_SPEAKS, K.NO_MODERATOR,
                    K.NOT_IN_AGENDA, K.NO_TITLE, K.WEEKEND, K.AFTER_MIDNIGHT, K.CLOCKS_CHANGE,
                    K.SLACK})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One thing worth a look. Only what its kind speaks of is filled in."""

    kind: HintKind
    #: Keys; it is shown at the first.
    items: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    day: date | None = None
    zone: str | None = None
    #: By how much, so that one that grows can come back after it was accepted.
    minutes: int | None = None
    #: How many others it touches.
    count: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    #: Shortly before the workshop a note becomes worth a look.
    is_pressing: bool = False
    #: What it is about, where that is not simply its items, people and themes.
    about: tuple[str, ...] | None = None

    @property
    def item(self) -> str | None:
        return self.items[0] if self.items else None

    @property
    def person(self) -> str | None:
        return self.people[0] if self.people else None

    @property
    def theme(self) -> str | None:
        return self.themes[0] if self.themes else None

    @property
    def severity(self) -> Severity:
        if self.kind in _CLASHES:
            return Severity.CLASH
        is_note = self.kind in _NOTES and not self.is_pressing
        return Severity.NOTE if is_note else Severity.LOOK

    @property
    def key(self) -> str:
        """The same as long as it is about the same things, whatever their hours."""
        about = self.about
        if about is None:
            about = (*sorted(self.items), "/", *sorted(self.people), "/", *sorted(self.themes))
        return f"{self.kind}-{sha256(json.dumps(about).encode()).hexdigest()[:20]}"


def has_grown(hint: Hint, accepted: int | None) -> bool:
    """Whether it is so much more than when it was accepted that it is asked about again."""
    return hint.minutes is not None and accepted is not None and hint.minutes > accepted + GROWTH


class Answer(StrEnum):
    """What came of asking somebody."""

    YES = "yes"
    NO = "no"
    #: Not yet, or not clearly.
    OPEN = "open"
    #: Asked no longer.
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlanned:
    key: str
    name: str
    zone: str | None = None
    #: When they said they can be there; none = nothing was said.
    windows: tuple[Window, ...] = ()
    #: Whether an invitation is out, answered or not.
    is_asked: bool = False
    #: What they answered; None = nothing yet, or nobody has asked.
    confirmed: bool | None = None
    #: Whether they do not come without having said no: the invitation was withdrawn, has lapsed
    #: or was passed on.
    is_gone: bool = False


@dataclass(frozen=True, kw_only=True)
class Planning:
    """A draft as it is looked at on a day."""

    outline: Outline
    placements: Mapping[str, Placement]
    #: None = not recorded, and with it no hour.
    zone: str | None
    #: Further zones that are shown.
    zones: tuple[str, ...] = ()
    people: Mapping[str, PersonPlanned] = field(default_factory=dict)
    #: Today.
    at: datetime
    #: A cancelled workshop has nothing left to look at.
    cancelled: bool = False

    @cached_property
    def clocks(self) -> tuple[str, ...]:
        """Zones that are shown, the workshop's own first; none without it."""
        return tuple(dict.fromkeys((self.zone, *self.zones))) if self.zone else ()

    @cached_property
    def items(self) -> tuple[ItemPlanned, ...]:
        """Those that take place, in their order."""
        return tuple(item for item in self.outline.items if item.state is not ItemState.CANCELLED)

    @cached_property
    def by_key(self) -> dict[str, ItemPlanned]:
        return {item.key: item for item in self.outline.items}

    @cached_property
    def of_days(self) -> dict[date, tuple[ItemPlanned, ...]]:
        """The items that take place, by their day, days in order."""
        found: dict[date, list[ItemPlanned]] = {}
        for item in self.items:
            if item.day is not None:
                found.setdefault(item.day, []).append(item)
        return {day: tuple(found[day]) for day in sorted(found)}

    @cached_property
    def moderators(self) -> dict[str, tuple[str, ...]]:
        """Who leads through each theme."""
        return {
            theme.key: tuple(
                person for person, part in theme.guests if part is Part.MODERATOR and person
            )
            for theme in self.outline.themes
        }

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """What has known hours, with everybody who has to be there; whoever leads a theme has."""
        return tuple(
            Held(
                item.key,
                item.room,
                (*named(item), *self.moderators.get(item.theme or "", ())),
                placed.start,
                placed.end,
            )
            for item in self.items
            for placed in [self.placed(item)]
            if placed.start and placed.end
        )

    @cached_property
    def today(self) -> date:
        return zones.local(self.at, self.zone or "UTC").date()

    def placed(self, item: ItemPlanned) -> Placement:
        return self.placements.get(item.key, NOWHERE)

    def lines(self, day: date) -> tuple[tuple[ItemPlanned, ...], ...]:
        """The items of a day as each room sees them: its own and the plenary ones."""
        items = self.of_days.get(day, ())
        rooms = dict.fromkeys(item.room for item in items if item.room is not None)
        if not rooms:
            return (items,)
        return tuple(
            tuple(item for item in items if item.room is None or item.room == room)
            for room in rooms
        )

    def is_ahead(self, item: ItemPlanned) -> bool:
        """Whether it is still to come; of one not placed, whether any day is."""
        placed = self.placed(item)
        if placed.start is not None:
            return (placed.end or placed.start) > self.at
        if item.day is not None:
            return item.day >= self.today
        return not self.is_over

    @cached_property
    def is_over(self) -> bool:
        return all(day.date < self.today for day in self.outline.days) and bool(self.outline.days)

    def days_until(self, item: ItemPlanned) -> timedelta | None:
        return item.day - self.today if item.day else None


def named(item: ItemPlanned, parts: frozenset[Part] | None = None) -> tuple[str, ...]:
    """Who is in it, each once, of somebody not named nothing; in these parts alone if given."""
    return tuple(
        dict.fromkeys(
            person for person, part in item.parts if person and (parts is None or part in parts)
        )
    )
