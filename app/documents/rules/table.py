"""The agenda as a table: one row for each item, cells of the kind that a sheet can reckon with.

Times stand in the workshop's own zone and beside it in each further one; one that falls on
another day than the row's says so. What is not known is said, and never left to be guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.agenda.calendar_in_words import KINDS, is_cancelled
from app.agenda.rules import hours
from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.words import Kind
from app.documents.rules import people
from app.documents.rules.edition import Edition
from app.i18n import cities, gettext, language, punctuation, spans, texts, zones


@dataclass(frozen=True, slots=True)
class Unknown:
    """What stands where a value is not known."""

    said: str


@dataclass(frozen=True, slots=True)
class Clock:
    #: On the clocks of the column's zone.
    at: datetime
    #: The date there is not that of the row.
    is_dated: bool


Cell = str | int | date | Clock | Unknown


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    #: In letters of its usual size, for sheets.
    width: int
    #: The notes of the table say for all rows what each says here.
    is_in_notes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    title: str
    #: What must be known of it before it is read: dates, zone, version.
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    #: What the sheet is called; None = as the agenda's.
    sheet: str | None = None

    def told_above(self) -> Table:
        """For sheets that people read: without columns that say nothing in any row, or in each
        what the notes above the table say once."""
        kept = [
            place
            for place, column in enumerate(self.columns)
            if not column.is_in_notes
            and (not self.rows or any(row[place] != "" for row in self.rows))
        ]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
        )


def table(edition: Edition) -> Table:
    """In the spoken language."""
    return _Tabling(edition).table()


class _Tabling:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.document: Document = edition.document
        self.clocks = self.document.workshop.clocks
        self.moments = hours.moments(self.document)
        self.people = {person.key: person for person in self.document.people}
        self.themes = {theme.key: theme for theme in self.document.themes}
        self.rooms = {room.key: _said(room.name) for room in self.document.rooms}
        self.unknown = Unknown(gettext("not recorded"))

    def table(self) -> Table:
        shown = sorted(self.document.shown(), key=lambda item: item.day or date.max)
        return Table(
            title=_said(self.document.workshop.title),
            notes=tuple(self._notes()),
            columns=tuple(self._columns()),
            rows=tuple(tuple(self._row(n, item)) for n, item in enumerate(shown, 1)),
        )

    def _notes(self) -> Iterator[str]:
        days = hours.days(self.document)
        if days:
            yield spans.span_of_days(days[0].date, days[-1].date)
        else:
            yield gettext("date not recorded")
        if not self.moments:
            yield gettext("In this order; hours not recorded")
        if not self.edition.is_draft:
            yield self.edition.says()
        yield from self.edition.warns()

    def _columns(self) -> Iterator[Column]:
        yield Column(gettext("No."), 5)
        yield Column(gettext("Day"), 13)
        for zone in self.clocks or (None,):
            for title in (gettext("Begins"), gettext("Ends")):
                yield Column(punctuation.with_note(title, self._zone(zone)), 14)
        yield Column(gettext("Length in minutes"), 9)
        yield Column(gettext("Kind"), 12)
        yield Column(gettext("Theme"), 26)
        if self.rooms:
            yield Column(gettext("Room"), 16)
        yield Column(gettext("Title"), 36)
        yield Column(gettext("Subject"), 36)
        yield Column(gettext("People"), 44)
        yield Column(gettext("State"), 12)
        yield Column(gettext("Version"), 12, is_in_notes=True)

    def _zone(self, zone: str | None) -> str:
        if zone is None:
            return ""
        city = cities.city(zone, language())
        if not self.moments:
            return city
        return punctuation.comma((city, spans.offsets(self.moments[0], self.moments[-1], zone)))

    def _row(self, number: int, item: ItemSeen) -> Iterator[Cell]:
        yield number
        yield item.day or Unknown(gettext("not placed on a day"))
        for zone in self.clocks or (None,):
            yield self._clock(item.start, zone, item.day)
            yield self._clock(item.end, zone, item.day)
        yield self.unknown if item.minutes is None else item.minutes
        yield gettext(KINDS[item.kind])
        yield self._theme(item)
        if self.rooms:
            yield self.rooms.get(item.room or "", "")
        title, subject = _said(item.title), _said(item.subject)
        yield title or (self.unknown if subject or item.kind is Kind.TALK else "")
        yield subject
        yield "\n".join(people.plain(people.part(one, self.people)) for one in item.speakers)
        yield gettext("Cancelled") if is_cancelled(item, self.document) else ""
        version = self.edition.version
        yield self.edition.says() if version is None else version

    def _clock(self, at: datetime | None, zone: str | None, day: date | None) -> Cell:
        if at is None or zone is None:
            return self.unknown
        there = zones.local(at, zone)
        return Clock(there, there.date() != day)

    def _theme(self, item: ItemSeen) -> str:
        theme = self.themes.get(item.theme or "")
        if theme is None:
            return ""
        title = _said(theme.title)
        return f"{theme.number} {title}" if theme.number else title


def _said(text: texts.Text | None) -> str:
    return texts.words(text, language())
