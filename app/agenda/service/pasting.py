"""Putting many rows into the draft at once: themes, people and items, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select

from app import links
from app.agenda import drafting, positions, queries
from app.agenda.models import AgendaItem, Day
from app.agenda.parts import Parts, set_parts
from app.agenda.positions import LAST, Spot
from app.agenda.rules import layout, order, typed
from app.agenda.rules.history import Act
from app.agenda.rules.pasted import times
from app.agenda.rules.refusals import UnknownNeighbour, UnknownPlace
from app.agenda.rules.words import Kind
from app.agenda.service import frame
from app.agenda.service.history import recorded
from app.agenda.service.items import Place
from app.audit.service import note
from app.extensions import Text, config, db
from app.people import queries as people_queries
from app.people.service import save_speaker
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    key: str
    kind: Kind
    title: Text | None
    minutes: int | None
    begins: time | None
    #: Key of a theme that is there, or of one that comes along.
    theme: str | None
    #: By keys of speakers that are there, or come along.
    parts: Parts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    key: str
    name: str
    post: Text | None = None
    affiliation: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTheme:
    key: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    #: Key of the first of the rows.
    first: str
    #: How many were not there before.
    added: int


@recorded(Act.ITEMS_PASTED)
def paste_rows(
    workshop: Workshop,
    rows: Sequence[NewRow],
    *,
    people: Collection[NewPerson] = (),
    themes: Collection[NewTheme] = (),
    place: Place,
    spot: Spot = LAST,
    keep_times: bool = False,
    at: datetime,
    account_id: int | None,
) -> Pasted:
    """The rows as items one after another at this spot; posted again, those that are there.

    With `keep_times` a day that has no hours yet begins with the first of them, and items are
    pinned where their time does not follow from what comes before. Raises UnknownPlace,
    UnknownNeighbour, UnknownSpeaker, NeedsZone, SkippedClock, EndsBeforeStart.
    """
    there = set(
        db.session.scalars(
            select(AgendaItem.key).where(
                AgendaItem.workshop_id == workshop.id,
                AgendaItem.key.in_([row.key for row in rows]),
            )
        )
    )
    new = [row for row in rows if row.key not in there]
    if not new:
        return Pasted(first=rows[0].key, added=0)
    for theme in themes:
        frame.add_theme(
            workshop, key=theme.key, values={"title": theme.title}, at=at, account_id=account_id
        )
    for person in people:
        _add_person(workshop, person, at, account_id)
    day = _day(workshop, place)
    pins = _pins(workshop, day, spot, new, at, account_id) if keep_times else [None] * len(new)
    _insert(workshop, new, pins, day, place, spot)
    note(
        "agenda.pasted",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        n=len(new),
    )
    return Pasted(first=rows[0].key, added=len(new))


def _add_person(
    workshop: Workshop, person: NewPerson, at: datetime, account_id: int | None
) -> None:
    if people_queries.find_speaker(workshop, person.key) is None:
        values = {"name": person.name, "post": person.post, "affiliation": person.affiliation}
        save_speaker(workshop, key=person.key, values=values, at=at, account_id=account_id)


def _day(workshop: Workshop, place: Place) -> Day | None:
    day = queries.find_day(workshop, place.day) if place.day else None
    if place.day and day is None:
        raise UnknownPlace
    return day


# -- Times ----------------------------------------------------------------------------------------


def _pins(
    workshop: Workshop,
    day: Day | None,
    spot: Spot,
    rows: Sequence[NewRow],
    at: datetime,
    account_id: int | None,
) -> list[time | None]:
    begins = [row.begins for row in rows]
    if day is None or not any(begins):
        return [None] * len(rows)
    for clock in begins:
        typed.check_clock(day.date, clock, workshop.time_zone)
    before = _items_before(workshop, day, spot)
    if day.starts is None and not before and begins[0] is not None:
        hours = {"date": day.date, "starts": begins[0], "ends": day.ends}
        frame.edit_day(workshop, day.date, hours, at=at, account_id=account_id)
    free = _free(workshop, day, before)
    zone = workshop.time_zone or ""
    return times.pins([(row.begins, row.minutes) for row in rows], day.date, zone, free)


def _items_before(workshop: Workshop, day: Day, spot: Spot) -> list[str]:
    """Keys of the items of the day that come before the spot."""
    of_day = [item.key for item in queries.draft(workshop).items if item.day_id == day.id]
    if spot.first:
        return []
    return of_day[: of_day.index(spot.after) + 1] if spot.after in of_day else of_day


def _free(workshop: Workshop, day: Day, before: list[str]) -> datetime | None:
    """When the first of the rows would begin by itself; not known beside rooms."""
    draft = queries.draft(workshop)
    if not before:
        zone = workshop.time_zone
        return layout.moment(day.date, day.starts, zone) if day.starts and zone else None
    if draft.rooms:
        return None
    return drafting.placements(draft)[before[-1]].end


# -- Rows -----------------------------------------------------------------------------------------


def _insert(
    workshop: Workshop,
    rows: Sequence[NewRow],
    pins: Sequence[time | None],
    day: Day | None,
    place: Place,
    spot: Spot,
) -> None:
    themes = {theme.key: theme for theme in queries.draft(workshop).themes}
    room = queries.find_room(workshop, place.room) if place.room else None
    wanted = {row.theme or place.theme for row in rows} - {None}
    if (place.room and room is None) or wanted - set(themes):
        raise UnknownPlace
    items = []
    for row, pin in zip(rows, pins, strict=True):
        theme = row.theme or place.theme
        item = AgendaItem(
            workshop_id=workshop.id,
            key=row.key,
            uid=f"item-{links.new_key()}@{config().uid_domain}",
            position=0,
            kind=row.kind,
            title=row.title,
            minutes=row.minutes,
            pinned=pin,
            day=day,
            room=room,
            theme=themes[theme] if theme else None,
        )
        db.session.add(item)
        items.append(item)
    with db.session.no_autoflush:
        for item, row in zip(items, rows, strict=True):
            set_parts(workshop, item, row.parts)
    db.session.flush()
    _arrange(workshop, items, day, spot)


def _arrange(workshop: Workshop, items: Sequence[AgendaItem], day: Day | None, spot: Spot) -> None:
    """As positions.arrange does with one, and in one write."""
    new = [item.id for item in items]
    known = db.session.execute(
        select(AgendaItem.id, AgendaItem.key, AgendaItem.day_id)
        .where(AgendaItem.workshop_id == workshop.id, AgendaItem.id.not_in(new))
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    of_day = {row.key: row.id for row in known if row.day_id == (day.id if day else None)}
    line = [row.id for row in known]
    if spot.after is not None and spot.after not in of_day:
        raise UnknownNeighbour
    if spot.after is not None:
        line = order.put_after(line, new[0], of_day[spot.after])
    elif spot.first:
        line = order.put_first(line, new[0], of_day.values())
    else:
        line = order.put_last(line, new[0], of_day.values())
    here = line.index(new[0])
    positions.write(AgendaItem, [*line[:here], *new, *line[here + 1 :]])
