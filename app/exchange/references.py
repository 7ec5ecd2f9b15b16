"""What must fit together in a workshop file: names that point at names, times at zones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, time

from app.exchange import asking, scalars
from app.exchange.faults import Faults
from app.exchange.values import (
    ChoiceInFile,
    PartInFile,
    QuestionInFile,
    RegistrationInFile,
    WhenInFile,
    WorkshopInFile,
)
from app.i18n import N_
from app.registration.rules.questions import QuestionKind, Step
from app.workshops.rules import Way


def check(workshop: WorkshopInFile, faults: Faults) -> None:
    """Add what does not fit; values that could not be read stand as empty and are passed by."""
    _check_doubles(workshop, faults)
    _check_organisations(workshop, faults)
    _check_parts(workshop, faults)
    _check_items(workshop, faults)
    _check_times(workshop, faults)
    if workshop.registration is not None:
        _check_registration(workshop.registration, workshop.way, faults)


def _check_doubles(workshop: WorkshopInFile, faults: Faults) -> None:
    for name in ("organisations", "rooms", "themes", "people", "items"):
        keys = [one.key for one in getattr(workshop, name)]
        _each_once(keys, f"{name}[%s].key", faults)
    _each_once([_shown(day.date) for day in workshop.days], "days[%s].date", faults)
    _each_once([item.uid for item in workshop.items], "items[%s].uid", faults)


def _shown(day: object) -> str:
    return "" if day == scalars.NO_DAY else str(day)


def _each_once(names: Iterable[str | None], path: str, faults: Faults) -> None:
    known: set[str] = set()
    for n, name in enumerate(names):
        if name and name in known:
            faults.add(path % n, N_("“%(name)s” is there twice"), name=name)
        known.add(name or "")


def _refer(name: str | None, known: Collection[str], path: str, what: str, faults: Faults) -> None:
    if name and name not in known:
        faults.add(path, what, name=name)


def _check_organisations(workshop: WorkshopInFile, faults: Faults) -> None:
    parents = {one.key: one.parent for one in workshop.organisations}
    unknown = N_("there is no organisation “%(name)s” in this file")
    for n, one in enumerate(workshop.organisations):
        _refer(one.parent, parents, f"organisations[{n}].parent", unknown, faults)
        if one.key in _above(one.key, parents):
            faults.add(
                f"organisations[{n}].parent", N_("“%(name)s” is above itself"), name=one.key
            )
    relations = workshop.programme.organisations if workshop.programme else ()
    for n, related in enumerate(relations):
        path = f"programme.organisations[{n}].organisation"
        _refer(related.organisation, parents, path, unknown, faults)
    _each_once(
        [related.organisation for related in relations],
        "programme.organisations[%s].organisation",
        faults,
    )


def _above(key: str, parents: dict[str, str | None]) -> set[str]:
    """Every organisation that this one is a part of, in the end."""
    found: set[str] = set()
    parent = parents[key]
    while parent and parent not in found:
        found.add(parent)
        parent = parents.get(parent)
    return found


def _check_parts(workshop: WorkshopInFile, faults: Faults) -> None:
    people = {person.key for person in workshop.people}
    for path, part in _parts(workshop):
        unknown = N_("there is no person “%(name)s” in this file")
        _refer(part.person, people, f"{path}.person", unknown, faults)


def _parts(workshop: WorkshopInFile) -> Iterator[tuple[str, PartInFile]]:
    for n, theme in enumerate(workshop.themes):
        for m, guest in enumerate(theme.guests):
            yield f"themes[{n}].guests[{m}]", guest
    for n, item in enumerate(workshop.items):
        for m, part in enumerate(item.speakers):
            yield f"items[{n}].speakers[{m}]", part


def _check_items(workshop: WorkshopInFile, faults: Faults) -> None:
    days = {str(day.date) for day in workshop.days}
    themes = {theme.key for theme in workshop.themes}
    rooms = {room.key for room in workshop.rooms}
    for n, item in enumerate(workshop.items):
        day, at = str(item.day or ""), f"items[{n}]"
        _refer(day, days, f"{at}.day", N_("there is no day %(name)s in this file"), faults)
        unknown = N_("there is no theme “%(name)s” in this file")
        _refer(item.theme, themes, f"{at}.theme", unknown, faults)
        unknown = N_("there is no room “%(name)s” in this file")
        _refer(item.room, rooms, f"{at}.room", unknown, faults)


def _check_times(workshop: WorkshopInFile, faults: Faults) -> None:
    for n, day in enumerate(workshop.days):
        for name, clock in (("starts", day.starts), ("ends", day.ends)):
            _check_clock(workshop, day.date, clock, f"days[{n}].{name}", faults)
        if day.starts and day.ends and day.ends <= day.starts:
            faults.add(f"days[{n}].ends", N_("must be after the start"))
    for n, item in enumerate(workshop.items):
        _check_clock(workshop, item.day, item.pinned, f"items[{n}].pinned", faults)


def _check_clock(
    workshop: WorkshopInFile,
    day: date | None,
    clock: time | None,
    path: str,
    faults: Faults,
) -> None:
    if clock is None:
        return
    if workshop.time_zone is None:
        if not faults.at("time_zone"):
            faults.add(path, N_("needs the time_zone of the workshop"))
        return
    if day is None or day == scalars.NO_DAY:
        return
    try:
        scalars.on_the_wall(day, clock, workshop.time_zone)
    except scalars.Wrong as wrong:
        faults.add(path, wrong.message, **wrong.values)


def _check_registration(registration: RegistrationInFile, way: Way | None, faults: Faults) -> None:
    for offered in registration.seats:
        if way not in (None, Way.HYBRID, offered):
            faults.add(
                f"registration.seats.{offered}",
                N_("does not fit the way of the workshop, which is %(way)s"),
                way=way,
            )
    opens, closes = registration.opens, registration.closes
    if opens and closes and closes <= opens:
        faults.add("registration.closes", N_("must be after it opens"))
    _check_asking(registration, faults)


def _check_asking(registration: RegistrationInFile, faults: Faults) -> None:
    for name in ("questions", "consents"):
        keys = [one.key for one in getattr(registration, name)]
        _each_once(keys, f"registration.{name}[%s].key", faults)
    for n, question in enumerate(registration.questions):
        path = f"registration.questions[{n}].choices"
        if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
            if not question.choices and not faults.at(path):
                faults.add(path, N_("must be given for this kind of question"))
        elif question.choices is not None:
            faults.add(path, N_("belongs to questions of the kinds choice and choices"))
        keys = [one.key for one in question.choices or () if isinstance(one, ChoiceInFile)]
        _each_once(keys, path + "[%s].key", faults)
        if question.required and question.step is Step.AFTER:
            faults.add(
                f"registration.questions[{n}].required",
                N_("must be false for what is asked on the second page"),
            )
        earlier = registration.questions[:n]
        _check_when(question.when, earlier, f"registration.questions[{n}].when", faults)
    for n, consent in enumerate(registration.consents):
        path = f"registration.consents[{n}].when"
        _check_when(consent.when, registration.questions, path, faults)


def _check_when(
    when: WhenInFile | None, earlier: Sequence[QuestionInFile], path: str, faults: Faults
) -> None:
    """A condition names a question before it, and answers that it has."""
    if when is None:
        return
    if when.question is None:
        if when.answers:
            faults.add(f"{path}.question", N_("must be given beside answers"))
        return
    asked = next((one for one in earlier if one.key == when.question), None)
    if asked is None:
        faults.add(f"{path}.question", N_("must be the key of a question before it"))
        return
    if asked.kind is QuestionKind.YES_NO:
        known = {"yes", "no"}
    else:
        known = {choice.key for choice in asking.question(asked).choices}
    if not when.answers:
        faults.add(f"{path}.answers", N_("must be given beside a question"))
    for answer in when.answers:
        if answer not in known:
            faults.add(
                f"{path}.answers",
                N_("“%(answer)s” is no answer to “%(question)s”; known: %(known)s"),
                answer=answer,
                question=asked.key,
                known=", ".join(sorted(known)) or "–",
            )
