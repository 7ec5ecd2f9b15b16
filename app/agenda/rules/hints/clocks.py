"""What clocks and calendars do: hours that do not exist, nights, weekends, summer time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from app.agenda.rules import layout
from app.agenda.rules.hints.facts import Hint, HintKind, Planning
from app.agenda.rules.hours_of_day import is_weekend
from app.agenda.rules.outline import ItemPlanned
from app.agenda.rules.words import Kind
from app.i18n import zones

#: Whoever sits there has not slept yet, or no more.
_SMALL_HOURS = time(6)
_NINE = time(9)
_TICK = timedelta(seconds=1)


def find(planning: Planning) -> Iterator[Hint]:
    yield from _without_zone(planning)
    for item in planning.items:
        yield from _of_the_clock(planning, item)
    for day in planning.of_days:
        if day < planning.today:
            continue
        yield from _weekend(planning, day)
        for zone in planning.clocks:
            yield from _after_midnight(planning, day, zone)
    yield from _clocks_change(planning)


def _without_zone(planning: Planning) -> Iterator[Hint]:
    pinned = tuple(item.key for item in planning.items if item.pinned and item.day)
    if planning.zone is None and pinned:
        yield Hint(kind=HintKind.NO_ZONE, items=pinned, count=len(pinned), about=())


def _of_the_clock(planning: Planning, item: ItemPlanned) -> Iterator[Hint]:
    if item.pinned is None or item.day is None or planning.zone is None:
        return
    about = {"items": (item.key,), "zone": planning.zone, "start": planning.placed(item).start}
    try:
        first = zones.moment(item.day, item.pinned, planning.zone)
    except zones.NoSuchTime:
        yield Hint(kind=HintKind.CLOCK_SKIPPED, **about)  # type: ignore[arg-type]
        return
    except zones.OutOfCalendar:
        return
    there = datetime.combine(item.day, item.pinned, zones.zone(planning.zone))
    if there.replace(fold=1).timestamp() != first.timestamp():
        yield Hint(kind=HintKind.CLOCK_TWICE, **about)  # type: ignore[arg-type]


def _weekend(planning: Planning, day: date) -> Iterator[Hint]:
    """In a country whose clock is shown; public holidays are nobody's here to know."""
    for zone in planning.clocks:
        if is_weekend(day, zone):
            yield Hint(kind=HintKind.WEEKEND, day=day, zone=zone, about=(day.isoformat(),))
            return


def _after_midnight(planning: Planning, day: date, zone: str) -> Iterator[Hint]:
    late = []
    for item in planning.of_days[day]:
        placed = planning.placed(item)
        if item.kind is Kind.BREAK or placed.start is None:
            continue
        begins = zones.local(placed.start, zone)
        ends = zones.local(max(placed.start, (placed.end or placed.start) - _TICK), zone)
        if begins.time() < _SMALL_HOURS or ends.date() > begins.date():
            late.append((placed.start, item.key))
    if late:
        late.sort()
        start, first = late[0]
        yield Hint(
            kind=HintKind.AFTER_MIDNIGHT,
            items=tuple(key for _, key in late),
            day=day,
            zone=zone,
            count=len(late) - 1,
            start=start,
            end=planning.placed(planning.by_key[first]).end,
            about=(day.isoformat(), zone),
        )


def _clocks_change(planning: Planning) -> Iterator[Hint]:
    """Zones in which it will be another hour than today when it is nine in the workshop's."""
    here = planning.zone
    if here is None:
        return
    there = {person.zone for person in planning.people.values() if person.zone}
    days = [day for day in planning.of_days if day >= planning.today]
    for zone in dict.fromkeys((*planning.clocks, *sorted(there))):
        today = _difference(planning.today, here, zone)
        for day in days:
            then = _difference(day, here, zone)
            if today is not None and then is not None and then != today:
                yield Hint(
                    kind=HintKind.CLOCKS_CHANGE,
                    day=day,
                    zone=zone,
                    start=layout.moment(day, _NINE, here),
                    end=layout.moment(planning.today, _NINE, here),
                    about=(day.isoformat(), zone),
                )
                break


def _difference(day: date, here: str, there: str) -> timedelta | None:
    """From the one zone's clock to the other's, when it is nine in the first."""
    at = layout.moment(day, _NINE, here)
    if at is None:
        return None
    one, other = (zones.local(at, zone).replace(tzinfo=UTC) for zone in (here, there))
    return other - one
