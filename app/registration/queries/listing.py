"""Listing who registered for a workshop, for organisers and for files.

Who fits is decided by what the database can compare; words, and the order in a language, by what
it cannot: of everybody no more is read for that than is compared, so that twenty thousand take
well under a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.i18n import cities
from app.people import countries
from app.people.rules import folded
from app.registration.models import Answer, ConsentNote, Registration, RegistrationGroup
from app.registration.rules import RegistrationState, Source, sheet
from app.registration.rules.sheet import Column, Look
from app.workshops.rules import Way

#: Ids of who came to a workshop, None where nobody was noted; what knows that lies above.
Came = Callable[[int], Collection[int] | None]


@dataclass(frozen=True, slots=True)
class Participant:
    """A registration as organisers list it."""

    registration: Registration
    place: int | None


def participants(workshop_id: int) -> list[Participant]:
    """Every registration in the order of asking, with places in line, in one query."""
    rows = db.session.execute(
        select(Registration, _place())
        .where(Registration.workshop_id == workshop_id)
        .order_by(Registration.at, Registration.id)
    )
    return [_participant(one, n) for one, n in rows]


def _place() -> ColumnElement[int]:
    return func.row_number().over(
        partition_by=(Registration.way, Registration.state), order_by=Registration.line
    )


def _participant(one: Registration, n: int | None) -> Participant:
    return Participant(one, n if one.state is RegistrationState.WAITLISTED else None)


def of_ids(workshop_id: int, ids: Sequence[int]) -> list[Participant]:
    """These, in this order; an id of another workshop is none."""
    waiting = (
        select(Registration.id, _place().label("n"))
        .where(
            Registration.workshop_id == workshop_id,
            Registration.state == RegistrationState.WAITLISTED,
        )
        .subquery()
    )
    rows = db.session.execute(
        select(Registration, waiting.c.n)
        .outerjoin(waiting, waiting.c.id == Registration.id)
        .where(Registration.workshop_id == workshop_id, Registration.id.in_(ids))
        .options(joinedload(Registration.group))
    )
    found = {one.id: _participant(one, n) for one, n in rows}
    return [found[id] for id in ids if id in found]


# -- Who fits, and in which order -----------------------------------------------------------------

_SEARCHED = (
    Registration.name,
    Registration.native_name,
    Registration.email,
    Registration.affiliation,
    Registration.position,
)
_COMPARED: dict[str, Any] = {
    sheet.BY_NAME: Registration.name,
    "email": Registration.email,
    Column.POST: Registration.affiliation,
    Column.COUNTRY: Registration.country,
    Column.WAY: Registration.way,
    Column.STATE: Registration.state,
    Column.NATIVE_NAME: Registration.native_name,
    Column.ADDRESS_AS: Registration.address_as,
    Column.SOURCE: Registration.source,
    Column.GROUP: Registration.group_id,
    Column.LANGUAGE: Registration.language,
}


def fitting(workshop_id: int, look: Look, language: str, *, came: Came | None = None) -> list[int]:
    """Ids of all who fit, in the order asked for."""
    compared = _COMPARED.get(look.sort, Registration.id)
    rows: Iterable[Any] = db.session.execute(
        select(Registration.id, compared, *_SEARCHED)
        .where(Registration.workshop_id == workshop_id, *_conditions(look))
        .order_by(Registration.at, Registration.id)
    )
    for chosen, wants in _chosen(workshop_id, look, came):
        rows = [row for row in rows if (row[0] in chosen) is wants]
    if wanted := folded(look.words):
        rows = [row for row in rows if sheet.speaks_of(row[2:], wanted)]
    return _in_order(workshop_id, list(rows), look, language)


def _conditions(look: Look) -> Iterable[ColumnElement[bool]]:
    if look.state:
        known = [state for state in RegistrationState if state == look.state]
        yield Registration.state.in_(known)
    if look.way is not None:
        yield Registration.way == look.way
    if look.country is not None:
        yield Registration.country == look.country
    if look.source is not None:
        yield Registration.source == look.source
    if look.group is not None:
        yield Registration.group_id == look.group


def _chosen(
    workshop_id: int, look: Look, came: Came | None
) -> Iterable[tuple[Collection[int], bool]]:
    """Sets of ids that those who fit are in, or are not."""
    if look.consent is not None:
        key, given = look.consent
        yield _agree(workshop_id, key), given
    if look.answer is not None:
        question, wanted = look.answer
        said = _answers(workshop_id, question)
        yield {id for id, value in said.items() if wanted in _keys(value)}, True
    if look.came is not None and came is not None:
        yield set(came(workshop_id) or ()), look.came


def _agree(workshop_id: int, key: str) -> set[int]:
    rows = db.session.execute(
        select(ConsentNote.registration_id, ConsentNote.given)
        .join(Registration, Registration.id == ConsentNote.registration_id)
        .where(Registration.workshop_id == workshop_id, ConsentNote.consent == key)
        .order_by(ConsentNote.id)
    )
    newest = {id: given for id, given in rows}
    return {id for id, given in newest.items() if given}


def _answers(workshop_id: int, question: str) -> dict[int, Any]:
    rows = db.session.execute(
        select(Answer.registration_id, Answer.value)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Registration.workshop_id == workshop_id, Answer.question == question)
    )
    return {id: value for id, value in rows}


def _keys(value: Any) -> Collection[Any]:
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return value if isinstance(value, list) else (value,)


def _in_order(workshop_id: int, rows: list[Any], look: Look, language: str) -> list[int]:
    """Nothing told comes last, whichever way round."""
    if look.sort == Column.AT:
        ids = [row[0] for row in rows]
        return ids[::-1] if look.descending else ids
    values: dict[int, Any] = {row[0]: row[1] for row in rows}
    if look.sort.startswith(sheet.QUESTION):
        values = _answers(workshop_id, look.sort.removeprefix(sheet.QUESTION))
    if look.sort == Column.GROUP:
        names = groups(workshop_id)
        values = {id: names.get(group) for id, group in values.items()}
    key = _key_of(look.sort, language)
    known = [(key(values[row[0]]), row[0]) for row in rows if values.get(row[0]) not in (None, "")]
    known.sort(key=lambda pair: pair[0], reverse=look.descending)
    ids = [id for _, id in known]
    told = set(ids)
    return ids + [row[0] for row in rows if row[0] not in told]


def _key_of(column: str, language: str) -> Callable[[Any], Any]:
    order: list[Any] = []
    if column == Column.STATE:
        order = list(RegistrationState)
    elif column == Column.WAY:
        order = list(Way)
    elif column == Column.SOURCE:
        order = list(Source)
    if order:
        return order.index
    if column == Column.COUNTRY:
        names = countries.names(language)
        return lambda code: cities.order(names.get(code, code), language)
    return lambda value: _comparable(value, language)


def _comparable(value: Any, language: str) -> tuple[int, float, bytes]:
    """Numbers before words."""
    if isinstance(value, int | float):
        return (0, value, b"")
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return (1, 0, cities.order(said, language))


# -- What there is to choose from -----------------------------------------------------------------


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


def facets(workshop_id: int) -> Facets:
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


def groups(workshop_id: int) -> dict[int, str]:
    """Who wrote the lists of those who registered together, by id."""
    rows = db.session.execute(
        select(RegistrationGroup.id, RegistrationGroup.name)
        .where(RegistrationGroup.workshop_id == workshop_id)
        .order_by(RegistrationGroup.id)
    )
    return {id: name for id, name in rows}


# -- For commands ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    name: str
    email: str
    way: Way
    state: RegistrationState
    #: In line, else None.
    place: int | None
    at: datetime


def export_rows(workshop_id: int) -> list[ExportRow]:
    """Every registration, for files and commands."""
    return [
        ExportRow(
            name=one.registration.name,
            email=one.registration.email,
            way=one.registration.way,
            state=one.registration.state,
            place=one.place,
            at=one.registration.at,
        )
        for one in participants(workshop_id)
    ]
