"""What the agenda holds for one speaker: theirs alone, as plain values, with times in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from app.agenda import when_in_words
from app.agenda.changes_in_words import title_of
from app.agenda.rules.document import Document, ItemSeen, PartSeen, PersonSeen, RoomSeen, ThemeSeen
from app.agenda.rules.words import ItemState
from app.agenda.when_in_words import When
from app.i18n import gettext, language, ngettext, zones
from app.i18n.punctuation import with_note
from app.invitations import words
from app.people.rules import Part, called
from app.workshops.rules import Relation
from app.workshops.ways import WAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnItem:
    """One item with the speaker's part in it; the sentences are in the spoken language."""

    item: ItemSeen
    title: str
    #: The title shown describes the subject; the real one is not recorded.
    is_subject: bool
    theme: ThemeSeen | None
    room: RoomSeen | None
    part: Part
    #: Who else is in it, unnamed ones as None.
    others: tuple[tuple[PersonSeen | None, Part], ...]
    #: The same in words: each name with the part they have.
    together: tuple[str, ...]
    #: In the workshop's zone, then in the speaker's own if that is another; the day alone where
    #: hours are not known.
    times: tuple[str, ...]
    #: The same for a programme's gutter: the speaker's own clock first.
    when: When
    length: str
    cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    document: Document
    items: tuple[OwnItem, ...]
    #: Themes the speaker is named with, without an item of their own.
    themes: tuple[tuple[ThemeSeen, Part], ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(one.item.key for one in self.items)


def own_part(document: Document, person: str, time_zone: str | None) -> OwnPart:
    """What the document holds for the person with this key; `time_zone` is their own."""
    themes = {theme.key: theme for theme in document.themes}
    rooms = {room.key: room for room in document.rooms}
    people = {one.key: one for one in document.people}
    return OwnPart(
        document=document,
        items=tuple(
            OwnItem(
                item=item,
                title=title_of(item),
                is_subject=not item.title and bool(item.subject),
                theme=themes.get(item.theme or ""),
                room=rooms.get(item.room or ""),
                part=part.part,
                others=tuple(_others(item, part, people)),
                together=tuple(_together(item, part, people)),
                times=times(item, document, time_zone),
                when=when_in_words.of_item(item, clocks(document, time_zone)),
                length=_length(item.minutes),
                cancelled=item.state is ItemState.CANCELLED,
            )
            for item, part in parts_of(document, person)
        ),
        themes=tuple(
            (theme, guest.part)
            for theme in document.themes
            for guest in theme.guests
            if guest.person == person
        ),
    )


def clocks(document: Document, own_zone: str | None) -> tuple[str, ...]:
    """The speaker's own zone, then the workshop's; empty where no hours are known."""
    zone = document.workshop.time_zone
    return tuple(dict.fromkeys((own_zone or zone, zone))) if zone else ()


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: ItemSeen | None = None
    after: ItemSeen | None = None


def neighbours_of(part: OwnPart) -> list[Neighbours]:
    """What stands around each own item, in their order. What stands between two of them is named
    once, after the first; an own item is nobody's neighbour."""
    said = set(part.keys)
    found = []
    for one in part.items:
        near = neighbours(part.document, one.item)
        before = near.before if near.before and near.before.key not in said else None
        after = near.after if near.after and near.after.key not in part.keys else None
        said |= {item.key for item in (before, after) if item}
        found.append(Neighbours(before, after))
    return found


def neighbours(document: Document, own: ItemSeen) -> Neighbours:
    """What takes place before and after an item on its day, in its room or for all together."""
    line = [
        one
        for one in document.shown()
        if one.day == own.day
        and (own.room is None or one.room in (None, own.room))
        and (one.state is not ItemState.CANCELLED or one.key == own.key)
    ]
    here = next((n for n, one in enumerate(line) if one.key == own.key), None)
    if here is None or own.day is None:
        return Neighbours()
    return Neighbours(
        before=line[here - 1] if here else None,
        after=line[here + 1] if here + 1 < len(line) else None,
    )


def parts_of(document: Document, person: str) -> Iterator[tuple[ItemSeen, PartSeen]]:
    for item in document.shown():
        mine = next((part for part in item.speakers if part.person == person), None)
        if mine is not None:
            yield item, mine


def is_in(document: Document, person: str) -> bool:
    """Whether the agenda names this person anywhere."""
    return any(parts_of(document, person)) or any(
        guest.person == person for theme in document.themes for guest in theme.guests
    )


def _others(
    item: ItemSeen, mine: PartSeen, people: dict[str, PersonSeen]
) -> Iterator[tuple[PersonSeen | None, Part]]:
    for part in item.speakers:
        if part is not mine:
            yield (people[part.person] if part.person else None), part.part


def _together(item: ItemSeen, mine: PartSeen, people: dict[str, PersonSeen]) -> Iterator[str]:
    for person, part in _others(item, mine, people):
        name = (
            called(person.name, person.native_name, language())
            if person
            else gettext("not recorded")
        )
        yield with_note(name, words.PARTS[part])


def times(item: ItemSeen, document: Document, own_zone: str | None) -> tuple[str, ...]:
    """A line per zone; the day alone where hours are not known."""
    zone = document.workshop.time_zone
    if item.start is not None and zone:
        both = dict.fromkeys((zone, own_zone or zone))
        return tuple(zones.span(item.start, item.end, one, language()) for one in both)
    if item.day is not None:
        day = zones.day(item.day, language())
        return (gettext("%(day)s; hours not recorded", day=day),)
    return (gettext("not recorded"),)


def _length(minutes: int | None) -> str:
    if minutes is None:
        return gettext("not recorded")
    return ngettext("%(n)s minute", "%(n)s minutes", minutes)


def days(document: Document) -> str:
    """When the workshop is, by day."""
    first, last = document.whole.first, document.whole.last
    if first is None:
        return gettext("not recorded")
    if last is None or last == first:
        return zones.day(first, language())
    return gettext(
        "%(first)s to %(last)s",
        first=zones.day(first, language()),
        last=zones.day(last, language()),
    )


def ends(document: Document) -> datetime | None:
    """When the workshop is over for certain; None where no date is recorded."""
    whole = document.whole
    if whole.end is not None:
        return whole.end
    last = whole.last or (document.days[-1].date if document.days else None)
    if last is None:
        return None
    # The last place on earth where that day ends: UTC−12.
    return datetime.combine(last, time(), UTC) + timedelta(days=1, hours=12)


def organisations(document: Document, relation: Relation) -> list[dict[str, str]]:
    """Names of those who are this to the workshop or its programme."""
    return [
        one.name
        for one in document.workshop.organisations
        if relation in (one.relation, one.programme_relation)
    ]


def way_in_words(document: Document) -> str:
    way = document.workshop.way
    return str(WAYS[way]) if way else gettext("not recorded")


def differs(before: Document, after: Document, person: str) -> bool:
    """Whether this person's own time, place or title is another one now.

    Who was not in the agenda before was told of it by the invitation.
    """
    if not is_in(before, person):
        return False
    if (before.workshop.place, before.workshop.way) != (after.workshop.place, after.workshop.way):
        return True
    return _own(before, person) != _own(after, person)


def _own(document: Document, person: str) -> dict[str, object]:
    rooms = {room.key: room.name for room in document.rooms}
    return {
        item.uid: (
            item.start,
            item.end,
            item.day,
            rooms.get(item.room or ""),
            item.state,
            item.title or item.subject,
        )  # fmt: skip
        for item, _ in parts_of(document, person)
    }
