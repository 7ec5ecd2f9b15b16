"""The programme as it is printed: every word of it, in one language, in the order of the page.

What the public page draws in HTML stands here as plain values, for a PDF and for a Word file
alike. The arrangement of days, rooms and themes is the page's own (`site.rules.programme`).
A programme is for the day: summaries and captions, which are written after it, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.agenda import when_in_words
from app.agenda.calendar_in_words import KINDS, is_cancelled
from app.agenda.rules import hours
from app.agenda.rules.document import ItemSeen, OrganisationSeen, PartSeen, ThemeSeen
from app.agenda.rules.words import Colour, Kind
from app.documents.rules import people
from app.documents.rules.edition import Edition
from app.documents.rules.people import Run
from app.i18n import cities, gettext, language, punctuation, spans, texts, zones
from app.site import words
from app.site.rules import programme


@dataclass(frozen=True, slots=True)
class Gutter:
    """What stands left of an item: its hour in the workshop's zone, and below it in the others."""

    first: str
    rest: tuple[str, ...] = ()
    is_unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    gutter: Gutter
    name: str
    #: The name is our description.
    is_described: bool
    #: What of the name is not known, said beside it.
    unknown: str
    is_break: bool
    is_cancelled: bool
    people: tuple[tuple[Run, ...], ...]
    paragraphs: tuple[str, ...]
    #: Room, length.
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    colour: Colour
    number: str
    title: str
    focus: str
    guests: tuple[tuple[Run, ...], ...]
    #: It was begun before: its title alone is said once more.
    is_continued: bool


@dataclass(frozen=True, slots=True)
class Band:
    theme: Theme | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    room: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    #: Empty where there is only one.
    name: str
    legend: str
    #: Each is one lane, or several side by side.
    stretches: tuple[tuple[Lane, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    language: str
    title: str
    #: Date, way, place.
    kicker: tuple[str, ...]
    #: That it is a draft, a practice, cancelled.
    warnings: tuple[str, ...]
    note: str
    purpose: tuple[str, ...]
    #: Who stands behind it, by what they are to it.
    partners: tuple[tuple[str, tuple[str, ...]], ...]
    #: From when to when it lasts, by day and zone.
    hours: tuple[tuple[str, tuple[str, ...]], ...]
    agenda: str
    legend: str
    #: What the mark at a name means; empty where there is none.
    footnote: str
    days: tuple[Day, ...]
    #: Themes without items yet.
    later: tuple[Theme, ...]
    contact: tuple[str, ...]
    #: Words of the layout.
    guests_label: str
    contact_label: str
    cancelled_label: str
    #: Which version it is, and where the newest is.
    colophon: str
    address: str


def printed(edition: Edition) -> Printed:
    """In the spoken language."""
    return _Printing(edition).printed()


class _Printing:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.document = edition.document
        self.workshop = self.document.workshop
        self.clocks = self.workshop.clocks
        self.moments = hours.moments(self.document)
        self.people = {person.key: person for person in self.document.people}
        self.organisations = {one.key: one for one in self.workshop.organisations}

    def printed(self) -> Printed:
        days = programme.programme(self.document)
        described = any(one.subject and not one.title for one in self.document.shown())
        return Printed(
            language=language(),
            title=_said(self.workshop.title),
            kicker=tuple(self._kicker()),
            warnings=tuple(self.edition.warns()),
            note=_said(self.workshop.note),
            purpose=_paragraphs(self.workshop.purpose),
            partners=tuple(self._partners()),
            hours=tuple(self._hours()),
            agenda=gettext("Agenda"),
            legend=self._legend(),
            footnote=gettext("* Our description; the title is not recorded.") if described else "",
            days=tuple(self._day(day, alone=len(days) == 1) for day in days),
            later=tuple(
                self._theme(theme, theme.guests)
                for theme in programme.silent_themes(self.document)
            ),
            contact=_paragraphs(self.workshop.contact),
            guests_label=gettext("Also with this theme"),
            contact_label=gettext("Contact"),
            cancelled_label=gettext("Cancelled"),
            colophon="" if self.edition.is_draft else self.edition.says(),
            address=self.edition.address,
        )

    # -- The head --------------------------------------------------------------------------------

    def _kicker(self) -> Iterator[str]:
        when = when_in_words.of_workshop(self.document)
        yield when.date if when.days else gettext("date not recorded")
        way = self.workshop.way
        yield str(words.WAYS[way]) if way else gettext("way of meeting not recorded")
        if self.workshop.place:
            yield _said(self.workshop.place)

    def _partners(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        behind = words.by_relation(self.document)
        for relation, those in behind:
            yield str(words.RELATIONS[relation]), tuple(map(self._organisation, those))
        if self.workshop.programme:
            of = words.by_relation(self.document, of_programme=True)
            said = [_said(self.workshop.programme.name)]
            said += [
                punctuation.colon(
                    words.RELATIONS[relation],
                    punctuation.semicolon(map(self._organisation, those)),
                )
                for relation, those in of
            ]
            yield gettext("Programme"), tuple(said)

    def _organisation(self, one: OrganisationSeen) -> str:
        """In Chinese the whole comes before its part."""
        whole = self.organisations.get(one.parent or "")
        both = [_named(one), _named(whole) if whole else ""]
        return punctuation.comma(reversed(both) if language() == "zh" else both)

    def _hours(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for day in when_in_words.of_workshop(self.document).days:
            if day.clocks:
                yield (
                    zones.day(day.day, language()),
                    tuple(
                        punctuation.with_note(
                            clock.hours,
                            punctuation.comma((cities.city(clock.zone, language()), clock.offset)),
                        )
                        for clock in day.clocks
                    ),
                )

    def _legend(self) -> str:
        if not self.moments:
            return gettext("In this order; hours not recorded")
        said = [
            punctuation.with_note(
                cities.city(zone, language()),
                spans.offsets(self.moments[0], self.moments[-1], zone),
            )
            for zone in self.clocks
        ]
        return gettext("Times in %(zone)s", zone=punctuation.listed(said))

    # -- The agenda ------------------------------------------------------------------------------

    def _day(self, day: programme.DayShown, *, alone: bool) -> Day:
        if day.day is None:
            name = gettext("Day not yet decided")
        else:
            name = "" if alone else zones.day(day.day.date, language())
        unknown = self.moments and day.day and not day.has_hours
        return Day(
            name=name,
            legend=gettext("In this order; hours not recorded") if unknown else "",
            stretches=tuple(
                tuple(
                    Lane(
                        _said(lane.room.name) if lane.room else "",
                        tuple(self._band(band, day) for band in lane.bands),
                    )
                    for lane in lanes
                )
                for lanes in day.stretches
            ),
        )

    def _band(self, band: programme.Band, day: programme.DayShown) -> Band:
        theme = None
        if band.theme:
            theme = self._theme(band.theme, band.guests, is_continued=band.continued)
        return Band(theme, tuple(self._row(row, day) for row in band.rows))

    def _theme(
        self, theme: ThemeSeen, guests: Sequence[PartSeen], *, is_continued: bool = False
    ) -> Theme:
        title = _said(theme.title)
        return Theme(
            colour=theme.colour,
            number=theme.number or "",
            title=gettext("%(theme)s, continued", theme=title) if is_continued else title,
            focus="" if is_continued else _said(theme.focus),
            guests=tuple(people.part(one, self.people) for one in guests),
            is_continued=is_continued,
        )

    def _row(self, row: programme.Row, day: programme.DayShown) -> Row:
        item = row.item
        title, subject = _said(item.title), _said(item.subject)
        untitled = not title and not subject and item.kind is Kind.TALK
        return Row(
            gutter=self._gutter(row, day),
            name=title or subject or gettext(KINDS[item.kind]),
            is_described=bool(subject and not title),
            unknown=gettext("title not recorded") if untitled else "",
            is_break=item.kind is Kind.BREAK,
            is_cancelled=is_cancelled(item, self.document) and not self.workshop.cancelled,
            people=tuple(people.part(one, self.people) for one in item.speakers),
            paragraphs=_paragraphs(item.abstract),
            facts=tuple(_facts(row)),
        )

    def _gutter(self, row: programme.Row, day: programme.DayShown) -> Gutter:
        item = row.item
        if item.start is None or not self.clocks:
            if row.count:
                return Gutter(str(row.count))
            said = gettext("time not recorded") if day.has_hours else ""
            return Gutter(said, is_unknown=True)
        here, *others = self.clocks
        first = zones.clock(item.start, here)
        dated = self._date_there(item, here)
        return Gutter(
            first,
            (
                " ".join(filter(None, (dated, cities.city(here, language())))),
                *(
                    " ".join(
                        filter(
                            None,
                            (
                                self._date_there(item, zone),
                                zones.clock(item.start, zone),
                                cities.city(zone, language()),
                            ),
                        )
                    )
                    for zone in others
                ),
            ),
        )

    @staticmethod
    def _date_there(item: ItemSeen, zone: str) -> str:
        """Where it is another one than that of the day."""
        assert item.start is not None
        there = zones.local(item.start, zone).date()
        return "" if there == item.day else zones.day_and_month(there, language())


def _facts(row: programme.Row) -> Iterator[str]:
    if row.joint:
        yield gettext("Joint talk")
    if row.room:
        yield _said(row.room.name)
    if row.item.minutes:
        yield gettext("%(n)s min", n=row.item.minutes)


def _named(one: OrganisationSeen) -> str:
    name = _said(one.name)
    return punctuation.with_note(name, one.short if one.short and one.short not in name else "")


def _said(text: texts.Text | None) -> str:
    return texts.words(text, language())


def _paragraphs(text: texts.Text | None) -> tuple[str, ...]:
    return tuple(part for part in _said(text).split("\n\n") if part.strip())
