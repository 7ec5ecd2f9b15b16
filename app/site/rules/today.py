"""What needs the organisers of a workshop today: lines made from facts, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.words import ItemState
from app.i18n import zones
from app.invitations.rules import InvitationState
from app.registration.rules import Window
from app.workshops.rules import Role, Way, WorkshopState, may

#: An invitation without an answer is worth a word after this; so is a reminder.
SILENT_AFTER = timedelta(days=7)
#: What registration does within this time is said before it happens.
AHEAD = timedelta(days=7)
#: From so many days before the workshop on, what is not recorded is missed.
UNKNOWN_WITHIN, UNPUBLISHED_WITHIN = 30, 60
#: Lines of one workshop that are shown at once.
HANDFUL = 5


class Kind(StrEnum):
    """What waits, the most urgent first; the order is the one lines are shown in."""

    UNDELIVERED = "undelivered"
    DECLINED = "declined"
    CLASHES = "clashes"
    PENDING = "pending"
    NO_HOURS = "no_hours"
    NO_WAY = "no_way"
    NOT_PUBLIC = "not_public"
    DIFFERS = "differs"
    NO_DAY = "no_day"
    SILENT = "silent"
    STILL_SILENT = "still_silent"
    NOT_SENT = "not_sent"
    NO_ADDRESS = "no_address"
    NOT_INVITED = "not_invited"
    FREE_PLACES = "free_places"
    WAITING = "waiting"
    CLOSES = "closes"
    OPENS = "opens"


#: What waits anyway becomes pressing shortly before the workshop.
_PRESSING = frozenset({Kind.NO_HOURS, Kind.NO_WAY, Kind.NOT_PUBLIC, Kind.DIFFERS})
_PRESSING_WITHIN = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An invitation as far as it concerns today."""

    state: InvitationState
    sent_at: datetime | None
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody of the workshop: the key of the speaker, the name, whether letters can reach."""

    key: str
    name: str
    has_address: bool
    asked: Asked | None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that waits. Only what its kind speaks of is filled in."""

    kind: Kind
    #: Who may do something about it.
    role: Role = Role.EDITOR
    #: Key and names of whom it is about.
    key: str = ""
    names: tuple[str, ...] = ()
    count: int = 1
    #: Days since something happened, or until the workshop.
    days: int | None = None
    item: ItemSeen | None = None
    #: First day of the agenda, where hours are asked for.
    day: date | None = None
    way: Way | None = None
    at: datetime | None = None
    zone: str = "UTC"
    no_such_address: bool = False
    #: Number of the letter that did not arrive.
    letter: int | None = None
    pressing: bool = False


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
        *_of_guests(facts, at),
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


def _of_guests(facts: Facts, at: datetime) -> Iterator[Line]:
    items = items_of(facts.document)
    for guest in facts.guests:
        line = _of_answer(guest, items.get(guest.key), at)
        if line is not None:
            yield line
    unsent, mute, uninvited = [], [], []
    for guest in facts.guests:
        is_drafted = guest.asked is not None and guest.asked.state is InvitationState.DRAFTED
        is_uninvited = guest.asked is None and guest.key in items
        if not guest.has_address and (is_drafted or is_uninvited):
            mute.append(guest)
        elif is_drafted:
            unsent.append(guest)
        elif is_uninvited:
            uninvited.append(guest)
    yield from _about(Kind.NOT_SENT, unsent)
    yield from _about(Kind.NO_ADDRESS, mute)
    yield from _about(Kind.NOT_INVITED, uninvited)


def _of_answer(guest: Guest, part: ItemSeen | None, at: datetime) -> Line | None:
    """What the answer of somebody asked, or the want of one, leaves to do."""
    asked = guest.asked
    if asked is None:
        return None
    about = Line(kind=Kind.DECLINED, key=guest.key, names=(guest.name,), item=part)
    if asked.state is InvitationState.DECLINED and part is not None:
        return about
    since = asked.reminded_at or asked.sent_at
    if asked.state is not InvitationState.SENT or since is None or at - since < SILENT_AFTER:
        return None
    kind = Kind.STILL_SILENT if asked.reminded_at else Kind.SILENT
    return replace(about, kind=kind, days=(at - since).days)


def _about(kind: Kind, guests: Sequence[Guest]) -> Iterator[Line]:
    if guests:
        names = tuple(guest.name for guest in guests)
        yield Line(kind=kind, key=guests[0].key, names=names, count=len(guests))


def items_of(document: Document) -> Mapping[str, ItemSeen]:
    """The first item of the draft that names each person and is not called off."""
    found: dict[str, ItemSeen] = {}
    for item in document.shown():
        if item.state is not ItemState.CANCELLED:
            for part in item.speakers:
                if part.person is not None:
                    found.setdefault(part.person, item)
    return found


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
