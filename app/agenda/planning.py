"""A draft and its people as hints are found in them, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import select

from app.agenda.rules.hints import PersonPlanned, Planning
from app.agenda.rules.layout import Placement
from app.agenda.rules.outline import Outline
from app.extensions import db
from app.people.models import Person, Speaker
from app.people.queries import availability_of
from app.workshops.models import Workshop

#: Where the application keeps what its invitations, which lie above, say of answers.
_ANSWERS = "plenum.answers"
#: Who of a workshop said yes and who said no, by key of the speaker; None = asked, and silent.
Answers = Callable[[Workshop], Mapping[str, bool | None]]


def init_app(app: Flask, *, answers: Answers) -> None:
    app.extensions[_ANSWERS] = answers


def planning(
    workshop: Workshop, outline: Outline, placements: Mapping[str, Placement], at: datetime
) -> Planning:
    """Three queries: people, when they can be there, what they answered."""
    return Planning(
        outline=outline,
        placements=placements,
        zone=workshop.time_zone,
        zones=tuple(workshop.zones),
        people=_people(workshop),
        at=at,
        cancelled=workshop.is_cancelled,
    )


def _people(workshop: Workshop) -> dict[str, PersonPlanned]:
    windows = availability_of(workshop)
    answers: Mapping[str, bool | None] = current_app.extensions[_ANSWERS](workshop)
    rows = db.session.execute(
        select(Speaker.key, Person.name, Person.time_zone)
        .join(Person, Person.id == Speaker.person_id)
        .where(Speaker.workshop_id == workshop.id)
        .order_by(Speaker.position, Speaker.id)
    )
    return {
        key: PersonPlanned(
            key=key,
            name=name,
            zone=zone,
            windows=windows.get(key, ()),
            is_asked=key in answers,
            confirmed=answers.get(key),
        )
        for key, name, zone in rows
    }
