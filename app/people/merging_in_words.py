"""Two entries side by side: what differs, what is proposed, and what merging them would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import i18n
from app.errors import Refusal
from app.extensions import Text
from app.i18n import LANGUAGES, cities, lazy_gettext, refusal_sentence
from app.people import countries, queries
from app.people.doubles import Reason
from app.people.models import Person, Speaker
from app.people.queries import Entry
from app.people.service import PERSON, Joint
from app.people.service.merging import by_workshop, weigh
from app.workshops.words import FIELDS

REASONS = {
    Reason.EMAIL: lazy_gettext("same e-mail address"),
    Reason.NAME: lazy_gettext("same name, in any order"),
    Reason.NATIVE: lazy_gettext("same name in Chinese characters"),
}
#: What is chosen one by one; other names are all kept.
CHOSEN = tuple(name for name in PERSON if name != "other_names")


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact of a person, as each entry says it."""

    field: str
    label: str
    one: Any
    other: Any
    #: What is proposed: "one" or "other".
    side: str

    @property
    def is_open(self) -> bool:
        """Both say something, and not the same: a reader has to choose."""
        return bool(self.one and self.other and self.one != self.other)

    def said(self, side: str) -> str:
        """As people read it."""
        value, spoken = (self.one if side == "one" else self.other), i18n.language()
        if not value:
            return ""
        if self.field == "country":
            return countries.name(value, spoken) or str(value)
        if self.field == "time_zone":
            return cities.city(value, spoken)
        if self.field == "language":
            return LANGUAGES.get(value, str(value))
        return str(value)


@dataclass(frozen=True, slots=True)
class Place:
    """A workshop at which both speak; they become one there."""

    workshop_id: int
    title: Text
    one: Speaker
    other: Speaker

    @property
    def differs(self) -> bool:
        """Whether role and organisation there have to be chosen."""
        mine, theirs = self.one, self.other
        return bool(theirs.affiliation or theirs.post) and (mine.affiliation, mine.post) != (
            theirs.affiliation,
            theirs.post,
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    choices: tuple[Choice, ...]
    places: tuple[Place, ...]
    #: The workshops of either, each once.
    workshops: tuple[Text, ...]
    #: Why it cannot be done now.
    refusals: tuple[str, ...]

    def chosen(self, form: Mapping[str, str]) -> dict[str, Any]:
        """What holds of the person, by the sides that were sent; else as proposed."""
        values = {}
        for choice in self.choices:
            side = form.get(f"take-{choice.field}", choice.side) if choice.is_open else choice.side
            values[choice.field] = choice.other if side == "other" else choice.one
        return values

    def facts_of_other(self, form: Mapping[str, str]) -> frozenset[int]:
        return frozenset(
            place.workshop_id
            for place in self.places
            if place.differs and form.get(f"facts-{place.workshop_id}") == "other"
        )


def compare(one: Entry, other: Entry, joints: Sequence[Joint]) -> Comparison:
    """What the other's entry adds to the first, with what was said last proposed."""
    newer = "one" if _newest(one) >= _newest(other) else "other"
    pairs = by_workshop(queries.speakers_of([one.person.id, other.person.id]), one.person.id)
    titles = {at.workshop_id: at.title for entry in (one, other) for at in entry.there}
    places = [
        Place(mine.workshop_id, titles.get(mine.workshop_id, {}), mine, theirs)
        for mine, theirs in pairs
        if mine is not None and theirs is not None
    ]
    return Comparison(
        choices=tuple(_choice(name, one.person, other.person, newer) for name in CHOSEN),
        places=tuple(places),
        workshops=tuple(titles.values()),
        refusals=tuple(_refusals(places, joints)),
    )


def _choice(name: str, one: Person, other: Person, newer: str) -> Choice:
    mine, theirs = getattr(one, name), getattr(other, name)
    side = newer if mine and theirs else ("other" if theirs else "one")
    return Choice(name, str(FIELDS[name]), mine, theirs, side)


def _newest(entry: Entry) -> int:
    return max((at.workshop_id for at in entry.there), default=0)


def _refusals(places: Sequence[Place], joints: Sequence[Joint]) -> list[str]:
    found = []
    for place in places:
        stays, goes = weigh(place.one, place.other, joints)
        for joint in joints:
            try:
                joint.check(stays, goes)
            except Refusal as refusal:
                found.append(refusal_sentence(refusal))
    return found
