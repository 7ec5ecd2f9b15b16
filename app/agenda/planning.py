"""A draft and its people as hints are found in them, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import select

from app.agenda.rules.hints import Answer, PersonPlanned, Planning
from app.agenda.rules.layout import Placement
from app.agenda.rules.outline import Outline
from app.extensions import db
from app.people.models import Person, Speaker
from app.people.queries import availability_of
from app.workshops.models import Workshop

#: Where the application keeps what its invitations, which lie above, say of answers.
_ANSWERS = "plenum.answers"
#: What came of asking the people of a workshop, by key; who was never asked is not in it.
Answers = Callable[[Workshop], Mapping[str, Answer]]
#: Who is asked no longer does not come, like who said no.
_CONFIRMED = {Answer.YES: True, Answer.NO: False, Answer.GONE: False}


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
    answers: Mapping[str, Answer] = current_app.extensions[_ANSWERS](workshop)
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
            confirmed=_CONFIRMED.get(answers[key]) if key in answers else None,
            is_gone=answers.get(key) is Answer.GONE,
        )
        for key, name, zone in rows
    }
