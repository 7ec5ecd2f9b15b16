"""What public pages ask besides the agenda: how registration stands, which workshops there are."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.agenda.models import AgendaVersion
from app.agenda.published import Published
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


#: By slug, for each thread as `published` keeps its own: what was found, and how it stood then.
_here = threading.local()


def registering(found: Published) -> Registering | None:
    """How registration stands, in one plain query; None = the workshop has none.

    `published.find` gives the same object for as long as nothing was committed (and for a second
    at most on PostgreSQL), so what was read beside it is as fresh as it is.
    """
    known: dict[str, tuple[Published, Registering | None]]
    known = _here.__dict__.setdefault("known", {})
    beside = known.get(found.slug)
    if beside is not None and beside[0] is found:
        return beside[1]
    with db.engine.connect() as connection:
        live = registration.live(found.workshop_id, connection)
    workshop = found.document
    stands = (
        Registering(live, live.window(workshop.days, workshop.workshop.time_zone))
        if live
        else None
    )
    if len(known) > 500:
        known.clear()
    known[found.slug] = (found, stands)
    return stands


def workshops_shown() -> list[OnTheShelf]:
    """Every workshop with a public version, in one query that reads no agenda."""
    newest = (
        select(AgendaVersion.workshop_id, func.max(AgendaVersion.number).label("number"))
        .group_by(AgendaVersion.workshop_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Workshop.slug, AgendaVersion.document["workshop"], AgendaVersion.document["whole"])
        .join(newest, newest.c.workshop_id == Workshop.id)
        .join(
            AgendaVersion,
            (AgendaVersion.workshop_id == newest.c.workshop_id)
            & (AgendaVersion.number == newest.c.number),
        )
        .where(Workshop.state != WorkshopState.DRAFT)
    )
    return [_on_the_shelf(slug, workshop, whole) for slug, workshop, whole in rows]


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
