"""Reading the address book: in order, by words, and who may be one person under two names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.i18n import cities
from app.mail import addresses
from app.people import rules
from app.people.models import Person
from app.people.queries import Entry


class Reason(StrEnum):
    EMAIL = "email"
    NAME = "name"
    NATIVE = "native"


@dataclass(frozen=True, slots=True)
class Pair:
    one: Entry
    other: Entry
    reasons: tuple[Reason, ...]


def in_order(entries: Iterable[Entry], language: str) -> list[Entry]:
    """By family name where it is known, else by the name as printed."""

    def place(entry: Entry) -> tuple[bytes, bytes]:
        person = entry.person
        return (
            cities.order(person.family or person.name, language),
            cities.order(person.name, language),
        )

    return sorted(entries, key=place)


def pairs(entries: Sequence[Entry]) -> list[Pair]:
    """Pairs with an address or a name in common; of three that share it, each with the first."""
    found: dict[tuple[int, int], dict[Reason, None]] = {}
    first: dict[tuple[Reason, str], Entry] = {}
    by_id = {entry.person.id: entry for entry in entries}
    for entry in sorted(by_id.values(), key=lambda one: one.person.id):
        for mark in _marks(entry.person):
            known = first.setdefault(mark, entry)
            if known is not entry:
                ids = (known.person.id, entry.person.id)
                found.setdefault(ids, {})[mark[0]] = None
    return [
        Pair(by_id[one], by_id[other], tuple(reasons)) for (one, other), reasons in found.items()
    ]


def _marks(person: Person) -> Iterator[tuple[Reason, str]]:
    email = _address(person.email)
    if email:
        yield Reason.EMAIL, email
    for mark in sorted(rules.name_marks(forms(person))):
        yield (Reason.NATIVE if rules.is_han(mark) else Reason.NAME), mark


def _address(email: str | None) -> str | None:
    try:
        return addresses.normal(email) if email else None
    except addresses.NotAnAddress:
        return None


def forms(person: Person) -> list[str]:
    """Every name the person is known by."""
    both = [person.given, person.family]
    whole = " ".join(part for part in both if part) if all(both) else None
    known: Iterable[str | None] = (person.name, person.native_name, whole, *person.other_names)
    return [name for name in known if name]


def speaks_of(entry: Entry, wanted: str) -> bool:
    """Whether every word looked for stands somewhere in what the book says of the person."""
    if not wanted.strip():
        return True
    person = entry.person
    texts = [
        text
        for at in entry.there
        for said in (at.affiliation, at.post, at.title)
        for text in (said or {}).values()
    ]
    parts = [person.family, person.given, person.email, person.address_as]
    whole = rules.folded("\n".join([*forms(person), *filter(None, parts), *texts]))
    return all(word in whole for word in rules.folded(wanted).split())
