"""What public pages ask besides the agenda: how registration stands, which workshops there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from app.agenda.models import AgendaVersion
from app.agenda.published import Published, while_unchanged
from app.agenda.rules.document import DaySeen
from app.agenda.rules.words import Colour
from app.extensions import db
from app.registration import queries as registration
from app.registration.queries import Live
from app.registration.rules import Window
from app.site.rules.shelf import OnTheShelf, Registers, ThemeNamed
from app.workshops.models import Workshop
from app.workshops.rules import Relation, Way, WorkshopState


@dataclass(frozen=True, slots=True)
class Registering:
    live: Live
    window: Window


def registering(found: Published) -> Registering | None:
    """How registration stands, in one plain query while nothing changes; None = there is none."""

    def read() -> Registering | None:
        with db.engine.connect() as connection:
            live = registration.live(found.workshop_id, connection)
        if live is None:
            return None
        document = found.document
        return Registering(live, live.window(document.days, document.workshop.time_zone))

    return while_unchanged(("site.registering", found.workshop_id), read)


def workshops_shown() -> tuple[Registers, ...]:
    """Every workshop with a public version, in one query that reads no agenda."""
    return while_unchanged("site.workshops_shown", _workshops_shown)


def _workshops_shown() -> tuple[Registers, ...]:
    newest = (
        select(AgendaVersion.workshop_id, func.max(AgendaVersion.number).label("number"))
        .group_by(AgendaVersion.workshop_id)
        .subquery()
    )
    parts = ("workshop", "whole", "days", "themes", "moved_from")
    wanted = (
        select(Workshop.id, *(AgendaVersion.document[part].label(part) for part in parts))
        .join(newest, newest.c.workshop_id == Workshop.id)
        .join(
            AgendaVersion,
            (AgendaVersion.workshop_id == newest.c.workshop_id)
            & (AgendaVersion.number == newest.c.number),
        )
        .where(Workshop.state != WorkshopState.DRAFT)
    )
    with db.engine.connect() as connection:
        rows = connection.execute(registration.beside(wanted)).all()
    each = (list(those) for _, those in groupby(rows, key=lambda row: row.id))
    return tuple(_registers(those[0], registration.live_beside(those)) for those in each)


def _registers(row: Any, live: Live | None) -> Registers:
    days = tuple(
        DaySeen(
            date=date.fromisoformat(day["date"]),
            starts=_clock(day["starts"]),
            ends=_clock(day["ends"]),
        )
        for day in row.days
    )
    shown = _on_the_shelf(row)
    return Registers(shown, live, live.window(days, shown.time_zone) if live else None)


def _on_the_shelf(row: Any) -> OnTheShelf:
    workshop, whole = row.workshop, row.whole
    return OnTheShelf(
        slug=workshop["slug"],
        title=workshop["title"],
        practice=workshop["practice"],
        cancelled=workshop["cancelled"],
        moved=row.moved_from is not None,
        time_zone=workshop["time_zone"],
        zones=tuple(workshop["zones"]),
        way=Way(workshop["way"]) if workshop["way"] else None,
        place=workshop["place"],
        hosts=tuple(
            one["name"] for one in workshop["organisations"] if one["relation"] == Relation.HOST
        ),
        themes=tuple(
            ThemeNamed(number=one["number"], title=one["title"], colour=Colour(one["colour"]))
            for one in row.themes
        ),
        first=date.fromisoformat(whole["first"]) if whole["first"] else None,
        last=date.fromisoformat(whole["last"]) if whole["last"] else None,
        start=datetime.fromisoformat(whole["start"]) if whole["start"] else None,
        end=datetime.fromisoformat(whole["end"]) if whole["end"] else None,
    )


def _clock(stored: str | None) -> time | None:
    return time.fromisoformat(stored) if stored else None
