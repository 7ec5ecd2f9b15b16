"""The published agenda as calendar values: which entries a feed or letter has, and when.

An item is one entry under one UID, with one SEQUENCE and one LAST-MODIFIED, in every feed, file
and letter. Items whose hours are not known stand in a list that the all-day entry of the workshop
or theme holds, or in an all-day entry of their own where a calendar is about them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.agenda.calendar_in_words import Telling, is_cancelled
from app.agenda.rules.document import Document, EntrySeen, ItemSeen
from app.agenda.rules.entries import has_hours, items_without_hours
from app.agenda.rules.words import Kind
from app.i18n import gettext, speaking
from app.ical import clean, write
from app.ical.values import Calendar, Days, Entry, Feed, Hours, Status


def workshop_feed(
    document: Document, *, language: str | None, base_url: str, source: str | None
) -> Calendar:
    """The whole agenda; None as language is the workshop's first one."""
    with _telling(document, language, base_url) as told:
        return Calendar(
            entries=_whole_agenda(told),
            feed=_feed(told, told.marked(told.workshop()), "", source),
        )


def theme_feed(
    document: Document, key: str, *, language: str | None, base_url: str, source: str | None
) -> Calendar | None:
    """The items of one theme; None if there is no such theme."""
    if not any(theme.key == key for theme in document.themes):
        return None
    with _telling(document, language, base_url) as told:
        items = [item for item in document.items if item.theme == key]
        title = told.marked(f"{told.workshop()} – {told.theme(key)}")
        return Calendar(
            entries=(*_timed(told, items), *_list_of_theme(told, key)),
            feed=_feed(told, title, f"theme-{key}", source),
        )


def item_feed(
    document: Document, key: str, *, language: str | None, base_url: str, source: str | None
) -> Calendar | None:
    """One item, removed ones as cancelled; None if there never was such an item."""
    items = [item for item in document.items if item.key == key]
    if not items:
        return None
    with _telling(document, language, base_url) as told:
        # A key that came back names the item that is there, not the one that was removed.
        item = min(items, key=lambda one: one.removed)
        title = told.marked(f"{told.workshop()} – {told.item(item)}")
        return Calendar(
            entries=_each_alone(told, [item]),
            feed=_feed(told, title, f"item-{key}", source),
        )


def all_workshops(
    documents: Iterable[Document],
    *,
    language: str | None,
    base_url: str,
    source: str | None,
    uid_domain: str,
) -> Calendar:
    """One entry for each workshop; practice workshops are left out."""
    shown = [document for document in documents if not document.workshop.practice]
    entries: list[Entry] = []
    for document in shown:
        with _telling(document, language, base_url) as told:
            entries.extend(_whole(told))
    with speaking(language):
        feed = Feed(
            uid=f"feed-workshops@{uid_domain}",
            name=gettext("Workshops"),
            changed=max((one.changed for one in shown), default=datetime(2020, 1, 1, tzinfo=UTC)),
            url=f"{base_url}/",
            source=source,
        )
    return Calendar(entries=tuple(entries), feed=feed)


def personal_feed(
    document: Document,
    *,
    language: str | None,
    base_url: str,
    since: datetime,
    join_url: str | None = None,
    speaker: str | None = None,
    empty: bool = False,
) -> Calendar:
    """A participant's agenda, or the own items of a speaker (key of the person).

    `join_url` is for those who hold a seat alone. `since` is when what only this person sees
    changed last. Who no longer takes part has an empty one: nothing is cancelled, it is just no
    longer theirs.
    """
    with _telling(document, language, base_url, join_url) as told:
        if empty:
            entries: tuple[Entry, ...] = ()
        elif speaker is not None:
            entries = _each_alone(told, _items_of(document, speaker))
        else:
            entries = _whole_agenda(told)
        name = gettext("My agenda: %(workshop)s", workshop=told.workshop())
        feed = _feed(told, told.marked(name), "mine", source=None)
        return Calendar(
            entries=tuple(replace(one, changed=max(one.changed, since)) for one in entries),
            feed=replace(feed, changed=max(feed.changed, since)),
        )


def attachment(
    document: Document,
    *,
    language: str | None,
    base_url: str,
    only: Collection[str] | None = None,
    join_url: str | None = None,
) -> str:
    """The text of an .ics file for a letter: the whole agenda, or some items by key.

    It has no METHOD, so that nobody is asked to answer, and the UID and SEQUENCE of the feeds, so
    that a calendar that has an entry already takes it for the same one.
    """
    with _telling(document, language, base_url, join_url) as told:
        if only is None:
            entries = _whole_agenda(told)
        else:
            entries = _each_alone(told, [item for item in document.items if item.key in only])
    return write.calendar(Calendar(entries=entries)).decode()


# -- Entries -------------------------------------------------------------------------------------


@contextmanager
def _telling(
    document: Document, language: str | None, base_url: str, join_url: str | None = None
) -> Iterator[Telling]:
    language = language or document.workshop.languages[0]
    with speaking(language):
        yield Telling(
            document=document,
            language=language,
            base_url=base_url,
            join_url=clean.address(join_url),
        )


def _feed(told: Telling, name: str, part: str, source: str | None) -> Feed:
    document = told.document
    return Feed(
        uid=_derived(document.whole.uid, f"feed-{part}" if part else "feed"),
        name=name,
        changed=document.changed,
        description=told.feed_description(),
        zone=document.workshop.time_zone,
        url=told.address(),
        source=source,
    )


def _derived(uid: str, part: str) -> str:
    """A UID of its own that lasts as long as the one it comes from."""
    left, _, domain = uid.rpartition("@")
    return f"{left}-{part}@{domain}"


def _whole_agenda(told: Telling) -> tuple[Entry, ...]:
    document = told.document
    return (*_timed(told, document.items), *_list(told, items_without_hours(document)))


def _timed(told: Telling, items: Iterable[ItemSeen]) -> tuple[Entry, ...]:
    return tuple(_item(told, item, _hours) for item in items if has_hours(item))


def _each_alone(told: Telling, items: Iterable[ItemSeen]) -> tuple[Entry, ...]:
    """Every item for itself, for all of its day where its hours are not known."""
    return tuple(
        _item(told, item, _hours if has_hours(item) else _day)
        for item in items
        if has_hours(item) or item.day
    )


def _items_of(document: Document, speaker: str) -> list[ItemSeen]:
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
        status=_status(cancelled),
        transparent=item.kind is Kind.BREAK or isinstance(span, Days),
        description=told.item_description(item),
        location=told.item_place(item),
        url=told.address(),
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
        title = told.marked(told.workshop(), cancelled=entry.cancelled)
        yield _entry(told, entry, days, title, told.list_description(entry, items))


def _list_of_theme(told: Telling, key: str) -> Iterator[Entry]:
    """The theme's share of the all-day entry, under a UID of its own.

    Once it is cancelled it says nothing of the theme, whose later changes it does not follow.
    """
    entry = told.document.all_day
    if entry is None or not any(item.theme == key for item in told.document.items):
        return
    items = [item for item in items_without_hours(told.document) if item.theme == key]
    days = _days(entry)
    if days is None or not (items or entry.cancelled):
        return
    own = replace(entry, uid=_derived(entry.uid, f"theme-{key}"))
    title = told.marked(
        told.workshop() if entry.cancelled else told.theme(key), cancelled=entry.cancelled
    )
    yield _entry(told, own, days, title, told.list_description(entry, items))


def _whole(told: Telling) -> Iterator[Entry]:
    entry = told.document.whole
    when: Hours | Days | None = _days(entry)
    if entry.start and entry.end:
        when = Hours(_local(told, entry.start), _local(told, entry.end))
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
        status=_status(entry.cancelled),
        # A day in the list of days is not a day without a free hour.
        transparent=isinstance(when, Days),
        description=description,
        location=told.workshop_place(),
        url=told.address(),
        join_url=None if entry.cancelled else told.join_url,
        join_label=gettext("Join online"),
    )


def _status(cancelled: bool) -> Status:
    return Status.CANCELLED if cancelled else Status.CONFIRMED
