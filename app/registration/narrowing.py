"""What the participants' list can be narrowed to, as choices of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.i18n import cities, gettext, language, texts
from app.i18n.punctuation import colon
from app.people import countries
from app.registration.columns import SOURCES, Asked
from app.registration.queries.facets import Facets
from app.registration.rules.questions import QuestionKind
from app.registration.rules.sheet import Look
from app.registration.words import WAYS


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One of several; none of them leaves nobody out."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


def narrowings(
    look: Look, asked: Asked, facets: Facets, groups: Mapping[int, str], *, knows_who_came: bool
) -> list[Narrowing]:
    """Those that would leave anybody out, or do."""
    said = look.query()
    found = [
        Narrowing(name, label, choices, str(said.get(name, "")))
        for name, label, choices in _all(asked, facets, groups, knows_who_came=knows_who_came)
    ]
    return [one for one in found if len(one.choices) > 1 or one.chosen]


def _all(
    asked: Asked, facets: Facets, groups: Mapping[int, str], *, knows_who_came: bool
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    yield "way", gettext("How"), [(way.value, str(WAYS[way])) for way in facets.ways]
    names = countries.names(language())
    here = [(code, names.get(code, code)) for code in facets.countries]
    here.sort(key=lambda pair: cities.order(pair[1], language()))
    yield "country", gettext("Country or region"), here
    yield (
        "source",
        gettext("How registered"),
        [(one.value, str(SOURCES[one])) for one in SOURCES if facets.sources[one]],
    )
    those = [(str(id), name) for id, name in groups.items()]
    yield "group", gettext("In the group of"), those
    yield "consent", gettext("Agreed"), _consents(asked)
    yield "answer", gettext("Answer"), _answers(asked)
    if knows_who_came:
        came = [("yes", gettext("was there")), ("no", gettext("was not there"))]
        yield "came", gettext("Checked in"), came


def _consents(asked: Asked) -> list[tuple[str, str]]:
    found = []
    for key, consent in asked.consents.items():
        label = texts.words(consent.label, language())
        found.append((f"{key}:yes", colon(gettext("agreed"), label)))
        found.append((f"{key}:no", colon(gettext("not agreed"), label)))
    return found


def _answers(asked: Asked) -> list[tuple[str, str]]:
    yes_no = [("yes", gettext("yes")), ("no", gettext("no"))]
    found = []
    for key, question in asked.questions.items():
        choices = [(one.key, texts.words(one.label, language())) for one in question.choices]
        if question.kind is QuestionKind.YES_NO:
            choices = yes_no
        label = texts.words(question.label, language())
        found += [(f"{key}:{choice}", colon(label, words)) for choice, words in choices]
    return found
