"""What a calendar must know of a change: SEQUENCE, LAST-MODIFIED, and what stays as cancelled.

SEQUENCE rises by one when the start, end, place or status of an entry changed, never otherwise
and never down (RFC 5546 §2.1.4). LAST-MODIFIED (`changed`) rises with anything the entry shows;
readers that know an entry already look at it again only then. An entry that was ever published
stays for good: calendars must be told of a removal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.agenda.rules.document import (
    Document,
    EntrySeen,
    ItemSeen,
    PartSeen,
    PersonSeen,
    RoomSeen,
    ThemeDays,
    ThemeSeen,
)
from app.agenda.rules.entries import (
    days_without_hours,
    items_without_hours,
    moved_from,
    span_of_workshop,
)
from app.agenda.rules.words import ItemState


def entry(uid: str, at: datetime) -> EntrySeen:
    """An entry that was never published; `number` fills in the rest."""
    return EntrySeen(
        uid=uid, first=None, last=None, start=None, end=None, cancelled=False,
        sequence=0, created=at, changed=at,
    )  # fmt: skip


def number(
    before: Document | None, draft: Document, *, all_day_uid: str, at: datetime
) -> Document:
    """The draft as it would be published after `before`.

    The draft's items carry the sequence they may not fall below; `created` and `changed` of it
    and of its entries are not looked at. An unchanged draft gives `before` again, but for the
    `changed` of the whole document.
    """
    stamp = _stamp(before, at)
    known = {item.uid: item for item in before.items} if before else {}
    draft = _with_spans(draft)
    items = [_with_status(item, draft) for item in draft.items]
    kept = {item.uid for item in items}
    gone = [_removed(item, draft) for uid, item in known.items() if uid not in kept]
    draft = replace(draft, items=(*items, *gone))

    now, then = _Shown(draft), _Shown(before) if before else None
    numbered = tuple(
        _number_item(known.get(item.uid), item, then, now, stamp) for item in draft.items
    )
    whole = _number_whole(before, draft, stamp)
    all_day = _number_all_day(before, draft, all_day_uid, stamp)
    theme_days = _number_theme_days(before, draft, all_day_uid, stamp)
    return replace(
        draft,
        items=numbered,
        whole=whole,
        all_day=all_day,
        theme_days=theme_days,
        moved_from=moved_from(before, whole),
        changed=stamp,
    )


def is_same(before: Document | None, after: Document) -> bool:
    """Whether publishing `after` would tell nobody anything new."""
    return before is not None and replace(after, changed=before.changed) == before


def _stamp(before: Document | None, at: datetime) -> datetime:
    """Whole seconds, as calendars count; later than the last one whatever the clock says."""
    at = at.replace(microsecond=0)
    return max(at, before.changed + timedelta(seconds=1)) if before else at


def _with_spans(draft: Document) -> Document:
    span = span_of_workshop(draft.days, draft.items, draft.workshop.time_zone)
    whole = replace(
        draft.whole,
        first=span.first, last=span.last, start=span.start, end=span.end,
        cancelled=draft.workshop.cancelled,
    )  # fmt: skip
    return replace(draft, whole=whole)


def _with_status(item: ItemSeen, draft: Document) -> ItemSeen:
    """When the workshop is cancelled, so is all of it."""
    return replace(item, state=ItemState.CANCELLED) if draft.workshop.cancelled else item


def _removed(item: ItemSeen, draft: Document) -> ItemSeen:
    """What calendars are told of an item that left the draft; it names nothing that left too."""
    people = {person.key for person in draft.people}
    return replace(
        item,
        state=ItemState.CANCELLED,
        removed=True,
        theme=item.theme if any(item.theme == theme.key for theme in draft.themes) else None,
        room=item.room if any(item.room == room.key for room in draft.rooms) else None,
        speakers=tuple(part for part in item.speakers if part.person in people),
    )


# -- Items ----------------------------------------------------------------------------------------


#: Stands in for stamps that are not compared.
_NEVER = datetime.min.replace(tzinfo=UTC)


class _Shown:
    """What the calendar entries of one document show, with everything they refer to."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rooms: Mapping[str, RoomSeen] = {room.key: room for room in document.rooms}
        self.themes: Mapping[str, ThemeSeen] = {theme.key: theme for theme in document.themes}
        self.people: Mapping[str, PersonSeen] = {one.key: one for one in document.people}

    def appointment(self, item: ItemSeen) -> object:
        """When, where and whether: a change of it raises the sequence."""
        room = self.rooms[item.room].name if item.room else None
        cancelled = item.state is ItemState.CANCELLED
        # The day counts by itself: an item without hours is an all-day entry in its own feed.
        return item.day, item.start, item.end, room, self.document.workshop.place, cancelled

    def everything(self, item: ItemSeen) -> object:
        """All that an entry may say; a change of it makes the entry a changed one."""
        workshop = self.document.workshop
        theme = self.themes[item.theme] if item.theme else None
        return (
            replace(item, pinned=False, sequence=0, created=_NEVER, changed=_NEVER),
            self.appointment(item),
            (theme.number, theme.title) if theme else None,
            [(part, self._person(part)) for part in item.speakers],
            (workshop.slug, workshop.practice, workshop.title, workshop.time_zone, workshop.way),
            workshop.languages,  # their order is that of fallbacks
        )

    def _person(self, part: PartSeen) -> PersonSeen | None:
        return self.people[part.person] if part.person else None


def _number_item(
    old: ItemSeen | None, new: ItemSeen, then: _Shown | None, now: _Shown, stamp: datetime
) -> ItemSeen:
    if old is None or then is None:
        return replace(new, created=stamp, changed=stamp)
    moved = then.appointment(old) != now.appointment(new)
    sequence = max(old.sequence + moved, new.sequence)
    touched = sequence != old.sequence or then.everything(old) != now.everything(new)
    return replace(
        new, sequence=sequence, created=old.created, changed=stamp if touched else old.changed
    )


# -- Entries --------------------------------------------------------------------------------------


def _number_entry(
    old: EntrySeen | None, new: EntrySeen, *, moved: bool, touched: bool, stamp: datetime
) -> EntrySeen:
    if old is None:
        return replace(new, sequence=0, created=stamp, changed=stamp)
    moved = moved or _when(old) != _when(new)
    return replace(
        new,
        uid=old.uid,
        sequence=old.sequence + moved,
        created=old.created,
        changed=stamp if moved or touched else old.changed,
    )


def _when(one: EntrySeen) -> tuple[object, ...]:
    # A start without an end moves no entry: it stays one for the whole day.
    return one.first, one.last, one.hours, one.cancelled


def _number_whole(before: Document | None, draft: Document, stamp: datetime) -> EntrySeen:
    return _number_entry(
        before.whole if before else None,
        draft.whole,
        moved=before is not None and before.workshop.place != draft.workshop.place,
        touched=before is not None and before.workshop != draft.workshop,
        stamp=stamp,
    )


def _number_all_day(
    before: Document | None, draft: Document, uid: str, stamp: datetime
) -> EntrySeen | None:
    old = before.all_day if before else None
    days = days_without_hours(draft.days, draft.items)
    return _number_list(old, days, before, draft, None, entry(uid, stamp))


def _number_theme_days(
    before: Document | None, draft: Document, all_day_uid: str, stamp: datetime
) -> tuple[ThemeDays, ...]:
    """A theme's share of the all-day entry has a life of its own: its items may have their hours
    while others wait for theirs."""
    known = {one.theme: one.entry for one in before.theme_days} if before else {}
    left, _, domain = all_day_uid.rpartition("@")
    numbered = []
    for key in dict.fromkeys((*(theme.key for theme in draft.themes), *known)):
        days = {item.day for item in items_without_hours(draft) if item.theme == key and item.day}
        fresh = entry(f"{left}-theme-{key}@{domain}", stamp)
        if made := _number_list(known.get(key), tuple(sorted(days)), before, draft, key, fresh):
            numbered.append(ThemeDays(theme=key, entry=made))
    return tuple(numbered)


def _number_list(
    old: EntrySeen | None,
    days: tuple[date, ...],
    before: Document | None,
    draft: Document,
    theme: str | None,
    fresh: EntrySeen,
) -> EntrySeen | None:
    """Exists once a day without hours was published; cancelled while there is none."""
    if old is None and not days:
        return None
    first, last = _covered(days, old)
    cancelled = draft.workshop.cancelled or not days
    new = replace(fresh, first=first, last=last, cancelled=cancelled)
    return _number_entry(
        old,
        new,
        moved=before is not None and before.workshop.place != draft.workshop.place,
        touched=before is not None and _listing(before, theme) != _listing(draft, theme),
        stamp=fresh.changed,
    )


def _listing(document: Document, key: str | None) -> object:
    """What an all-day entry shows besides its days; that of one theme only the theme's items."""
    shown = _Shown(document)
    theme = shown.themes.get(key) if key else None
    return (
        document.workshop,
        (theme.number, theme.title) if theme else None,
        [
            shown.everything(item)
            for item in items_without_hours(document)
            if key is None or item.theme == key
        ],
    )


def _covered(days: tuple[date, ...], old: EntrySeen | None) -> tuple[date | None, date | None]:
    if days:
        return days[0], days[-1]
    return (old.first, old.last) if old else (None, None)
