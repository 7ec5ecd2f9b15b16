"""What a calendar says, as plain frozen values; `write` turns them into bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """RFC 5545 §3.8.1.11."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Hours:
    """From one moment to a later one, both aware.

    Moments in a ZoneInfo are written as wall clock with its name where that is safe, all others
    in UTC.
    """

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days, the last one included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One VEVENT."""

    uid: str
    when: Hours | Days
    summary: str
    #: RFC 5546 §2.1.4: rises when time, place or status changes, and only then.
    sequence: int
    created: datetime
    #: DTSTAMP and LAST-MODIFIED: when anything shown changed last. Some readers skip an entry
    #: whose stamp did not rise.
    changed: datetime
    status: Status = Status.CONFIRMED
    #: Whether the time stays free in the reader's calendar; a cancelled entry always is.
    transparent: bool = False
    description: str = ""
    location: str = ""
    url: str | None = None
    categories: tuple[str, ...] = ()
    #: Written as CONFERENCE, which few read: say the link in the description too.
    join_url: str | None = None
    join_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What makes a calendar a feed that programs subscribe to (RFC 7986)."""

    uid: str
    name: str
    changed: datetime
    description: str = ""
    #: IANA name of the zone most entries are in.
    zone: str | None = None
    #: Address of the web page.
    url: str | None = None
    #: Address of the feed itself; never of one whose address is a secret.
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    entries: tuple[Entry, ...]
    #: None = a file to be taken over once, such as an attachment.
    feed: Feed | None = None
