"""What needs the organisers of a workshop today: lines made from facts, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.agenda.rules.document import Document
from app.i18n import zones
from app.registration.rules import Window
from app.site.rules import speakers
from app.site.rules.lines import Kind, Line
from app.site.rules.speakers import Asked, Guest
from app.workshops.rules import Role, Way, WorkshopState, may

__all__ = (
    "Asked",
    "Facts",
    "Guest",
    "HANDFUL",
    "Kind",
    "Line",
    "Places",
    "Undelivered",
    "days_until",
    "lines",
    "rank",
    "role_to_mend",
)

#: What registration does within this time is said before it happens.
AHEAD = timedelta(days=7)
#: From so many days before the workshop on, what is not recorded is missed.
UNKNOWN_WITHIN, UNPUBLISHED_WITHIN = 30, 60
#: Lines of one workshop that are shown at once.
HANDFUL = 5

#: What waits anyway becomes pressing shortly before the workshop.
_PRESSING = frozenset({Kind.NO_HOURS, Kind.NO_WAY, Kind.NOT_PUBLIC, Kind.DIFFERS})
_PRESSING_WITHIN = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A letter that did not arrive, to an address that is still held."""

    letter: int
    #: As the letter says it: speaker:3, registration:12.
    recipient: str
    name: str
    #: Key of the speaker it was written to; None = a participant.
    speaker: str | None
    no_such_address: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """One way of taking part."""

    way: Way
    #: None = no limit.
    left: int | None
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One workshop as it stands at a moment."""

    state: WorkshopState
    role: Role
    #: The draft; and whether it says something else than the public reads.
    document: Document
    differs: bool
    clashes: int
    guests: Sequence[Guest]
    undelivered: Sequence[Undelivered]
    #: None = no registration.
    window: Window | None
    places: Sequence[Places]
    pending: int
    #: E-mails that came in, could not be used, and wait for somebody to read them.
    received: int = 0
    #: Whether e-mails are held back: all, or all but the team's.
    held: bool = False
    on_trial: bool = False


def days_until(day: date | None, zone: str | None, at: datetime) -> int | None:
    """Midnights between the moment and the day, there; None where no day is known."""
    return None if day is None else (day - zones.local(at, zone or "UTC").date()).days


def lines(facts: Facts, at: datetime) -> tuple[Line, ...]:
    """What the holder of this role can act upon."""
    if facts.state not in (WorkshopState.DRAFT, WorkshopState.PUBLISHED):
        return ()
    workshop, whole = facts.document.workshop, facts.document.whole
    days = days_until(whole.first, workshop.time_zone, at)
    near = days is not None and days <= _PRESSING_WITHIN
    found = (
        *_of_letters(facts),
        *_of_agenda(facts, days),
        *speakers.of_guests(facts.document, facts.guests, at),
        *_of_mail(facts),
        *_of_registration(facts, at),
    )
    shown = [
        replace(line, pressing=near and line.kind in _PRESSING)
        for line in found
        if may(facts.role, line.role)
    ]
    return tuple(sorted(shown, key=rank))


def rank(line: Line) -> tuple[bool, int]:
    return not line.pressing, list(Kind).index(line.kind)


def role_to_mend(recipient: str) -> Role:
    """Who may do something about a letter that did not arrive: helpers for participants."""
    return Role.HELPER if recipient.startswith("registration:") else Role.EDITOR


def _of_letters(facts: Facts) -> Iterator[Line]:
    for letter in facts.undelivered:
        yield Line(
            kind=Kind.UNDELIVERED,
            role=role_to_mend(letter.recipient),
            letter=letter.letter,
            key=letter.speaker or "",
            names=(letter.name,),
            no_such_address=letter.no_such_address,
        )


def _of_mail(facts: Facts) -> Iterator[Line]:
    if facts.received:
        yield Line(kind=Kind.RECEIVED, count=facts.received)
    if facts.held:
        yield Line(kind=Kind.HELD)
    elif facts.on_trial:
        yield Line(kind=Kind.TRIAL)


def _of_agenda(facts: Facts, days: int | None) -> Iterator[Line]:
    document = facts.document
    if days is None:
        yield Line(kind=Kind.NO_DAY)
    elif days <= UNKNOWN_WITHIN:
        if document.whole.start is None:
            yield Line(kind=Kind.NO_HOURS, days=days, day=document.whole.first)
        if document.workshop.way is None:
            yield Line(kind=Kind.NO_WAY, days=days)
    if facts.clashes:
        yield Line(kind=Kind.CLASHES, count=facts.clashes)
    if facts.state is WorkshopState.PUBLISHED and facts.differs:
        yield Line(kind=Kind.DIFFERS)
    if facts.state is WorkshopState.DRAFT and days is not None and days <= UNPUBLISHED_WITHIN:
        yield Line(kind=Kind.NOT_PUBLIC, days=days)


def _of_registration(facts: Facts, at: datetime) -> Iterator[Line]:
    if facts.window is None:
        return
    if facts.pending:
        yield Line(kind=Kind.PENDING, count=facts.pending)
    for places in facts.places:
        if places.waiting:
            kind = Kind.WAITING if places.left == 0 else Kind.FREE_PLACES
            yield Line(kind=kind, count=places.waiting, way=places.way)
    if facts.state is not WorkshopState.PUBLISHED:
        return
    opens, closes, zone = facts.window.opens, facts.window.closes, facts.window.zone
    if opens is not None and at < opens <= at + AHEAD:
        yield Line(kind=Kind.OPENS, at=opens, zone=zone)
    elif closes is not None and at < closes <= at + AHEAD:
        yield Line(kind=Kind.CLOSES, at=closes, zone=zone)
