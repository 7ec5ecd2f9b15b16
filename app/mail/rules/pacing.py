"""How fast letters may go to one provider: a burst, then one after another (GCRA, the leaky
bucket that needs one moment of memory)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

#: So many at once to a provider that was left in peace.
BURST = 20
#: Then one in so long: 1,800 an hour. QQ names 4,000 as its limit, less for the unknown.
INTERVAL = timedelta(seconds=2)
#: How far ahead of its steady pace a provider may be. Held in time and not in letters, so that
#: whoever complained gets smaller bursts as well.
AHEAD = INTERVAL * (BURST - 1)
#: How long a provider gets nothing when it says that there were too many.
SLOWER = timedelta(minutes=5)
#: A provider that did not complain for so long is sent more again, in steps.
CALM = timedelta(minutes=10)
#: More complaints do not make it slower: one letter in about two minutes.
STRIKES = 6


class Pace(NamedTuple):
    """What workers remember of a provider; see models.Provider."""

    paced_until: datetime
    closed_until: datetime | None = None
    strikes: int = 0


#: What an answer makes of a pace, at a moment.
Change = Callable[[Pace, datetime], Pace]


def opens_at(pace: Pace) -> datetime:
    """From when on a letter may go."""
    soonest = pace.paced_until - AHEAD
    return max(soonest, pace.closed_until) if pace.closed_until else soonest


def after_one(pace: Pace, at: datetime) -> datetime:
    """`paced_until` once another letter goes."""
    return max(pace.paced_until, at) + INTERVAL * (1 << pace.strikes)


def complained(pace: Pace, at: datetime) -> Pace:
    return pace._replace(closed_until=at + SLOWER, strikes=min(pace.strikes + 1, STRIKES))


def calmed(pace: Pace, at: datetime) -> Pace:
    """After a letter that was taken: one strike less for each stretch of calm."""
    if not pace.strikes or pace.closed_until is None or pace.closed_until + CALM > at:
        return pace
    return pace._replace(closed_until=at, strikes=pace.strikes - 1)


def domain_of(address: str) -> str:
    """The provider of an address, in lower case; empty where there is none."""
    return address.rpartition("@")[2].lower()[:254]
