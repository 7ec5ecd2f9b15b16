"""The certificate of attendance: what is recorded of somebody, in two languages, nothing else.

It is not stored: whoever opens its code sees what is recorded now, and nothing once it is erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app import i18n, links
from app.agenda import when_in_words
from app.agenda.published import find as find_published
from app.agenda.rules.document import Document
from app.attendance import queries
from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.extensions import config
from app.i18n import cities, gettext, language, punctuation, speaking, texts, zones
from app.invitations import own_part
from app.registration import standing, words
from app.registration.models import Registration
from app.workshops.models import Workshop
from app.workshops.rules import Relation, Way

PURPOSE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One language of it."""

    language: str
    heading: str
    #: What it confirms, in a sentence.
    statement: str
    title: str
    #: Label and lines.
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    issued: str
    #: How to see whether it is true.
    verify: str
    #: Said where nothing of it took place.
    practice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    name: str
    native_name: str | None
    sides: tuple[Side, ...]
    code: str
    #: Where anybody can look whether it is true.
    address: str
    practice: bool


def code_of(person: Registration) -> str:
    """It outlives new links: what is printed stays true."""
    return links.derive(config().secret_key, PURPOSE, person.key, 0)


def are_given(workshop: Workshop, at: datetime) -> bool:
    """Whether the workshop is over, so that who was there may have one."""
    published = find_published(workshop.slug)
    is_over = published is not None and standing.is_over(published.document, at)
    return is_over and not workshop.is_cancelled


def of(person: Registration, *, at: datetime) -> Certificate | None:
    """None where there is nothing to certify, or not yet."""
    published, seen = find_published(person.workshop.slug), queries.of(person)
    if published is None or not seen or not are_given(person.workshop, at):
        return None
    document = published.document
    code = code_of(person)
    address = f"{config().base_url}/certificates/{code}"  # in nobody's language
    return Certificate(
        name=person.name,
        native_name=person.native_name if person.native_name != person.name else None,
        sides=tuple(_sides(person, document, seen, at)),
        code=code,
        address=address,
        practice=person.workshop.practice,
    )


def languages(person: Registration) -> tuple[str, ...]:
    """The person's, the workshop's, else English: two that the house speaks, as far as it can."""
    wanted = (person.language, *person.workshop.languages, i18n.DEFAULT)
    spoken = [one for one in dict.fromkeys(wanted) if one in i18n.LANGUAGES]
    return tuple(spoken[:2])


def _sides(
    person: Registration, document: Document, seen: Sequence[Attendance], at: datetime
) -> Iterator[Side]:
    for spoken in languages(person):
        with speaking(spoken):
            yield _side(person, document, seen, at)


def _side(
    person: Registration, document: Document, seen: Sequence[Attendance], at: datetime
) -> Side:
    workshop = document.workshop
    today = zones.local(at, workshop.time_zone or "UTC").date()
    return Side(
        language=language(),
        heading=gettext("Certificate of attendance"),
        statement=gettext("This is to certify attendance at the workshop named below."),
        title=_said(workshop.title),
        facts=tuple(_facts(person, document, seen)),
        issued=gettext("Issued on %(day)s", day=zones.short_day(today, language())),
        verify=gettext("Whether this certificate is genuine can be checked at this address."),
        practice=gettext("This is a practice workshop; it does not take place.")
        if workshop.practice
        else "",
    )


def _facts(
    person: Registration, document: Document, seen: Sequence[Attendance]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    days = sorted({one.day for one in seen})
    yield gettext("Attended on"), tuple(_day(day, document) for day in days)
    ways = {Way.ONLINE if one.seen is Seen.ONLINE else person.way for one in seen}
    yield (
        gettext("Took part"),
        tuple(str(words.WAYS[way]) for way in (Way.ON_SITE, Way.ONLINE) if way in ways),
    )
    place = _said(document.workshop.place)
    if place and Way.ON_SITE in ways:
        yield gettext("Place"), (place,)
    for label, relation in (
        (gettext("Hosted by"), Relation.HOST),
        (gettext("Implemented by"), Relation.IMPLEMENTER),
        (gettext("Funded by"), Relation.FUNDER),
    ):
        names = own_part.organisations(document, relation)
        if names:
            yield label, tuple(_said(one) for one in names)


def _day(day: date, document: Document) -> str:
    """With its hours and their zone, where those are known."""
    said = zones.short_day(day, language())
    when = when_in_words.of_workshop(document, document.workshop.clocks[:1])
    clock = next((one.clocks[0] for one in when.days if one.day == day and one.clocks), None)
    if clock is None:
        return said
    zone = punctuation.comma((cities.city(clock.zone, language()), clock.offset))
    return punctuation.comma((said, punctuation.with_note(clock.hours, zone)))


def _said(text: texts.Text | None) -> str:
    return texts.words(text, language())
