"""Registrations by one property after another, in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import LANGUAGES, gettext, language, lazy_gettext, texts
from app.people.countries import name as name_of_country
from app.registration.rules import RegistrationState
from app.registration.rules.questions import NOT_SAID
from app.registration.words import STATES
from app.reports.numbers import number
from app.reports.rules import facts, tables
from app.reports.rules.facts import OTHERWISE, Facts
from app.reports.rules.tables import Cells, Row
from app.reports.tables import Report
from app.workshops.rules import Way
from app.workshops.ways import WAYS

#: So many organisations are named.
NAMED = 10
TITLES = {
    "organisation_kind": lazy_gettext("Kind of organisation"),
    "gender": lazy_gettext("Gender"),
}


def states(found: Facts, is_outside: bool, tells_all: bool) -> Report:
    counted = facts.states(found)
    rows = [Row(label=str(STATES[one]), number=counted[one.value]) for one in RegistrationState]
    if not is_outside:
        cells = tables.named_ones(rows, is_outside=False)
    elif not tells_all:
        cells = Cells((), is_withheld=True)
    else:
        cells = _states_outside(rows)
    return Report(
        key="states",
        title=gettext("State of the registrations"),
        head=gettext("State"),
        about=gettext("All registrations, as they stand now."),
        cells=Cells(tuple(row for row in cells.rows if row.number != 0), cells.is_withheld),
        total=counted.total(),
    )


def _states_outside(rows: list[Row]) -> Cells:
    """How many take part everybody knows, so that only the others hide one another."""
    at = list(RegistrationState).index(RegistrationState.CONFIRMED)
    others = [row for n, row in enumerate(rows) if n != at]
    told = tables.named_ones(others, is_outside=True)
    if told.is_withheld:
        rest = sum(row.number or 0 for row in others)
        return Cells((rows[at], Row(label=gettext("all other states"), number=rest)))
    return Cells((rows[at], *told.rows))


def ways(found: Facts, is_outside: bool) -> Report:
    counted = facts.ways(found)
    rows = [
        Row(label=str(WAYS[way]), number=counted[way.value]) for way in (Way.ON_SITE, Way.ONLINE)
    ]
    return _of_participants(
        found,
        "ways",
        gettext("How people take part"),
        gettext("How"),
        tables.named_ones(rows, is_outside=is_outside),
    )


def countries(found: Facts, is_outside: bool) -> Report:
    def others(with_unknown: bool) -> str:
        if with_unknown:
            return gettext("other countries or regions, or not given")
        return gettext("other countries or regions")

    rows = _by_size(
        {_country(code): n for code, n in facts.countries(found).items()}, gettext("not given")
    )
    return _of_participants(
        found,
        "countries",
        gettext("Countries and regions"),
        gettext("Country or region"),
        tables.found_ones(rows, others, is_outside=is_outside),
    )


def _country(code: str | None) -> str | None:
    return (name_of_country(code, language()) or code) if code else None


def answers(found: Facts, key: str, is_outside: bool) -> Report:
    asked, counted = found.questions.get(key), facts.answers(found, key)
    title, about = str(TITLES[key]), ""
    rows: list[Row] = []
    for choice in asked.choices if asked else ():
        n = counted.get(choice.key, 0)
        if n or not choice.retired:
            rows.append(Row(label=texts.words(choice.label, language()), number=n))
    said = {
        NOT_SAID: Row(label=gettext("prefers not to say"), number=counted.get(NOT_SAID, 0)),
        OTHERWISE: Row(label=gettext("in other words"), number=counted.get(OTHERWISE, 0)),
    }
    if said[NOT_SAID].number or asked and asked.may_decline:
        rows.append(said[NOT_SAID])
    if said[OTHERWISE].number:
        rows.append(said[OTHERWISE])
    if asked:
        about = gettext("Those who have a place, by their answer to: %(question)s",
                        question=texts.words(asked.label, language()))  # fmt: skip
    if rows:
        unknown = gettext("not answered, or not asked")
        rows.append(Row(label=unknown, number=counted.get(None, 0), is_unknown=True))
    return Report(
        key=key.replace("_", "-"),
        title=title,
        head=title,
        about=about,
        cells=tables.named_ones(rows, is_outside=is_outside) if rows else Cells(()),
        total=found.taking_part,
        nothing=gettext("The form does not ask this, so it is not known."),
    )


def languages(found: Facts, is_outside: bool) -> Report:
    counted = facts.languages(found)
    rows = [Row(label=name, number=counted.get(code, 0)) for code, name in LANGUAGES.items()]
    if None in counted:
        label = gettext("erased since, not known")
        rows.append(Row(label=label, number=counted[None], is_unknown=True))
    return _of_participants(
        found,
        "languages",
        gettext("Languages of e-mails"),
        gettext("Language"),
        tables.named_ones(rows, is_outside=is_outside),
    )


def organisations(found: Facts) -> Report:
    """Of the team alone."""
    counted = facts.organisations(found)
    unknown = (
        gettext("not given, or erased since")
        if found.erased_participants
        else gettext("not given")
    )
    rows = _by_size(counted, unknown)
    named = [row for row in rows if not row.is_unknown]
    rest = named[NAMED:]
    kept = [*named[:NAMED], *(row for row in rows if row.is_unknown)]
    if rest:
        label = gettext("%(n)s others", n=number(len(rest)))
        together = sum(row.number or 0 for row in rest)
        kept.insert(min(NAMED, len(named)), Row(label=label, number=together, is_unknown=True))
    return _of_participants(
        found,
        "organisations",
        gettext("Organisations"),
        gettext("Organisation"),
        Cells(tuple(kept)),
        is_inside=True,
    )


def countries_by_way(found: Facts) -> Report:
    counted = facts.countries_by_way(found)
    ways = (Way.ON_SITE, Way.ONLINE)
    rows = _by_size(
        {_country(code): n.total() for code, n in counted.items()}, gettext("not given")
    )
    named = {_country(code) or gettext("not given"): n for code, n in counted.items()}
    with_ways = [
        Row(
            label=row.label,
            number=row.number,
            is_unknown=row.is_unknown,
            more=tuple(number(named[row.label][way.value]) for way in ways),
        )
        for row in rows
    ]
    return _of_participants(
        found,
        "countries-ways",
        gettext("Countries and regions by how people take part"),
        gettext("Country or region"),
        Cells(tuple(with_ways)),
        is_inside=True,
        columns=tuple(str(WAYS[way]) for way in ways),
        has_picture=False,
    )


def _by_size(counted: Mapping[str | None, int], unknown: str) -> list[Row]:
    """The largest first; last those of whom it is not known."""
    known = sorted(
        ((label, n) for label, n in counted.items() if label is not None),
        key=lambda one: (-one[1], one[0].casefold()),
    )
    rows = [Row(label=label, number=n) for label, n in known]
    if counted.get(None):
        rows.append(Row(label=unknown, number=counted[None], is_unknown=True))
    return rows


def _of_participants(
    found: Facts, key: str, title: str, head: str, cells: Cells, **more: object
) -> Report:
    return Report(
        key=key,
        title=title,
        head=head,
        cells=cells,
        total=found.taking_part,
        about=gettext("Those who have a place."),
        nothing=gettext("Nobody has a place yet."),
        **more,  # type: ignore[arg-type]
    )
