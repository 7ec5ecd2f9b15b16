"""Who fits what organisers look for, and in which order.

It is decided by what the database can compare; words, and the order in a language, by what it
cannot: of everybody no more is read for that than is compared, so that twenty thousand take well
under a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select

from app.extensions import db
from app.i18n import cities
from app.people import countries
from app.people.rules import folded
from app.registration.models import Answer, ConsentNote, Registration
from app.registration.queries.facets import group_names
from app.registration.rules import RegistrationState, Source, sheet
from app.registration.rules.references import reference
from app.registration.rules.sheet import Column, Look
from app.workshops.rules import Way

#: Ids of who came to a workshop, None where nobody was noted; what knows that lies above.
Came = Callable[[int], Collection[int] | None]

_SEARCHED = (
    Registration.name,
    Registration.native_name,
    Registration.email,
    Registration.affiliation,
    Registration.position,
    Registration.key,
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


def ids(workshop_id: int, look: Look, language: str, *, came: Came | None = None) -> list[int]:
    """Ids of all who fit, in the order asked for."""
    return _in_order(workshop_id, _rows(workshop_id, look, came), look, language)


def by_state(
    workshop_id: int, look: Look, *, came: Came | None = None
) -> Counter[RegistrationState]:
    """How many would fit in each state, whichever is looked at."""
    anywhere = replace(look, state="", sort=Column.STATE)
    return Counter(row[1] for row in _rows(workshop_id, anywhere, came))


def _rows(workshop_id: int, look: Look, came: Came | None) -> list[Any]:
    """Ids, and by what they are put in order."""
    compared = _COMPARED.get(look.sort, Registration.id)
    rows: Iterable[Any] = db.session.execute(
        select(Registration.id, compared, *_SEARCHED)
        .where(Registration.workshop_id == workshop_id, *_conditions(look))
        .order_by(Registration.at, Registration.id)
    )
    for chosen, wants in _chosen(workshop_id, look, came):
        rows = [row for row in rows if (row[0] in chosen) is wants]
    if wanted := folded(look.words):
        rows = [row for row in rows if sheet.speaks_of((*row[2:-1], reference(row[-1])), wanted)]
    return list(rows)


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
        names = group_names(workshop_id)
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
