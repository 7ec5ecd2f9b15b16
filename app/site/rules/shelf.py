"""The list of all workshops: which are coming and which are over, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.agenda.rules.words import Colour
from app.i18n.texts import Text
from app.registration.asking import Live
from app.registration.rules import Window
from app.registration.standing import Word, ended
from app.site.rules.standing import word
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeNamed:
    number: str | None
    title: Text
    colour: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheShelf:
    """A workshop as the list of all shows it."""

    slug: str
    title: Text
    practice: bool
    cancelled: bool
    #: The public has read of another first day before.
    moved: bool
    time_zone: str | None
    zones: tuple[str, ...]
    way: Way | None
    place: Text | None
    hosts: tuple[Text, ...]
    themes: tuple[ThemeNamed, ...]
    first: date | None
    last: date | None
    start: datetime | None
    end: datetime | None

    def is_over(self, at: datetime) -> bool:
        return ended(self.end, self.last, self.time_zone, at)


@dataclass(frozen=True, slots=True)
class Registers:
    """A workshop, and how registration for it stands; None = there is none."""

    workshop: OnTheShelf
    live: Live | None
    window: Window | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list. The word alone, no number of places: the list changes when it does."""

    workshop: OnTheShelf
    word: Word


@dataclass(frozen=True, slots=True)
class Shelf:
    #: The next one first; without a date last.
    coming: tuple[Entry, ...]
    #: The latest one first.
    past: tuple[Entry, ...]


def sort(workshops: Iterable[Registers], at: datetime) -> Shelf:
    by_day = sorted(workshops, key=lambda one: (one.workshop.first or date.max, one.workshop.slug))
    coming: list[Entry] = []
    past: list[Entry] = []
    for one in by_day:
        shown = one.workshop
        if shown.is_over(at):  # asked at every reading of the list, and mostly true
            past.append(Entry(shown, Word.CANCELLED if shown.cancelled else Word.OVER))
        else:
            coming.append(Entry(shown, word(shown, one.live, one.window, at).word))
    return Shelf(tuple(coming), tuple(reversed(past)))
