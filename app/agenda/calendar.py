"""The published agenda as calendar values: one function for each feed, file or letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from app.agenda.calendar_entries import (
    derived,
    each_alone,
    entry_of_workshop,
    items_with,
    list_of_theme,
    timed,
    whole_agenda,
)
from app.agenda.calendar_in_words import Holding, Telling
from app.agenda.rules.document import Document
from app.i18n import gettext, speaking
from app.ical import clean, write
from app.ical.adding import Adding
from app.ical.values import Calendar, Entry, Feed


def workshop_feed(
    document: Document, *, language: str | None, base_url: str, source: str | None
) -> Calendar:
    """The whole agenda; None as language is the workshop's first one."""
    with telling(document, language, base_url) as told:
        return Calendar(
            entries=whole_agenda(told),
            feed=_feed(told, told.marked(told.workshop()), "", source),
        )


def theme_feed(
    document: Document, key: str, *, language: str | None, base_url: str, source: str | None
) -> Calendar | None:
    """The items of one theme; None if there is no such theme."""
    if not any(theme.key == key for theme in document.themes):
        return None
    with telling(document, language, base_url) as told:
        items = [item for item in document.items if item.theme == key]
        title = told.marked(f"{told.workshop()} – {told.theme(key)}")
        return Calendar(
            entries=(*timed(told, items), *list_of_theme(told, key)),
            feed=_feed(told, title, f"theme-{key}", source),
        )


def item_feed(
    document: Document, key: str, *, language: str | None, base_url: str, source: str | None
) -> Calendar | None:
    """One item, removed ones as cancelled; None if there never was such an item."""
    items = [item for item in document.items if item.key == key]
    if not items:
        return None
    with telling(document, language, base_url) as told:
        # A key that came back names the item that is there, not the one that was removed.
        item = min(items, key=lambda one: one.removed)
        # Named after the workshop: some programs take a calendar with a new name for a new one.
        return Calendar(
            entries=each_alone(told, [item]),
            feed=_feed(told, told.marked(told.workshop()), f"item-{key}", source),
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
        with telling(document, language, base_url) as told:
            entries.extend(entry_of_workshop(told))
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
    holding: Holding = Holding.PLACE,
    empty: bool = False,
) -> Calendar:
    """A participant's agenda, or the own items of a speaker (key of the person).

    `join_url` is for those who hold a seat alone; for who has no place yet all of it is tentative.
    `since` is when what only this person sees
    changed last. Who no longer takes part has an empty one: nothing is cancelled, it is just no
    longer theirs.
    """
    with telling(document, language, base_url, join_url, holding) as told:
        if empty:
            entries: tuple[Entry, ...] = ()
        elif speaker is not None:
            entries = each_alone(told, items_with(document, speaker))
        else:
            entries = whole_agenda(told)
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
    to_speaker: bool = False,
) -> str:
    """The text of an .ics file for a letter: the whole agenda, or some items by key.

    It has no METHOD, so that nobody is asked to answer, and the UID and SEQUENCE of the feeds, so
    that a calendar that has an entry already takes it for the same one.
    """
    with telling(document, language, base_url, join_url, in_letter=to_speaker) as told:
        if only is None:
            entries = whole_agenda(told)
        else:
            entries = each_alone(told, [item for item in document.items if item.key in only])
    return write.calendar(Calendar(entries=entries)).decode()


def adding(
    document: Document,
    *,
    language: str | None,
    base_url: str,
    holding: Holding = Holding.PLACE,
) -> Adding | None:
    """The workshop as one entry that is added by a link; None where no day is recorded.

    Links that are passed on know no address of a meeting.
    """
    with telling(document, language, base_url, holding=holding) as told:
        entry = next(entry_of_workshop(told), None)
    return Adding(entry) if entry else None


@contextmanager
def telling(
    document: Document,
    language: str | None,
    base_url: str,
    join_url: str | None = None,
    holding: Holding = Holding.PLACE,
    in_letter: bool = False,
) -> Iterator[Telling]:
    language = language or document.workshop.languages[0]
    with speaking(language):
        yield Telling(
            document=document,
            language=language,
            base_url=base_url,
            join_url=clean.address(join_url),
            holding=holding,
            in_letter=in_letter,
        )


def _feed(told: Telling, name: str, part: str, source: str | None) -> Feed:
    document = told.document
    return Feed(
        uid=derived(document.whole.uid, f"feed-{part}" if part else "feed"),
        name=name,
        changed=document.changed,
        description=told.feed_description(),
        zone=document.workshop.time_zone,
        url=told.address(),
        source=source,
    )
