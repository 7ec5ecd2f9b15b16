"""What a reader of the agenda would notice between two versions, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.agenda.rules.document import (
    DaySeen,
    Document,
    ItemSeen,
    PersonSeen,
    ThemeSeen,
    WorkshopSeen,
)
from app.agenda.rules.numbering import is_same
from app.agenda.rules.words import ItemState


class ChangeKind(StrEnum):
    # of an item
    ADDED = "added"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    MOVED = "moved"
    LENGTHENED = "lengthened"
    ROOM = "room"
    RETITLED = "retitled"
    TEXT = "text"
    SPEAKERS = "speakers"
    THEME = "theme"
    DETAILS = "details"
    # of the workshop
    WORKSHOP_CANCELLED = "workshop_cancelled"
    WORKSHOP_REINSTATED = "workshop_reinstated"
    WORKSHOP_TITLE = "workshop_title"
    WORKSHOP_DATES = "workshop_dates"
    WORKSHOP_ZONE = "workshop_zone"
    WORKSHOP_PLACE = "workshop_place"
    WORKSHOP_WAY = "workshop_way"
    WORKSHOP_DETAILS = "workshop_details"
    # of what the agenda is made of
    HOURS = "hours"
    ORDER = "order"
    THEME_ADDED = "theme_added"
    THEME_REMOVED = "theme_removed"
    THEME_CHANGED = "theme_changed"
    PERSON = "person"
    OTHER = "other"


K = ChangeKind

#: Changes after which an entry in somebody's calendar is wrong.
TIME_OR_PLACE = frozenset(
    {
        K.REMOVED, K.CANCELLED, K.REINSTATED, K.MOVED, K.LENGTHENED, K.ROOM,
        K.WORKSHOP_CANCELLED, K.WORKSHOP_REINSTATED, K.WORKSHOP_DATES, K.WORKSHOP_ZONE,
        K.WORKSHOP_PLACE, K.WORKSHOP_WAY, K.HOURS,
    }
)  # fmt: skip

#: Facts of the workshop that are said of it and have no sentence of their own.
DETAILS = (
    "note", "purpose", "languages", "spoken", "zones", "contact", "programme", "organisations",
    "practice", "slug",
)  # fmt: skip

Seen = ItemSeen | ThemeSeen | PersonSeen | DaySeen | WorkshopSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference. `before` and `after` are what it is about, as each version has it."""

    kind: ChangeKind
    #: Key of the item it is about; None for what concerns more than one.
    item: str | None = None
    before: Seen | None = None
    after: Seen | None = None

    @property
    def concerns_time_or_place(self) -> bool:
        return self.kind in TIME_OR_PLACE


def compare(before: Document | None, after: Document) -> tuple[Change, ...]:
    """The workshop's own changes first, then items in the order of the agenda.

    Against no version at all, every item is an added one. Empty if and only if nothing changed.
    """
    if before is None:
        return tuple(Change(kind=K.ADDED, item=item.key, after=item) for item in after.shown())
    if is_same(before, after):
        return ()
    changes = (
        *_of_workshop(before, after),
        *_of_items(before, after),
        *_of_order(before, after),
        *_of_themes(before, after),
        *_of_people(before, after),
    )
    return changes or (Change(kind=K.OTHER),)


# -- The workshop ---------------------------------------------------------------------------------


def _of_workshop(before: Document, after: Document) -> Iterator[Change]:
    old, new = before.workshop, after.workshop

    def change(kind: ChangeKind) -> Change:
        return Change(kind=kind, before=old, after=new)

    if old.cancelled != new.cancelled:
        yield change(K.WORKSHOP_CANCELLED if new.cancelled else K.WORKSHOP_REINSTATED)
    if old.title != new.title:
        yield change(K.WORKSHOP_TITLE)
    if _dates(before) != _dates(after):
        yield change(K.WORKSHOP_DATES)
    if old.time_zone != new.time_zone:
        yield change(K.WORKSHOP_ZONE)
    if old.place != new.place:
        yield change(K.WORKSHOP_PLACE)
    if old.way != new.way:
        yield change(K.WORKSHOP_WAY)
    if _details(old) != _details(new):
        yield change(K.WORKSHOP_DETAILS)
    yield from _of_hours(before, after)


def _dates(document: Document) -> set[object]:
    return {day.date for day in document.days}


def _details(workshop: WorkshopSeen) -> object:
    return [getattr(workshop, name) for name in DETAILS]


def _of_hours(before: Document, after: Document) -> Iterator[Change]:
    """Days whose own hours changed; what it does to their items is said item by item."""
    old = {day.date: day for day in before.days}
    for day in after.days:
        if day.date in old and old[day.date] != day:
            yield Change(kind=K.HOURS, before=old[day.date], after=day)


# -- Items ----------------------------------------------------------------------------------------


def _of_items(before: Document, after: Document) -> Iterator[Change]:
    old = {item.uid: item for item in before.items}
    for item in after.items:
        was = old.get(item.uid)
        if was is None or (was.removed and not item.removed):
            yield Change(kind=K.ADDED, item=item.key, after=item)
        elif item.removed:
            if not was.removed:
                yield Change(kind=K.REMOVED, item=item.key, before=was, after=item)
        else:
            yield from _of_item(was, item, before, after)


def _of_item(old: ItemSeen, new: ItemSeen, before: Document, after: Document) -> Iterator[Change]:
    differs = {
        K.CANCELLED: _is_called_off(new, after) and not _is_called_off(old, before),
        K.REINSTATED: _is_called_off(old, before) and not _is_called_off(new, after),
        K.MOVED: (old.start, old.day) != (new.start, new.day),
        K.LENGTHENED: old.minutes != new.minutes,
        K.ROOM: _room(old, before) != _room(new, after),
        K.RETITLED: (old.title, old.subject) != (new.title, new.subject),
        K.TEXT: _texts(old) != _texts(new),
        K.SPEAKERS: _names(old, before) != _names(new, after),
        K.THEME: old.theme != new.theme,
        K.DETAILS: (old.kind, old.pinned) != (new.kind, new.pinned),
    }
    for kind, yes in differs.items():
        if yes:
            yield Change(kind=kind, item=new.key, before=old, after=new)


def _is_called_off(item: ItemSeen, document: Document) -> bool:
    """By itself; when all of the workshop is cancelled, that is said once."""
    return item.state is ItemState.CANCELLED and not document.workshop.cancelled


def _texts(item: ItemSeen) -> object:
    return item.abstract, item.summary, item.caption


def _room(item: ItemSeen, document: Document) -> object:
    """By its name: a renamed room is another place to whoever looks for its door."""
    return next((room.name for room in document.rooms if room.key == item.room), None)


def _names(item: ItemSeen, document: Document) -> object:
    people = _by_key(document)
    return [(people[one.person].name if one.person else None, one.part) for one in item.speakers]


def _of_order(before: Document, after: Document) -> Iterator[Change]:
    """Items told in another order, where no time says so already."""
    common = {item.key for item in before.shown()} & {item.key for item in after.shown()}
    old = [item for item in before.shown() if item.key in common]
    new = [item for item in after.shown() if item.key in common]
    moved = {(item.key, item.start, item.day) for item in old} != {
        (item.key, item.start, item.day) for item in new
    }
    if not moved and [item.key for item in old] != [item.key for item in new]:
        yield Change(kind=K.ORDER)


# -- Themes and people ----------------------------------------------------------------------------


def _of_themes(before: Document, after: Document) -> Iterator[Change]:
    old = {theme.key: theme for theme in before.themes}
    new = {theme.key: theme for theme in after.themes}
    for key, theme in new.items():
        if key not in old:
            yield Change(kind=K.THEME_ADDED, after=theme)
        elif old[key] != theme:
            yield Change(kind=K.THEME_CHANGED, before=old[key], after=theme)
    for key, theme in old.items():
        if key not in new:
            yield Change(kind=K.THEME_REMOVED, before=theme)


def _by_key(document: Document) -> Mapping[str, PersonSeen]:
    return {person.key: person for person in document.people}


def _of_people(before: Document, after: Document) -> Iterator[Change]:
    old = _by_key(before)
    for key, person in _by_key(after).items():
        if key in old and old[key] != person:
            yield Change(kind=K.PERSON, before=old[key], after=person)
