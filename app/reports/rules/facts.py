"""What is known of registrations but not whose they are, and of how many each thing is true.

`None` as a key stands for who did not say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.attendance.rules import Seen
from app.registration.rules import RegistrationState, Source
from app.registration.rules.questions import NOT_SAID, Question
from app.workshops.rules import Way

#: The figures that erasing leaves behind say it so.
UNKNOWN = "unknown"
#: An answer that is none of the choices, as of a question that asks for a text.
OTHERWISE = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One registration. Days are the workshop's."""

    asked: date
    state: RegistrationState
    #: Since when it is in this state.
    since: date
    way: Way
    country: str | None
    language: str
    source: Source
    affiliation: str | None
    answers: Mapping[str, Any] = field(default_factory=dict)
    seen: frozenset[tuple[date, Seen]] = frozenset()

    @property
    def takes_part(self) -> bool:
        return self.state is RegistrationState.CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    entries: tuple[Entry, ...]
    #: How many erased ones there were, by dimension and value.
    erased: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)

    @property
    def participants(self) -> list[Entry]:
        return [one for one in self.entries if one.takes_part]

    def gone(self, dimension: str) -> Counter[str]:
        return Counter(self.erased.get(dimension, {}))

    @property
    def erased_registrations(self) -> int:
        return self.gone("state").total()

    @property
    def erased_participants(self) -> int:
        """Each of them is counted once by whether they were there."""
        return self.gone("attended").total()

    @property
    def registrations(self) -> int:
        return len(self.entries) + self.erased_registrations

    @property
    def taking_part(self) -> int:
        return len(self.participants) + self.erased_participants


def states(facts: Facts) -> Counter[str]:
    return Counter(one.state.value for one in facts.entries) + facts.gone("state")


def ways(facts: Facts) -> Counter[str]:
    return Counter(one.way.value for one in facts.participants) + facts.gone("way")


def countries(facts: Facts) -> dict[str | None, int]:
    known = Counter(one.country for one in facts.participants if one.country)
    return _with_unknown(facts, known + _known(facts.gone("country")))


def languages(facts: Facts) -> dict[str | None, int]:
    """Of the erased nobody knows."""
    return _with_unknown(facts, Counter(one.language for one in facts.participants))


def answers(facts: Facts, question: str) -> dict[object, int]:
    """Of choices, and of what is none of them. An answer may have been erased before the row it
    belonged to: it is counted once, and who is left without one has not answered."""
    asked = facts.questions.get(question)
    known: Counter[object] = Counter()
    for value, number in _known(facts.gone(question)).items():
        known[_choice(asked, value)] += number
    for one in facts.participants:
        if value := one.answers.get(question):
            known[_choice(asked, value)] += 1
    return _with_unknown(facts, known)


def _choice(asked: Question | None, value: Any) -> object:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        return OTHERWISE
    is_choice = value == NOT_SAID or (asked is not None and asked.choice(value) is not None)
    return value if is_choice else OTHERWISE


def organisations(facts: Facts) -> dict[str | None, int]:
    """Under the writing that most of them use."""
    written: dict[str, Counter[str]] = {}
    for one in facts.participants:
        if one.affiliation and (name := " ".join(one.affiliation.split())):
            written.setdefault(name.casefold(), Counter())[name] += 1
    known = {names.most_common(1)[0][0]: names.total() for names in written.values()}
    return _with_unknown(facts, Counter(known))


def countries_by_way(facts: Facts) -> dict[str | None, Counter[str]]:
    """Of those who are not erased: of the others no two things are known together."""
    found: dict[str | None, Counter[str]] = {}
    for one in facts.participants:
        found.setdefault(one.country, Counter())[one.way.value] += 1
    return found


def of_days(facts: Facts) -> Counter[date]:
    """How many asked on each day."""
    counted = Counter(one.asked for one in facts.entries)
    for day, number in facts.gone("day").items():
        counted[date.fromisoformat(day)] += number
    return counted


def places_of_days(facts: Facts) -> Counter[date] | None:
    """On which day those who have a place got it; not known once anybody was erased."""
    if facts.erased_participants:
        return None
    return Counter(one.since for one in facts.participants)


# -- Who was there --------------------------------------------------------------------------------


def came(facts: Facts) -> int | None:
    """None where nobody noted anything."""
    there = sum(bool(one.seen) for one in facts.participants) + facts.gone("attended")["yes"]
    return there or None


def came_on(facts: Facts) -> dict[date, Counter[Seen]]:
    """By how it is known; somebody may be known in two ways."""
    found: dict[date, Counter[Seen]] = {}
    for one in facts.participants:
        for day, seen in one.seen:
            found.setdefault(day, Counter())[seen] += 1
    return dict(sorted(found.items()))


def people_on(facts: Facts, day: date) -> int:
    return sum(any(there == day for there, _ in one.seen) for one in facts.participants)


def walk_ins(facts: Facts) -> int:
    return sum(one.source is Source.WALK_IN for one in facts.participants)


def _known(counted: Counter[str]) -> Counter[Any]:
    return Counter({key: n for key, n in counted.items() if key != UNKNOWN})


def _with_unknown(facts: Facts, known: Counter[Any]) -> dict[Any, int]:
    unknown = facts.taking_part - known.total()
    return {**known, **({None: unknown} if unknown > 0 else {})}
