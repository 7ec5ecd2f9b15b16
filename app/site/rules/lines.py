"""One thing that waits for the organisers, and how urgent its kind is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.agenda.rules.document import ItemSeen, ThemeSeen
from app.workshops.rules import Role, Way


class Kind(StrEnum):
    """What waits, the most urgent first; the order is the one lines are shown in."""

    #: Nothing goes out, or only to the team: it was meant so for a while.
    HELD = "held"
    TRIAL = "trial"
    UNDELIVERED = "undelivered"
    QUESTION = "question"
    RECEIVED = "received"
    DELEGATE = "delegate"
    PROPOSAL = "proposal"
    #: Has declined, or is not invited any more, and the agenda names them.
    DECLINED = "declined"
    GONE = "gone"
    #: Has accepted while all places were taken.
    NO_SEAT = "no_seat"
    CLASHES = "clashes"
    PENDING = "pending"
    NO_HOURS = "no_hours"
    NO_WAY = "no_way"
    NOT_PUBLIC = "not_public"
    DIFFERS = "differs"
    NO_DAY = "no_day"
    LATE = "late"
    EXHAUSTED = "exhausted"
    MATERIAL = "material"
    SILENT = "silent"
    STILL_SILENT = "still_silent"
    NOT_SENT = "not_sent"
    NO_ADDRESS = "no_address"
    NOT_INVITED = "not_invited"
    FREE_PLACES = "free_places"
    WAITING = "waiting"
    CLOSES = "closes"
    OPENS = "opens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that waits. Only what its kind speaks of is filled in."""

    kind: Kind
    #: Who may do something about it.
    role: Role = Role.EDITOR
    #: Key and names of whom it is about.
    key: str = ""
    names: tuple[str, ...] = ()
    #: All of their keys, where one act is for all of them.
    keys: tuple[str, ...] = ()
    count: int = 1
    #: Days since something happened, or until the workshop.
    days: int | None = None
    item: ItemSeen | None = None
    #: Where nothing but a theme names them.
    theme: ThemeSeen | None = None
    #: First day of the agenda, where hours are asked for.
    day: date | None = None
    way: Way | None = None
    at: datetime | None = None
    zone: str = "UTC"
    no_such_address: bool = False
    #: Number of the letter that did not arrive.
    letter: int | None = None
    pressing: bool = False
    #: Whether what waits came from a calendar, which asks nothing.
    by_calendar: bool = False
    #: Whether a reminder may be sent from here.
    may_remind: bool = False
