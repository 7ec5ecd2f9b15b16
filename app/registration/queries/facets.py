"""What the list of participants can be narrowed to: how many there are of what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from app.extensions import db
from app.registration.models import Registration, RegistrationGroup
from app.registration.rules import RegistrationState, Source
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True)
class Facets:
    """How many there are of what, in the whole list."""

    states: Counter[RegistrationState]
    #: By way and state.
    asks: Counter[tuple[Way, RegistrationState]]
    ways: Counter[Way]
    countries: Counter[str]
    sources: Counter[Source]
    groups: Counter[int]


def facets_of(workshop_id: int) -> Facets:
    found = Facets(*(Counter() for _ in range(6)))
    columns = (
        Registration.state,
        Registration.way,
        Registration.country,
        Registration.source,
        Registration.group_id,
    )
    rows = db.session.execute(
        select(*columns, func.count())
        .where(Registration.workshop_id == workshop_id)
        .group_by(*columns)
    )
    for state, way, country, source, group, n in rows:
        found.states[state] += n
        found.asks[way, state] += n
        found.ways[way] += n
        found.sources[source] += n
        if country:
            found.countries[country] += n
        if group:
            found.groups[group] += n
    return found


def group_names(workshop_id: int) -> dict[int, str]:
    """Who wrote the lists of those who registered together, by id."""
    rows = db.session.execute(
        select(RegistrationGroup.id, RegistrationGroup.name)
        .where(RegistrationGroup.workshop_id == workshop_id)
        .order_by(RegistrationGroup.id)
    )
    return {id: name for id, name in rows}
