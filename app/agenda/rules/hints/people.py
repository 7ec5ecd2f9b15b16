"""Who is needed twice, cannot be there, would have to get up at night, or speaks for too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from app.agenda.rules import overlaps
from app.agenda.rules.hints.facts import SPEAKING, Hint, HintKind, Planning, named
from app.agenda.rules.hours_of_day import minutes_at_night
from app.agenda.rules.outline import ItemPlanned
from app.agenda.rules.overlaps import Held
from app.agenda.rules.words import Kind
from app.people.rules import Part, Window, joined

#: One interpreter takes turns with another after this, or tires.
INTERPRETS = timedelta(minutes=30)
#: A shorter pause between two items is none.
PAUSE = timedelta(minutes=10)
#: From so long before on, it is more than a note that nobody has confirmed, or was asked to.
CONFIRMED_BY = timedelta(days=14)


def find(planning: Planning) -> Iterator[Hint]:
    yield from _twice(planning)
    yield from _moderators_who_speak(planning)
    for item in planning.items:
        if planning.is_ahead(item):
            yield from _cannot_be_there(planning, item)
            yield from _at_night(planning, item)
            yield from _nobody_for_sure(planning, item)
    yield from _not_invited(planning)
    yield from _declined(planning)
    yield from _not_in_agenda(planning)
    yield from _interpret_alone(planning)


# -- In two places --------------------------------------------------------------------------------


def _twice(planning: Planning) -> Iterator[Hint]:
    """Who leads a theme has to be there for all of it, and is told of once for each item that
    takes them away."""
    away: dict[tuple[str, str, str], list[tuple[Held, Held]]] = {}
    for first, second, person in overlaps.of_people(planning.held):
        one, other = planning.by_key[first.key], planning.by_key[second.key]
        leads_one, leads_other = (person not in named(item) for item in (one, other))
        if not leads_one and not leads_other:
            yield Hint(
                kind=HintKind.PERSON_TWICE,
                items=(second.key, first.key),
                people=(person,),
                minutes=overlaps.minutes(first, second),
                start=second.start,
                end=min(first.end, second.end),
            )
        elif one.theme != other.theme:
            # Of a theme held in two rooms nobody can say which one its moderator is in.
            led, there = (first, second) if leads_one else (second, first)
            theme = planning.by_key[led.key].theme or ""
            away.setdefault((person, theme, there.key), []).append((led, there))
    for (person, theme, key), pairs in away.items():
        led, there = pairs[0]
        yield Hint(
            kind=HintKind.MODERATES_ELSEWHERE,
            items=(key, *(one.key for one, _ in pairs)),
            people=(person,),
            themes=(theme,),
            minutes=sum(overlaps.minutes(*pair) for pair in pairs),
            start=max(led.start, there.start),
            end=min(max(one.end for one, _ in pairs), there.end),
            about=(person, theme, key),
        )


def _moderators_who_speak(planning: Planning) -> Iterator[Hint]:
    in_themes: dict[tuple[str, str], list[str]] = {}
    for item in planning.items:
        speak = named(item, SPEAKING)
        leads = named(item, frozenset({Part.MODERATOR}))
        for person in leads:
            if person in speak:
                yield Hint(
                    kind=HintKind.MODERATOR_SPEAKS, items=(item.key,), people=(person,),
                    start=planning.placed(item).start,
                )  # fmt: skip
        for person in planning.moderators.get(item.theme or "", ()):
            if person in speak and person not in leads and item.theme:
                in_themes.setdefault((person, item.theme), []).append(item.key)
    for (person, theme), keys in in_themes.items():
        yield Hint(
            kind=HintKind.MODERATOR_SPEAKS, items=tuple(keys), people=(person,),
            themes=(theme,), about=(person, theme),
            start=planning.placed(planning.by_key[keys[0]]).start,
        )  # fmt: skip


# -- When they can --------------------------------------------------------------------------------


def _cannot_be_there(planning: Planning, item: ItemPlanned) -> Iterator[Hint]:
    placed = planning.placed(item)
    if placed.start is None:
        return
    #: Of one whose end is not known the beginning counts.
    end = placed.end or placed.start + timedelta(minutes=1)
    for person in _coming(planning, item):
        known = planning.people[person]
        if not known.windows:
            continue
        off = _outside(known.windows, placed.start, end)
        if off:
            yield Hint(
                kind=HintKind.UNAVAILABLE, items=(item.key,), people=(person,), minutes=off,
                start=placed.start, end=placed.end,
            )  # fmt: skip


def _coming(planning: Planning, item: ItemPlanned) -> Iterator[str]:
    """Whoever said no to all of it is told of for that alone."""
    for person in named(item):
        if person in planning.people and planning.people[person].confirmed is not False:
            yield person


def _outside(windows: Iterable[Window], start: datetime, end: datetime) -> int:
    """By how many minutes it misses the nearest stretch that was offered; 0 = it does not."""
    nothing = timedelta(0)
    off = min(
        max(first - start, nothing) + max(end - last, nothing) for first, last in joined(windows)
    )
    return 0 if off == nothing else max(1, int(off.total_seconds()) // 60)


def _at_night(planning: Planning, item: ItemPlanned) -> Iterator[Hint]:
    placed = planning.placed(item)
    if placed.start is None:
        return
    for person in _coming(planning, item):
        known = planning.people[person]
        if known.zone is None:
            continue
        minutes = minutes_at_night(placed.start, placed.end, known.zone)
        if minutes:
            yield Hint(
                kind=HintKind.NIGHT, items=(item.key,), people=(person,), minutes=minutes,
                zone=known.zone, start=placed.start, end=placed.end,
            )  # fmt: skip


# -- Whether they come ----------------------------------------------------------------------------


def _nobody_for_sure(planning: Planning, item: ItemPlanned) -> Iterator[Hint]:
    people = named(item, SPEAKING)
    placed = planning.placed(item)
    if not people:
        if item.kind is Kind.TALK:
            yield Hint(kind=HintKind.NO_SPEAKER, items=(item.key,), start=placed.start)
        return
    known = [planning.people[key] for key in people if key in planning.people]
    if any(one.confirmed for one in known):
        return
    if any(one.is_asked and one.confirmed is None for one in known):
        yield Hint(
            kind=HintKind.UNCONFIRMED, items=(item.key,), people=people, start=placed.start,
            is_pressing=_is_near(planning, item),
        )  # fmt: skip


def _is_near(planning: Planning, item: ItemPlanned) -> bool:
    days = planning.days_until(item)
    return days is not None and days <= CONFIRMED_BY


def _not_invited(planning: Planning) -> Iterator[Hint]:
    """All of them at once: as long as nobody was asked, that nobody answered is no news.

    Accepted, it stays accepted whoever comes along: those people are asked in another way.
    """
    people: dict[str, None] = {}
    is_near = False
    for item in planning.items:
        for key in named(item, SPEAKING) if planning.is_ahead(item) else ():
            known = planning.people.get(key)
            if known is not None and not known.is_asked and known.confirmed is None:
                people[key] = None
                is_near = is_near or _is_near(planning, item)
    if people:
        yield Hint(
            kind=HintKind.NOT_INVITED, people=tuple(people), count=len(people),
            is_pressing=is_near, about=("everybody",),
        )  # fmt: skip


def _declined(planning: Planning) -> Iterator[Hint]:
    parts: dict[str, list[str]] = {}
    for item in planning.items:
        if planning.is_ahead(item):
            for person in named(item):
                parts.setdefault(person, []).append(item.key)
    for person, keys in parts.items():
        if person in planning.people and planning.people[person].confirmed is False:
            start = planning.placed(planning.by_key[keys[0]]).start
            yield Hint(
                kind=HintKind.DECLINED, items=tuple(keys), people=(person,), start=start,
                about=(person,),
            )  # fmt: skip


def _not_in_agenda(planning: Planning) -> Iterator[Hint]:
    """Whoever said no need not be in it."""
    if planning.is_over or not planning.outline.items:
        return
    there = {person for item in planning.outline.items for person in named(item)}
    there |= {person for theme in planning.outline.themes for person, _ in theme.guests if person}
    for key, person in planning.people.items():
        if key not in there and person.confirmed is not False:
            yield Hint(kind=HintKind.NOT_IN_AGENDA, people=(key,))


# -- Interpreters ---------------------------------------------------------------------------------


def _interpret_alone(planning: Planning) -> Iterator[Hint]:
    """Items without a pause between them in which one person interprets and nobody else."""
    alone: dict[str, list[ItemPlanned]] = {}
    for item in planning.items:
        interpreters = [person for person, part in item.parts if part is Part.INTERPRETER]
        if len(set(interpreters)) == 1 and len(interpreters) == 1 and interpreters[0]:
            alone.setdefault(interpreters[0], []).append(item)
    for person, items in alone.items():
        for keys, start, end in _without_pause(planning, items):
            if end - start > INTERPRETS:
                yield Hint(
                    kind=HintKind.INTERPRETS_ALONE, items=keys, people=(person,), start=start,
                    end=end, minutes=int((end - start).total_seconds()) // 60,
                )  # fmt: skip


def _without_pause(
    planning: Planning, items: Iterable[ItemPlanned]
) -> Iterator[tuple[tuple[str, ...], datetime, datetime]]:
    timed = sorted(
        (placed.start, n, placed.end, item.key)
        for n, item in enumerate(items)
        for placed in [planning.placed(item)]
        if placed.start and placed.end
    )
    keys: list[str] = []
    begun = ended = planning.at
    for start, _, end, key in timed:
        if keys and start - ended >= PAUSE:
            yield tuple(keys), begun, ended
            keys = []
        if not keys:
            begun = ended = start
        keys.append(key)
        ended = max(ended, end)
    if keys:
        yield tuple(keys), begun, ended
