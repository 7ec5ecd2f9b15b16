"""The values of a file put into the rows of a draft.

What is there is changed, what the file does not hold is taken away, and every row that can stay
the same row does: forms that are open notice only what really changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from app.agenda.models import AgendaItem, Day, ItemPart, Room, Theme, ThemeGuest
from app.agenda.queries import Draft
from app.exchange.values import (
    DayInFile,
    ItemInFile,
    OrganisationInFile,
    PartInFile,
    PersonInFile,
    RoomInFile,
    ThemeInFile,
    WorkshopInFile,
)
from app.extensions import db
from app.invitations.joining import JOINT as INVITATIONS
from app.people import service as people
from app.people.models import Person, Speaker
from app.workshops.models import Organisation


class _InFile(Protocol):
    @property
    def key(self) -> str: ...


Value = TypeVar("Value", bound=_InFile)
Row = TypeVar("Row", Organisation, Room, Theme, Speaker)


def put(
    draft: Draft,
    file: WorkshopInFile,
    uids: Mapping[str, str],
    *,
    at: datetime,
    account_id: int | None,
) -> None:
    """Make the draft say what the file says; `uids` names the calendar entry of each item by key.

    Raises people.rules.InUse when somebody who was invited is missing from the file.
    """
    stays = set(uids.values())
    for row in draft.items:
        if row.uid not in stays:
            db.session.delete(row)
    db.session.flush()  # frees the keys of items that go

    with db.session.no_autoflush:
        _put_organisations(draft, file)
        days = _put_days(draft, file.days)
        rooms = _matched(draft, Room, draft.rooms, file.rooms, _put_room)
        speakers = _matched(draft, Speaker, draft.speakers, file.people, _put_speaker)
        themes = _matched(draft, Theme, draft.themes, file.themes, _put_theme)
        for theme in file.themes:
            _put_guests(themes[theme.key], theme.guests, speakers)
        items = {row.uid: row for row in draft.items}
        for n, item in enumerate(file.items):
            uid = uids[item.key]
            row = items.get(uid) or _new_item(draft, uid)
            row.position = n + 1
            row.day = days[item.day] if item.day else None
            row.theme = themes[item.theme] if item.theme else None
            row.room = rooms[item.room] if item.room else None
            _put_item(row, item)
            _put_parts(row, item.speakers, speakers)
    db.session.flush()  # nothing points at what goes now

    for gone in (
        *(day for day in draft.days if day.date not in days),
        *(room for room in draft.rooms if room.key not in rooms),
        *(theme for theme in draft.themes if theme.key not in themes),
    ):
        db.session.delete(gone)
    for speaker in draft.speakers:
        if speaker.key not in speakers:
            people.remove_speaker(speaker, joints=(INVITATIONS,), at=at, account_id=account_id)
    db.session.flush()


def _matched(
    draft: Draft,
    kind: type[Row],
    rows: Iterable[Row],
    values: Sequence[Value],
    put_into: Callable[[Row, Value], None],
) -> dict[str, Row]:
    """The row of each value by key, old or new, in the order of the file."""
    known = {row.key: row for row in rows}
    found: dict[str, Row] = {}
    for n, value in enumerate(values):
        row = known.get(value.key)
        if row is None:
            row = kind(workshop_id=draft.workshop.id, key=value.key)
        row.position = n + 1
        put_into(row, value)
        db.session.add(row)
        found[value.key] = row
    return found


def _put_organisations(draft: Draft, file: WorkshopInFile) -> None:
    rows = _matched(
        draft, Organisation, draft.organisations, file.organisations, _put_organisation
    )
    related = file.programme.organisations if file.programme else ()
    relations = {one.organisation: one.relation for one in related}
    for one in file.organisations:
        rows[one.key].parent = rows[one.parent] if one.parent else None
        rows[one.key].programme_relation = relations.get(one.key)
    for row in draft.organisations:
        if row.key not in rows:
            db.session.delete(row)


def _put_organisation(row: Organisation, value: OrganisationInFile) -> None:
    row.name, row.short, row.relation = value.name, value.short, value.relation


def _put_days(draft: Draft, values: Iterable[DayInFile]) -> dict[object, Day]:
    known = {row.date: row for row in draft.days}
    found: dict[object, Day] = {}
    for value in values:
        row = known.get(value.date) or Day(workshop_id=draft.workshop.id, date=value.date)
        row.starts, row.ends = value.starts, value.ends
        db.session.add(row)
        found[value.date] = row
    return found


def _put_room(row: Room, value: RoomInFile) -> None:
    row.name = value.name


def _put_theme(row: Theme, value: ThemeInFile) -> None:
    row.number, row.title, row.focus = value.number, value.title, value.focus
    row.colour = value.colour


def _put_speaker(row: Speaker, value: PersonInFile) -> None:
    """A file speaks for its own workshop: a person who speaks elsewhere too stays there as is."""
    facts = {
        "name": value.name,
        "family": value.family,
        "given": value.given,
        "native_name": value.native_name,
        "other_names": list(value.other_names),
        "email": value.email,
        "country": value.country,
        "time_zone": value.time_zone,
        "language": value.language,
    }
    if row not in db.session:
        row.person = Person(**facts)
    elif any(getattr(row.person, name) != fact for name, fact in facts.items()):
        people.make_own(row)
        for name, fact in facts.items():
            setattr(row.person, name, fact)
    row.affiliation, row.post = value.affiliation, value.position
    if value.biography is not None:
        row.biography = value.biography


def _new_item(draft: Draft, uid: str) -> AgendaItem:
    row = AgendaItem(workshop_id=draft.workshop.id, uid=uid, sequence=0)
    db.session.add(row)
    return row


def _put_item(row: AgendaItem, value: ItemInFile) -> None:
    row.key, row.kind, row.state = value.key, value.kind, value.state
    row.title, row.subject = value.title, value.subject
    row.minutes, row.pinned = value.minutes, value.pinned
    row.abstract, row.summary, row.caption = value.abstract, value.summary, value.caption
    row.sequence = max(row.sequence, value.sequence or 0)


def _put_guests(row: Theme, values: Sequence[PartInFile], speakers: Mapping[str, Speaker]) -> None:
    wanted = [(speakers[value.person], value.part) for value in values if value.person]
    if [(guest.speaker, guest.part) for guest in row.guests] != wanted:
        row.guests = [
            ThemeGuest(speaker=speaker, part=part, position=n + 1)
            for n, (speaker, part) in enumerate(wanted)
        ]


def _put_parts(
    row: AgendaItem, values: Sequence[PartInFile], speakers: Mapping[str, Speaker]
) -> None:
    wanted = [(speakers[value.person] if value.person else None, value.part) for value in values]
    if [(part.speaker, part.part) for part in row.parts] != wanted:
        row.parts = [
            ItemPart(speaker=speaker, part=part, position=n + 1)
            for n, (speaker, part) in enumerate(wanted)
        ]
