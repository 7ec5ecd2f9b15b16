"""What public pages ask besides the agenda: how registration stands, which workshops there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.agenda.models import AgendaVersion
from app.agenda.published import Published, while_unchanged
from app.extensions import db
from app.registration import queries as registration
from app.registration.queries import Live
from app.registration.rules import Window
from app.site.rules.shelf import OnTheShelf
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState


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


def workshops_shown() -> tuple[OnTheShelf, ...]:
    """Every workshop with a public version, in one query that reads no agenda."""
    return while_unchanged("site.workshops_shown", _workshops_shown)


def _workshops_shown() -> tuple[OnTheShelf, ...]:
    newest = (
        select(AgendaVersion.workshop_id, func.max(AgendaVersion.number).label("number"))
        .group_by(AgendaVersion.workshop_id)
        .subquery()
    )
    wanted = (
        select(Workshop.slug, AgendaVersion.document["workshop"], AgendaVersion.document["whole"])
        .join(newest, newest.c.workshop_id == Workshop.id)
        .join(
            AgendaVersion,
            (AgendaVersion.workshop_id == newest.c.workshop_id)
            & (AgendaVersion.number == newest.c.number),
        )
        .where(Workshop.state != WorkshopState.DRAFT)
    )
    with db.engine.connect() as connection:
        rows = connection.execute(wanted).all()
    return tuple(_on_the_shelf(slug, workshop, whole) for slug, workshop, whole in rows)


def _on_the_shelf(slug: str, workshop: dict[str, Any], whole: dict[str, Any]) -> OnTheShelf:
    return OnTheShelf(
        slug=slug,
        title=workshop["title"],
        practice=workshop["practice"],
        cancelled=workshop["cancelled"],
        time_zone=workshop["time_zone"],
        way=Way(workshop["way"]) if workshop["way"] else None,
        place=workshop["place"],
        first=date.fromisoformat(whole["first"]) if whole["first"] else None,
        last=date.fromisoformat(whole["last"]) if whole["last"] else None,
        start=datetime.fromisoformat(whole["start"]) if whole["start"] else None,
        end=datetime.fromisoformat(whole["end"]) if whole["end"] else None,
    )
