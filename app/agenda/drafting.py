"""The draft as the document it would be published as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.agenda.models import AgendaItem, ItemPart, Theme, ThemeGuest
from app.agenda.queries import Draft
from app.agenda.rules import layout, numbering
from app.agenda.rules.document import (
    DaySeen,
    Document,
    ItemSeen,
    OrganisationSeen,
    PartSeen,
    PersonSeen,
    ProgrammeSeen,
    RoomSeen,
    ThemeSeen,
    WorkshopSeen,
)
from app.agenda.rules.layout import Placement, Slot
from app.agenda.rules.words import Colour
from app.extensions import Text
from app.people.models import Speaker
from app.workshops.models import Organisation, Programme, Workshop


def placements(draft: Draft) -> dict[str, Placement]:
    """When each item of the draft begins and ends, by its key."""
    return layout.lay_out(
        {day.date: day.starts for day in draft.days},
        draft.workshop.time_zone,
        [room.key for room in draft.rooms],
        slots(draft),
    )


def slots(draft: Draft) -> list[Slot]:
    """The items as the layout takes them, in the order of the agenda."""
    days = {day.id: day.date for day in draft.days}
    rooms = {room.id: room.key for room in draft.rooms}
    return [
        Slot(
            item.key,
            days[item.day_id] if item.day_id else None,
            rooms[item.room_id] if item.room_id else None,
            item.minutes,
            item.pinned,
        )
        for item in draft.items
    ]


def document(draft: Draft, before: Document | None, *, at: datetime, uid_domain: str) -> Document:
    """The draft frozen as it would be after `before`, numbers and stamps included."""
    uid = f"agenda-{draft.workshop.key}@{uid_domain}"
    unnumbered = as_seen(draft, at=at, uid_domain=uid_domain)
    return numbering.number(before, unnumbered, all_day_uid=uid, at=at)


def as_seen(draft: Draft, *, at: datetime, uid_domain: str) -> Document:
    """What the public would see of the draft, not yet numbered against what it saw before."""
    workshop = draft.workshop
    days = {day.id: day.date for day in draft.days}
    rooms = {room.id: room.key for room in draft.rooms}
    themes = {theme.id: theme.key for theme in draft.themes}
    keys = {speaker.id: speaker.key for speaker in draft.speakers}
    placed = placements(draft)

    def item_seen(item: AgendaItem) -> ItemSeen:
        return ItemSeen(
            key=item.key,
            kind=item.kind,
            day=days[item.day_id] if item.day_id else None,
            theme=themes[item.theme_id] if item.theme_id else None,
            room=rooms[item.room_id] if item.room_id else None,
            title=recorded(item.title),
            subject=recorded(item.subject),
            minutes=item.minutes,
            pinned=item.pinned is not None,
            start=placed[item.key].start,
            end=placed[item.key].end,
            state=item.state,
            removed=False,
            abstract=recorded(item.abstract),
            summary=recorded(item.summary),
            caption=recorded(item.caption),
            speakers=_parts(item.parts, keys),
            uid=item.uid,
            sequence=item.sequence,
            created=at,
            changed=at,
        )

    return Document(
        workshop=_workshop(draft),
        days=tuple(DaySeen(date=day.date, starts=day.starts, ends=day.ends) for day in draft.days),
        rooms=tuple(RoomSeen(key=room.key, name=dict(room.name)) for room in draft.rooms),
        themes=tuple(_theme(theme, n, keys) for n, theme in enumerate(draft.themes)),
        people=tuple(_people(draft)),
        items=tuple(item_seen(item) for item in draft.items),
        whole=numbering.entry(f"workshop-{workshop.key}@{uid_domain}", at),
        all_day=None,
        changed=at,
    )


def recorded(text: Text | None) -> Text | None:
    """A text with nothing in it is none."""
    return {language: words for language, words in (text or {}).items() if words} or None


def colour_of(theme: Theme, n: int) -> Colour:
    """Its own, else the colours of the house in turn."""
    return theme.colour or list(Colour)[n % len(Colour)]


def _parts(rows: Iterable[ItemPart | ThemeGuest], keys: Mapping[int, str]) -> tuple[PartSeen, ...]:
    return tuple(
        PartSeen(person=keys[row.speaker_id] if row.speaker_id else None, part=row.part)
        for row in rows
    )


def _theme(theme: Theme, n: int, keys: Mapping[int, str]) -> ThemeSeen:
    return ThemeSeen(
        key=theme.key,
        number=theme.number,
        title=dict(theme.title),
        focus=recorded(theme.focus),
        colour=colour_of(theme, n),
        guests=_parts(theme.guests, keys),
    )


def _people(draft: Draft) -> Iterable[PersonSeen]:
    """Only who is named in the agenda: others were perhaps never asked."""
    named = {part.speaker_id for item in draft.items for part in item.parts}
    named |= {guest.speaker_id for theme in draft.themes for guest in theme.guests}
    return (_person(speaker) for speaker in draft.speakers if speaker.id in named)


def _person(speaker: Speaker) -> PersonSeen:
    return PersonSeen(
        key=speaker.key,
        name=speaker.person.name,
        native_name=speaker.person.native_name,
        affiliation=recorded(speaker.affiliation),
        position=recorded(speaker.post),
        biography=recorded(speaker.biography),
    )


def _workshop(draft: Draft) -> WorkshopSeen:
    workshop: Workshop = draft.workshop
    keys = {one.id: one.key for one in draft.organisations}
    return WorkshopSeen(
        slug=workshop.slug,
        practice=workshop.practice,
        title=dict(workshop.title),
        note=recorded(workshop.note),
        purpose=recorded(workshop.purpose),
        languages=tuple(workshop.languages),
        spoken=tuple(workshop.spoken) if workshop.spoken else None,
        time_zone=workshop.time_zone,
        zones=tuple(workshop.zones),
        way=workshop.way,
        place=recorded(workshop.place),
        contact=recorded(workshop.contact),
        programme=_programme(draft.programme),
        organisations=tuple(_organisation(one, keys) for one in draft.organisations),
        cancelled=workshop.is_cancelled,
    )


def _programme(programme: Programme | None) -> ProgrammeSeen | None:
    return ProgrammeSeen(key=programme.key, name=dict(programme.name)) if programme else None


def _organisation(one: Organisation, keys: Mapping[int, str]) -> OrganisationSeen:
    return OrganisationSeen(
        key=one.key,
        name=dict(one.name),
        short=one.short,
        parent=keys[one.parent_id] if one.parent_id else None,
        relation=one.relation,
        programme_relation=one.programme_relation,
    )
