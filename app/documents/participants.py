"""The participants' list as a table for sheets: one row for each registration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.rules.table import Cell, Clock, Column, Table
from app.i18n import LANGUAGES, cities, gettext, language, punctuation, texts, zones
from app.people import countries
from app.registration import columns, words
from app.registration.columns import Told
from app.registration.queries.listing import Participant
from app.registration.rules import sheet
from app.workshops.models import Workshop

#: What a column of the page is in a file: organisation and role apart, so that each can be sorted.
_APART: dict[str, tuple[str, ...]] = {
    sheet.Column.POST: ("affiliation", "position", sheet.Column.COUNTRY),
    sheet.Column.STATE: (sheet.Column.STATE, "place"),
}
_BROAD: dict[str, int] = {"email": 32, "affiliation": 36, "position": 30, sheet.Column.STATE: 24}
_USUAL = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Who fits, with what of them was asked for."""

    participants: Sequence[Participant]
    told: Told
    columns: Sequence[str]
    #: The address says more than everybody.
    narrowed: bool
    at: datetime


def table(workshop: Workshop, listed: Listed) -> Table:
    """In the spoken language. What nobody told is an empty cell."""
    zone = workshop.time_zone or "UTC"
    wanted = list(_columns(listed.columns))
    return Table(
        title=_said(workshop),
        notes=tuple(_notes(listed, zone)),
        columns=tuple(
            Column(_title(one, listed.told, zone), _BROAD.get(one, _USUAL)) for one in wanted
        ),
        rows=tuple(
            tuple(_cell(one, column, listed.told, zone) for column in wanted)
            for one in listed.participants
        ),
        sheet=gettext("Participants"),
    )


def _said(workshop: Workshop) -> str:
    return texts.words(workshop.title, language())


def _columns(chosen: Sequence[str]) -> Iterator[str]:
    """Each once, names and address before all."""
    every = ["name", sheet.Column.NATIVE_NAME, "email"]
    for one in chosen:
        every += _APART.get(one, (one,))
    yield from dict.fromkeys(every)


def _notes(listed: Listed, zone: str) -> Iterator[str]:
    yield gettext("As of %(when)s", when=zones.when(listed.at, zone, language()))
    if listed.narrowed:
        yield gettext("Those who fit the filter; there may be others.")


_TITLES: dict[str, Callable[[], str]] = {
    "name": lambda: gettext("Name"),
    "email": lambda: gettext("E-mail address"),
    "affiliation": lambda: gettext("Organisation"),
    "position": lambda: gettext("Role"),
    "place": lambda: gettext("Place in line"),
}


def _title(column: str, told: Told, zone: str) -> str:
    if column in _TITLES:
        return _TITLES[column]()
    title = told.asked.title(column)
    if column == sheet.Column.AT:
        return punctuation.with_note(title, cities.city(zone, language()))
    return title


def _cell(one: Participant, column: str, told: Told, zone: str) -> Cell:
    person = one.registration
    if column in _FIELDS:
        return getattr(person, column) or ""
    if column in _WORDS:
        return _WORDS[column](one) or ""
    if column == sheet.Column.AT:
        return Clock(zones.local(person.at, zone), is_dated=True)
    if column == sheet.Column.CAME:
        return gettext("yes") if person.id in told.came else gettext("no")
    return told.words(person.id, column) or ""


_FIELDS = ("name", "email", "affiliation", "position", "native_name", "address_as")
_WORDS: dict[str, Callable[[Participant], str | int | None]] = {
    "place": lambda one: one.place,
    sheet.Column.COUNTRY: lambda one: countries.name(one.registration.country, language()),
    sheet.Column.WAY: lambda one: str(words.WAYS[one.registration.way]),
    sheet.Column.STATE: lambda one: str(words.STATES[one.registration.state]),
    sheet.Column.SOURCE: lambda one: str(columns.SOURCES[one.registration.source]),
    sheet.Column.GROUP: lambda one: (
        one.registration.group.name if one.registration.group else None
    ),
    sheet.Column.LANGUAGE: lambda one: LANGUAGES.get(
        one.registration.language, one.registration.language
    ),
}
