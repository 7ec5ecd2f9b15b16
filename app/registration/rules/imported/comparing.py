"""What becomes of each person of a list, given who is registered and which places there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.registration.rules.imported.persons import Person
from app.registration.rules.states import RegistrationState
from app.workshops.rules import Way


class Becomes(StrEnum):
    PLACE = "place"
    WAITS = "waits"
    #: All places are taken, and there is no waiting list.
    FULL = "full"
    NOT_OFFERED = "not-offered"
    #: The row says no way, and nobody has chosen one for such rows.
    NO_WAY = "no-way"
    SAME = "same"
    DIFFERS = "differs"
    #: Was registered, and cancelled or was declined: comes back only if somebody says so.
    WAS_OUT = "was-out"
    WRONG = "wrong"


#: These are left out, and may be corrected.
LEFT = frozenset({Becomes.FULL, Becomes.NOT_OFFERED, Becomes.NO_WAY, Becomes.WRONG})
#: These are registered.
NEW = frozenset({Becomes.PLACE, Becomes.WAITS})

#: What a list may change of who is registered already; the way is not among it.
FIELDS = ("name", "native_name", "address_as", "affiliation", "position", "country", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody registered, or registered before, as plain values."""

    id: int
    key: str
    state: RegistrationState
    way: Way
    name: str
    native_name: str | None
    address_as: str | None
    affiliation: str | None
    position: str | None
    country: str | None
    language: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Pool:
    """The places of one way, as they go while the list is gone through."""

    #: None = unlimited.
    left: int | None
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    person: Person
    becomes: Becomes
    way: Way | None = None
    #: In line, for who would wait.
    place: int | None = None
    known: Known | None = None
    #: By field, what is registered and what the list says; answers by `ANSWERS` and their key.
    differences: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


#: Before the key of a question among differences.
ANSWERS = "answer:"


def compare(
    people: Iterable[Person],
    *,
    active: Mapping[str, Known],
    former: Mapping[str, Known],
    pools: Mapping[Way, Pool],
    waiting_list: bool,
    way: Way | None,
    anew: Collection[str] = (),
) -> list[Outcome]:
    """In the order of the list, which is the order in which places are given.

    `active` and `former` are by address; `way` is for rows that say none; `anew` holds the
    addresses of those who shall come back though they were out. `pools` are used up on the way.
    """
    found = []
    for person in people:
        if person.is_wrong:
            found.append(Outcome(person=person, becomes=Becomes.WRONG))
        elif known := active.get(person.address):
            found.append(_beside(person, known))
        elif (known := former.get(person.address)) and person.address not in anew:
            found.append(Outcome(person=person, becomes=Becomes.WAS_OUT, known=known))
        else:
            found.append(_newcomer(person, pools, waiting_list, person.way or way))
    return found


def _beside(person: Person, known: Known) -> Outcome:
    differences: dict[str, tuple[Any, Any]] = {}
    for name in FIELDS:
        was, says = getattr(known, name), getattr(person, name)
        if says and says != was:
            differences[name] = (was, says)
    for question, says in person.answers.items():
        was = known.answers.get(question)
        if says != was or type(says) is not type(was):
            differences[ANSWERS + question] = (was, says)
    becomes = Becomes.DIFFERS if differences else Becomes.SAME
    return Outcome(person=person, becomes=becomes, known=known, differences=differences)


def _newcomer(
    person: Person, pools: Mapping[Way, Pool], waiting_list: bool, way: Way | None
) -> Outcome:
    if way is None:
        return Outcome(person=person, becomes=Becomes.NO_WAY)
    pool = pools.get(way)
    if pool is None:
        return Outcome(person=person, becomes=Becomes.NOT_OFFERED, way=way)
    if not pool.waiting and (pool.left is None or pool.left > 0):
        if pool.left is not None:
            pool.left -= 1
        return Outcome(person=person, becomes=Becomes.PLACE, way=way)
    if not waiting_list:
        return Outcome(person=person, becomes=Becomes.FULL, way=way)
    pool.waiting += 1
    return Outcome(person=person, becomes=Becomes.WAITS, way=way, place=pool.waiting)
