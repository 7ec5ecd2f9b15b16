"""Until when a place that came free is held for the next in line."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from app.i18n import zones

#: Hours of the guest's own clock at which an offer may run out.
AWAKE = (time(9), time(21))
#: Nobody must answer sooner than this: with less time left, the place is theirs at once.
AT_LEAST = timedelta(hours=2)


def held_until(
    at: datetime, hours: int, zone: str, *, no_later_than: datetime | None
) -> datetime | None:
    """When the offer runs out; None where there is no time for a question any more.

    `hours` after `at`, moved on to the next morning where the guest would be asleep, and never
    past `no_later_than`, such as the beginning of the workshop.
    """
    until = _when_awake(at + timedelta(hours=hours), zone)
    if no_later_than is not None and until > no_later_than:
        until = no_later_than
    return until if until - at >= AT_LEAST else None


def _when_awake(moment: datetime, zone: str) -> datetime:
    there = zones.local(moment, zone)
    opens, closes = AWAKE
    if opens <= there.time() <= closes:
        return moment
    day = there.date() if there.time() < opens else there.date() + timedelta(days=1)
    return zones.moment_or_next(day, opens, zone)
