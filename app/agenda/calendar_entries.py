"""The published agenda as calendar entries: which there are, and when.

An item is one entry under one UID, with one SEQUENCE and one LAST-MODIFIED, in every feed, file
and letter. Items whose hours are not known stand in a list that the all-day entry of the workshop
or theme holds, or in an all-day entry of their own where a calendar is about them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.agenda.calendar_in_words import Holding, Telling, is_cancelled
from app.agenda.rules.document import Document, EntrySeen, ItemSeen
from app.agenda.rules.entries import has_hours, items_without_hours
from app.agenda.rules.words import Kind
from app.i18n import gettext
from app.ical.values import Days, Entry, Hours, Status


def derived(uid: str, part: str) -> str:
    """A UID of its own that lasts as long as the one it comes from."""
    left, _, domain = uid.rpartition("@")
    return f"{left}-{part}@{domain}"


def whole_agenda(told: Telling) -> tuple[Entry, ...]:
    document = told.document
    return (*timed(told, document.items), *_list(told, items_without_hours(document)))


def timed(told: Telling, items: Iterable[ItemSeen]) -> tuple[Entry, ...]:
    return tuple(_item(told, item, _hours) for item in items if has_hours(item))


def each_alone(told: Telling, items: Iterable[ItemSeen]) -> tuple[Entry, ...]:
    """Every item for itself, for all of its day where its hours are not known."""
    return tuple(
        _item(told, item, _hours if has_hours(item) else _day)
        for item in items
        if has_hours(item) or item.day
    )


def items_with(document: Document, speaker: str) -> list[ItemSeen]:
    return [
        item for item in document.items if any(part.person == speaker for part in item.speakers)
    ]


def _item(
    told: Telling, item: ItemSeen, when: Callable[[Telling, ItemSeen], Hours | Days]
) -> Entry:
    cancelled = is_cancelled(item, told.document)
    span = when(told, item)
    return Entry(
        uid=item.uid,
        when=span,
        summary=told.marked(told.item(item), cancelled=cancelled),
        sequence=item.sequence,
        created=item.created,
        changed=item.changed,
        status=_status(told, cancelled),
        transparent=item.kind is Kind.BREAK or isinstance(span, Days),
        description=told.item_description(item),
        location=told.item_place(item),
        url=told.address(f"item-{item.key}"),
        categories=(told.theme(item.theme),) if item.theme else (),
        join_url=None if cancelled else told.join_url,
        join_label=gettext("Join online"),
    )


def _hours(told: Telling, item: ItemSeen) -> Hours:
    assert item.start is not None
    assert item.end is not None
    return Hours(_local(told, item.start), _local(told, item.end))


def _day(_: Telling, item: ItemSeen) -> Days:
    assert item.day is not None
    return Days(item.day, item.day)


def _local(told: Telling, moment: datetime) -> datetime:
    zone = told.document.workshop.time_zone
    return moment.astimezone(ZoneInfo(zone) if zone else UTC)


def _list(told: Telling, items: Collection[ItemSeen]) -> Iterator[Entry]:
    if (entry := told.document.all_day) and (days := _days(entry)):
        title = told.list_title(entry, told.workshop())
        yield _entry(told, entry, days, title, told.list_description(entry, items))


def list_of_theme(told: Telling, key: str) -> Iterator[Entry]:
    """The theme's share of the all-day entry."""
    document = told.document
    entry = next((one.entry for one in document.theme_days if one.theme == key), None)
    if entry and (days := _days(entry)):
        items = [item for item in items_without_hours(document) if item.theme == key]
        title = told.list_title(entry, told.theme(key))
        yield _entry(told, entry, days, title, told.list_description(entry, items))


def entry_of_workshop(told: Telling) -> Iterator[Entry]:
    entry = told.document.whole
    when: Hours | Days | None = _days(entry)
    if entry.hours:
        start, end = entry.hours
        when = Hours(_local(told, start), _local(told, end))
    if when:
        title = told.marked(told.workshop(), cancelled=entry.cancelled)
        yield _entry(told, entry, when, title, told.whole_description())


def _days(entry: EntrySeen) -> Days | None:
    return Days(entry.first, entry.last) if entry.first and entry.last else None


def _entry(
    told: Telling, entry: EntrySeen, when: Hours | Days, summary: str, description: str
) -> Entry:
    return Entry(
        uid=entry.uid,
        when=when,
        summary=summary,
        sequence=entry.sequence,
        created=entry.created,
        changed=entry.changed,
        status=_status(told, entry.cancelled),
        # A day in the list of days is not a day without a free hour.
        transparent=isinstance(when, Days),
        description=description,
        location=told.workshop_place(),
        url=told.address(),
        join_url=None if entry.cancelled else told.join_url,
        join_label=gettext("Join online"),
    )


def _status(told: Telling, cancelled: bool) -> Status:
    if cancelled:
        return Status.CANCELLED
    return Status.CONFIRMED if told.holding is Holding.PLACE else Status.TENTATIVE
