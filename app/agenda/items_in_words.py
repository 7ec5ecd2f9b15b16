"""What changed about an item as a sentence in the spoken language, every time with its zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from app.agenda.calendar_in_words import KINDS
from app.agenda.models import AgendaItem
from app.agenda.rules.changes import Change
from app.agenda.rules.changes import ChangeKind as K
from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.outline import ItemPlanned
from app.i18n import gettext, language, zones
from app.i18n.punctuation import listed
from app.i18n.texts import Text, words

#: A change, the document before it and the one after it.
Sentence = Callable[[Change, Document, Document], str]


def title_of(item: ItemSeen | ItemPlanned | AgendaItem | None) -> str:
    """The title, else our subject, else its kind, in the spoken language where there is one."""
    if item is None:
        return gettext("not recorded")
    return text_of(item.title) or text_of(item.subject) or gettext(KINDS[item.kind])


def text_of(text: Text | None) -> str:
    """The bare words in the spoken language, else in the first they exist in."""
    return words(text, language())


# -- Times ----------------------------------------------------------------------------------------


def _day(item: ItemSeen, zone: str | None) -> date | None:
    return zones.local(item.start, zone).date() if item.start and zone else item.day


def _clock(item: ItemSeen, zone: str | None) -> str:
    if item.start is None or zone is None:
        return gettext("a time not recorded")
    return zones.clock(item.start, zone)


def _dated(item: ItemSeen, zone: str | None) -> str:
    """Day and clock, without the zone, which the sentence names."""
    day = _day(item, zone)
    if day is None:
        return gettext("not placed on a day")
    if item.start is None or zone is None:
        return gettext("%(day)s, time not recorded", day=zones.day(day, language()))
    return gettext(
        "%(day)s, %(clock)s", day=zones.day(day, language()), clock=zones.clock(item.start, zone)
    )


def _zone(item: ItemSeen, zone: str | None) -> str:
    """Shanghai, UTC+8: the zone as of the item's own moment."""
    return zones.named(zone, item.start, language()) if item.start and zone else zone or ""


def _moved(change: Change, before: Document, after: Document) -> str:
    old, new = _item(change.before), _item(change.after)
    was = before.workshop.time_zone if old.start else None
    now = after.workshop.time_zone if new.start else None
    title = title_of(new)
    if was is None and now is None:
        return gettext(
            "“%(title)s” moved from %(old)s to %(new)s",
            title=title, old=_dated(old, None), new=_dated(new, None),
        )  # fmt: skip
    if was and now and was != now:
        return gettext(
            "“%(title)s” moved from %(old)s (%(old_zone)s) to %(new)s (%(zone)s)",
            title=title, old=_dated(old, was), old_zone=_zone(old, was),
            new=_dated(new, now), zone=_zone(new, now),
        )  # fmt: skip
    say_when = _clock if _day(old, was) == _day(new, now) else _dated
    return gettext(
        "“%(title)s” moved from %(old)s to %(new)s (%(zone)s)",
        title=title, old=say_when(old, was), new=say_when(new, now),
        zone=_zone(new, now) if now else _zone(old, was),
    )  # fmt: skip


def when(start: datetime | None, day: date | None, zone: str | None) -> str:
    """The moment with its zone, else the day alone, else “not recorded”."""
    if start is not None:
        return zones.when(start, zone or "UTC", language())
    return zones.day(day, language()) if day else gettext("not recorded")


# -- Items ----------------------------------------------------------------------------------------


def _item(seen: object) -> ItemSeen:
    assert isinstance(seen, ItemSeen)
    return seen


def _added(change: Change, before: Document, after: Document) -> str:
    item = _item(change.after)
    return gettext(
        "“%(title)s” is new: %(when)s",
        title=title_of(item), when=when(item.start, item.day, after.workshop.time_zone),
    )  # fmt: skip


def _removed(change: Change, before: Document, after: Document) -> str:
    item = _item(change.before)
    return gettext(
        "“%(title)s” was taken out of the agenda; it was planned for: %(when)s",
        title=title_of(item), when=when(item.start, item.day, before.workshop.time_zone),
    )  # fmt: skip


def _cancelled(change: Change, before: Document, after: Document) -> str:
    return gettext("“%(title)s” is cancelled", title=title_of(_item(change.after)))


def _reinstated(change: Change, before: Document, after: Document) -> str:
    return gettext("“%(title)s” takes place after all", title=title_of(_item(change.after)))


def _lengthened(change: Change, before: Document, after: Document) -> str:
    old, new = _item(change.before), _item(change.after)
    return gettext(
        "“%(title)s” now takes %(new)s instead of %(old)s",
        title=title_of(new), new=_length(new.minutes), old=_length(old.minutes),
    )  # fmt: skip


def _length(minutes: int | None) -> str:
    if minutes is None:
        return gettext("a length not recorded")
    return gettext("%(minutes)s minutes", minutes=minutes)


def _room(change: Change, before: Document, after: Document) -> str:
    old, new = _item(change.before), _item(change.after)
    return gettext(
        "“%(title)s” moved from room %(old)s to room %(new)s",
        title=title_of(new), old=_room_name(old, before), new=_room_name(new, after),
    ) if old.room and new.room else _plenary(old, new, before, after)  # fmt: skip


def _plenary(old: ItemSeen, new: ItemSeen, before: Document, after: Document) -> str:
    if new.room:
        return gettext(
            "“%(title)s” is now in room %(new)s", title=title_of(new), new=_room_name(new, after)
        )
    return gettext(
        "“%(title)s” is no longer in room %(old)s",
        title=title_of(new),
        old=_room_name(old, before),
    )


def _room_name(item: ItemSeen, document: Document) -> str:
    return next((text_of(room.name) for room in document.rooms if room.key == item.room), "")


def _retitled(change: Change, before: Document, after: Document) -> str:
    old, new = _item(change.before), _item(change.after)
    if title_of(old) == title_of(new):
        return gettext("The title of “%(title)s” changed in another language", title=title_of(new))
    return gettext("“%(old)s” is now called “%(new)s”", old=title_of(old), new=title_of(new))


def _texts(change: Change, before: Document, after: Document) -> str:
    return gettext("The text about “%(title)s” changed", title=title_of(_item(change.after)))


def _speakers(change: Change, before: Document, after: Document) -> str:
    old, new = _item(change.before), _item(change.after)
    return gettext(
        "The people of “%(title)s” changed from %(old)s to %(new)s",
        title=title_of(new), old=_names(old, before), new=_names(new, after),
    )  # fmt: skip


def _names(item: ItemSeen, document: Document) -> str:
    names = [
        document.person(part.person).name if part.person else gettext("somebody not named")
        for part in item.speakers
    ]
    return listed(names) if names else gettext("nobody")


def _theme(change: Change, before: Document, after: Document) -> str:
    item = _item(change.after)
    theme = next((one for one in after.themes if one.key == item.theme), None)
    if theme is None:
        return gettext("“%(title)s” belongs to no theme any more", title=title_of(item))
    return gettext(
        "“%(title)s” now belongs to the theme “%(theme)s”",
        title=title_of(item), theme=text_of(theme.title),
    )  # fmt: skip


def _details(change: Change, before: Document, after: Document) -> str:
    return gettext("Details of “%(title)s” changed", title=title_of(_item(change.after)))


SENTENCES: dict[K, Sentence] = {
    K.ADDED: _added,
    K.REMOVED: _removed,
    K.CANCELLED: _cancelled,
    K.REINSTATED: _reinstated,
    K.MOVED: _moved,
    K.LENGTHENED: _lengthened,
    K.ROOM: _room,
    K.RETITLED: _retitled,
    K.TEXT: _texts,
    K.SPEAKERS: _speakers,
    K.THEME: _theme,
    K.DETAILS: _details,
}
