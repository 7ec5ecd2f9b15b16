"""A version as a draft again: its days, rooms, themes and items, as organisers edit them.

Facts of the workshop (title, place, zone) and of its people are not the agenda and stay as they
are. Calendar entries keep the UIDs of the version; no SEQUENCE falls, as publishing counts on from
the newest version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import time

from app.agenda.rules.document import Document, ItemSeen, PartSeen, PersonSeen
from app.agenda.rules.outline import (
    DayPlanned,
    ItemPlanned,
    Outline,
    Parts,
    RoomPlanned,
    ThemePlanned,
)
from app.i18n import zones


def as_outline(version: Document, speakers: Collection[str]) -> Outline:
    """`speakers` are the keys of the people of the workshop today; others stay out."""

    def parts(seen: Iterable[PartSeen]) -> Parts:
        return tuple((one.person, one.part) for one in _present(seen, speakers))

    return Outline(
        days=tuple(
            DayPlanned(date=one.date, starts=one.starts, ends=one.ends) for one in version.days
        ),
        rooms=tuple(RoomPlanned(key=one.key, name=one.name) for one in version.rooms),
        themes=tuple(
            ThemePlanned(
                key=one.key,
                number=one.number,
                title=one.title,
                focus=one.focus,
                colour=one.colour,
                guests=parts(one.guests),
            )
            for one in version.themes
        ),
        items=tuple(
            ItemPlanned(
                key=one.key,
                uid=one.uid,
                sequence=one.sequence,
                kind=one.kind,
                day=one.day,
                theme=one.theme,
                room=one.room,
                title=one.title,
                subject=one.subject,
                minutes=one.minutes,
                pinned=_pin(one, version.workshop.time_zone),
                state=one.state,
                abstract=one.abstract,
                summary=one.summary,
                caption=one.caption,
                parts=parts(one.speakers),
            )
            for one in version.shown()
        ),
    )


def as_published_now(version: Document, draft: Document) -> Document:
    """What the version would say if it were the draft, for comparing: its agenda, with today's
    facts of the workshop and of the people who are named in both."""
    today = {person.key: person for person in draft.people}
    return replace(
        version,
        workshop=draft.workshop,
        people=tuple(today.get(one.key, one) for one in version.people),
        items=version.shown(),
    )


def left_out(version: Document, speakers: Collection[str]) -> tuple[PersonSeen, ...]:
    """Whom the version names, and who is no longer among the people of the workshop."""
    return tuple(one for one in version.people if one.key not in speakers)


def without(version: Document, speakers: Collection[str]) -> Document:
    """The version with nobody in it who is no longer there."""
    return replace(
        version,
        people=tuple(one for one in version.people if one.key in speakers),
        themes=tuple(
            replace(one, guests=_present(one.guests, speakers)) for one in version.themes
        ),
        items=tuple(
            replace(one, speakers=_present(one.speakers, speakers)) for one in version.items
        ),
    )


def _present(parts: Iterable[PartSeen], speakers: Collection[str]) -> tuple[PartSeen, ...]:
    return tuple(one for one in parts if one.person is None or one.person in speakers)


def _pin(item: ItemSeen, zone: str | None) -> time | None:
    """The wall clock it was pinned to, in the zone the version was told in."""
    if not item.pinned or item.start is None or zone is None:
        return None
    return zones.local(item.start, zone).time()
