"""What hour it is for people: night, noon and weekend in a zone, and hours that suit all zones."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

from babel import Locale, UnknownLocaleError

from app.agenda.rules.layout import moment
from app.i18n import zones

#: On the wall: people sleep from the first to the second.
NIGHT = (time(22), time(7))
LUNCH = (time(12), time(13))
#: Hours in which anybody may be asked to sit in a workshop.
GOOD = (time(8), time(20))
_A_DAY = timedelta(days=1)

#: From one moment to another.
Stretch = tuple[datetime, datetime]


class Shade(StrEnum):
    NIGHT = "night"
    WEEKEND = "weekend"
    LUNCH = "lunch"


def shade(at: datetime, zone: str) -> Shade | None:
    """What speaks against this moment there; the strongest where several do."""
    there = zones.local(at, zone)
    if is_night(there.time()):
        return Shade.NIGHT
    if is_weekend(there.date(), zone):
        return Shade.WEEKEND
    return Shade.LUNCH if LUNCH[0] <= there.time() < LUNCH[1] else None


def is_night(clock: time) -> bool:
    return clock >= NIGHT[0] or clock < NIGHT[1]


def minutes_at_night(start: datetime, end: datetime | None, zone: str) -> int:
    """How deep into the night there it reaches, whichever of its ends is nearer; 0 = not at all.

    A beginning whose end is not known counts for itself alone.
    """
    first = zones.local(start, zone)
    #: The night it begins in, or the one that comes next.
    evening = first.date()
    if first.time() < NIGHT[1] and evening > date.min:
        evening -= _A_DAY
    began = moment(evening, NIGHT[0], zone)
    ends = moment(evening + _A_DAY, NIGHT[1], zone) if evening < date.max else None
    last = max(end or start, start)
    if not is_night(first.time()) and (began is None or last <= began):
        return 0
    after = _minutes(last - began) if began is not None else 0
    before = _minutes(ends - start) if ends is not None else after
    return max(1, min(after, before))


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60


@cache
def _weekend(zone: str) -> frozenset[int]:
    """Weekdays on which people of the zone's country rest, Monday = 0, as CLDR knows them."""
    for country in zones.countries([zone]):
        with suppress(UnknownLocaleError):
            weeks = Locale.parse(f"und_{country}")
            first, last = weeks.weekend_start, weeks.weekend_end
            return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
    return frozenset((5, 6))


def is_weekend(day: date, zone: str) -> bool:
    return day.weekday() in _weekend(zone)


def good_window(day: date, zone_names: Sequence[str]) -> tuple[Stretch, ...]:
    """The moments of a calendar day of the first zone at which it is 8–20 on the wall in all.

    Without a zone, and on a day that the first zone skips, there are none.
    """
    if not zone_names:
        return ()
    if day == date.max:
        return ()
    found = _between(day, time(0), day + _A_DAY, time(0), zone_names[0])
    for zone in zone_names:
        hours = [
            stretch
            for n in (-2, -1, 0, 1, 2)
            for stretch in _between(day, GOOD[0], day, GOOD[1], zone, shifted=n)
        ]
        found = [
            (max(start, first), min(end, last))
            for start, end in found
            for first, last in hours
            if max(start, first) < min(end, last)
        ]
    return tuple(sorted(dict.fromkeys(found)))


def _between(
    first: date, begins: time, last: date, ends: time, zone: str, *, shifted: int = 0
) -> list[Stretch]:
    """From one wall clock to another, so many days later, as far as the calendar knows them."""
    try:
        start = moment(first + shifted * _A_DAY, begins, zone)
        end = moment(last + shifted * _A_DAY, ends, zone)
    except OverflowError:
        return []
    return [(start, end)] if start and end and start < end else []
