"""Reading the draft in a constant number of queries, and finding versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.attributes import set_committed_value

from app.agenda.models import AgendaItem, AgendaVersion, Day, ItemPart, Room, Theme, ThemeGuest
from app.extensions import db
from app.people.models import Speaker
from app.workshops.models import Organisation, Programme, Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything organisers edit of an agenda, each list in its own order."""

    workshop: Workshop
    days: Sequence[Day]
    rooms: Sequence[Room]
    #: With their guests loaded.
    themes: Sequence[Theme]
    #: With their parts loaded, in the order of the agenda.
    items: Sequence[AgendaItem]
    speakers: Sequence[Speaker]
    organisations: Sequence[Organisation]
    programme: Programme | None

    def names(self) -> list[tuple[str, str]]:
        """Keys and names of the speakers."""
        return [(speaker.key, speaker.person.name) for speaker in self.speakers]


def draft(workshop: Workshop) -> Draft:
    """The draft as it stands in the database now, whatever the session has read of it before."""
    return drafts([workshop])[workshop.id]


def drafts(workshops: Collection[Workshop]) -> dict[int, Draft]:
    """The drafts of these workshops, by the workshop's id, in as many queries as that of one."""
    here = {workshop.id for workshop in workshops}
    speakers = _all(
        select(Speaker).where(Speaker.workshop_id.in_(here)).order_by(Speaker.position, Speaker.id)
    )
    days = _all(select(Day).where(Day.workshop_id.in_(here)).order_by(Day.date))
    rooms = _all(select(Room).where(Room.workshop_id.in_(here)).order_by(Room.position, Room.id))
    themes = _all(
        select(Theme).where(Theme.workshop_id.in_(here)).order_by(Theme.position, Theme.id)
    )
    guests = _all(
        select(ThemeGuest)
        .join(Theme)
        .where(Theme.workshop_id.in_(here))
        .order_by(ThemeGuest.position, ThemeGuest.id)
    )
    items = _all(
        select(AgendaItem)
        .where(AgendaItem.workshop_id.in_(here))
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    parts = _all(
        select(ItemPart)
        .join(AgendaItem)
        .where(AgendaItem.workshop_id.in_(here))
        .order_by(ItemPart.position, ItemPart.id)
    )
    _hand_out(themes, Theme.guests, guests, "theme_id")
    _hand_out(items, AgendaItem.parts, parts, "item_id")
    organisations = _all(
        select(Organisation)
        .where(Organisation.workshop_id.in_(here))
        .order_by(Organisation.position, Organisation.id)
    )
    of_days, of_rooms, of_themes, of_items, of_speakers, of_organisations = (
        _by(rows, "workshop_id") for rows in (days, rooms, themes, items, speakers, organisations)
    )
    return {
        workshop.id: Draft(
            workshop=workshop,
            days=of_days[workshop.id],
            rooms=of_rooms[workshop.id],
            themes=of_themes[workshop.id],
            items=of_items[workshop.id],
            speakers=of_speakers[workshop.id],
            organisations=of_organisations[workshop.id],
            programme=_programme(workshop),
        )
        for workshop in workshops
    }


def _by(rows: Iterable[Any], owner_id: str) -> defaultdict[int, list[Any]]:
    """The rows of each owner, in the order they came in."""
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, owner_id)].append(row)
    return found


def _programme(workshop: Workshop) -> Programme | None:
    if workshop.programme_id is None:
        return None
    return db.session.get(Programme, workshop.programme_id)


def days_of(ids: Collection[int]) -> dict[int, tuple[date, date]]:
    """The first and the last day of these workshops, of those that have one."""
    rows = db.session.execute(
        select(Day.workshop_id, func.min(Day.date), func.max(Day.date))
        .where(Day.workshop_id.in_(ids))
        .group_by(Day.workshop_id)
    )
    return {workshop_id: (first, last) for workshop_id, first, last in rows}


def says_hours(workshop: Workshop) -> bool:
    """Whether anything in the draft stands at a wall clock, which needs the workshop's zone."""
    hours = exists().where(
        Day.workshop_id == workshop.id, or_(Day.starts.is_not(None), Day.ends.is_not(None))
    )
    pins = exists().where(AgendaItem.workshop_id == workshop.id, AgendaItem.pinned.is_not(None))
    return bool(db.session.scalar(select(or_(hours, pins))))


def _all(statement: Select[Any]) -> Sequence[Any]:
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _hand_out(
    owners: Sequence[Any], where: InstrumentedAttribute[Any], rows: Sequence[Any], owner_id: str
) -> None:
    """Give each owner its rows, as one query for all: loading by owner costs more for more."""
    by_owner = _by(rows, owner_id)
    for owner in owners:
        set_committed_value(owner, where.key, by_owner[owner.id])


def latest_version(workshop_id: int) -> AgendaVersion | None:
    return db.session.scalar(
        select(AgendaVersion)
        .where(AgendaVersion.workshop_id == workshop_id)
        .order_by(AgendaVersion.number.desc())
        .limit(1)
    )


def newest_publication(workshop: Workshop) -> tuple[int | None, datetime | None]:
    """Number and moment of the newest version, without its document."""
    row = db.session.execute(
        select(AgendaVersion.number, AgendaVersion.published_at)
        .where(AgendaVersion.workshop_id == workshop.id)
        .order_by(AgendaVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return (row.number, row.published_at) if row else (None, None)


def newest_versions(ids: Collection[int]) -> dict[int, AgendaVersion]:
    """The version that the public reads of each of these workshops, of those that have one."""
    newest = (
        select(AgendaVersion.workshop_id, func.max(AgendaVersion.number).label("number"))
        .where(AgendaVersion.workshop_id.in_(ids))
        .group_by(AgendaVersion.workshop_id)
        .subquery()
    )
    found = db.session.scalars(
        select(AgendaVersion).join(
            newest,
            (newest.c.workshop_id == AgendaVersion.workshop_id)
            & (newest.c.number == AgendaVersion.number),
        )
    )
    return {version.workshop_id: version for version in found}


def find_item(workshop: Workshop, key: str) -> AgendaItem | None:
    return _find(AgendaItem, workshop, key)


def guests_of_themes(workshop_id: int) -> set[int]:
    """Ids of the speakers named with a theme of the draft."""
    return set(
        db.session.scalars(
            select(ThemeGuest.speaker_id)
            .join(Theme, Theme.id == ThemeGuest.theme_id)
            .where(Theme.workshop_id == workshop_id)
        )
    )


def find_theme(workshop: Workshop, key: str) -> Theme | None:
    return _find(Theme, workshop, key)


def find_room(workshop: Workshop, key: str) -> Room | None:
    return _find(Room, workshop, key)


def find_day(workshop: Workshop, day: date) -> Day | None:
    return db.session.scalar(select(Day).where(Day.workshop_id == workshop.id, Day.date == day))


Keyed = TypeVar("Keyed", AgendaItem, Theme, Room)


def _find(kind: type[Keyed], workshop: Workshop, key: str) -> Keyed | None:
    return db.session.scalar(select(kind).where(kind.workshop_id == workshop.id, kind.key == key))
