"""What the speakers of a workshop leave to do: who is silent, asks, declines or owes something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.agenda.rules.document import Document, ItemSeen, ThemeSeen
from app.invitations.rules import GONE, MOST_REMINDERS, REMIND_AFTER, InvitationState, readiness
from app.invitations.rules.naming import items_of, themes_of
from app.site.rules.lines import Kind, Line

#: An invitation without an answer is worth a word after this; so is a reminder.
SILENT_AFTER = timedelta(days=7)
#: After the last reminder, so long is waited before somebody should call.
EXHAUSTED_AFTER = timedelta(days=3)
_SILENT = (Kind.SILENT, Kind.STILL_SILENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An invitation as far as it concerns today."""

    state: InvitationState
    sent_at: datetime | None
    reminded_at: datetime | None
    reminders: int = 0
    #: Last day for the answer, and the zone in which it ends.
    answer_by: date | None = None
    zone: str | None = None
    #: Messages that wait for an answer.
    questions: int = 0
    #: Whether all of them came from a calendar.
    by_calendar: bool = False
    #: Whether they have accepted and wait in the line for a place.
    waits_for_seat: bool = False
    #: Whom the speaker would like to send.
    delegate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody of the workshop: the key of the speaker, the name, whether letters can reach."""

    key: str
    name: str
    has_address: bool
    asked: Asked | None
    #: Whether something they were to hand in is overdue.
    owes: bool = field(default=False)


def of_guests(document: Document, guests: Sequence[Guest], at: datetime) -> Iterator[Line]:
    items, themes = items_of(document), themes_of(document)
    of_answers = [
        line
        for one in guests
        for line in _of_answer(one, items.get(one.key), themes.get(one.key), at)
    ]
    yield from _together(of_answers)
    unsent, mute, uninvited = [], [], []
    for guest in guests:
        is_drafted = guest.asked is not None and guest.asked.state is InvitationState.DRAFTED
        is_uninvited = guest.asked is None and guest.key in items
        if not guest.has_address and (is_drafted or is_uninvited):
            mute.append(guest)
        elif is_drafted:
            unsent.append(guest)
        elif is_uninvited:
            uninvited.append(guest)
    yield from _about(Kind.MATERIAL, [guest for guest in guests if guest.owes])
    yield from _about(Kind.NOT_SENT, unsent)
    yield from _about(Kind.NO_ADDRESS, mute)
    yield from _about(Kind.NOT_INVITED, uninvited)


def _of_answer(
    guest: Guest, part: ItemSeen | None, theme: ThemeSeen | None, at: datetime
) -> Iterator[Line]:
    """What the answer of somebody asked, or the want of one, leaves to do."""
    asked = guest.asked
    if asked is None:
        return
    about = Line(kind=Kind.QUESTION, key=guest.key, names=(guest.name,), item=part, theme=theme)
    if asked.questions:
        yield replace(about, count=asked.questions, by_calendar=asked.by_calendar)
    if asked.waits_for_seat:
        yield replace(about, kind=Kind.NO_SEAT)
    if asked.state is InvitationState.DELEGATING:
        yield replace(about, kind=Kind.DELEGATE, names=(guest.name, asked.delegate))
    elif asked.state is InvitationState.COUNTER_PROPOSED:
        yield replace(about, kind=Kind.PROPOSAL)
    elif asked.state in GONE and (part is not None or theme is not None):
        has_declined = asked.state is InvitationState.DECLINED
        yield replace(about, kind=Kind.DECLINED if has_declined else Kind.GONE)
    elif (line := _of_silence(asked, at)) is not None:
        may_remind = guest.has_address and asked.reminders < MOST_REMINDERS
        yield replace(
            about, kind=line[0], days=line[1], may_remind=may_remind and not _is_fresh(asked, at)
        )


def _together(lines: Sequence[Line]) -> Iterator[Line]:
    """Several who are silent and may be reminded are one thing to do."""
    silent = [line for line in lines if line.may_remind and line.kind in _SILENT]
    if len(silent) < 2:
        yield from lines
        return
    yield Line(
        kind=Kind.SILENT,
        key=silent[0].key,
        keys=tuple(line.key for line in silent),
        names=tuple(name for line in silent for name in line.names),
        count=len(silent),
        may_remind=True,
    )
    yield from (line for line in lines if line not in silent)


def _of_silence(asked: Asked, at: datetime) -> tuple[Kind, int] | None:
    """What to say of an answer that is waited for, and for how many days it has been so."""
    standing = readiness.Standing(
        state=asked.state, answer_by=asked.answer_by, zone=asked.zone, reminders=asked.reminders
    )
    since = asked.reminded_at or asked.sent_at
    if since is None or not readiness.waits(standing):
        return None
    days = (at - since).days
    if readiness.is_late(standing, at):
        return Kind.LATE, days
    if asked.reminders >= MOST_REMINDERS:
        return (Kind.EXHAUSTED, days) if at - since >= EXHAUSTED_AFTER else None
    if asked.state is not InvitationState.SENT or at - since < SILENT_AFTER:
        return None
    return (Kind.STILL_SILENT if asked.reminded_at else Kind.SILENT), days


def _is_fresh(asked: Asked, at: datetime) -> bool:
    """Written to a moment ago: nobody is reminded at once."""
    since = asked.reminded_at or asked.sent_at
    return since is not None and at - since < REMIND_AFTER


def _about(kind: Kind, guests: Sequence[Guest]) -> Iterator[Line]:
    if guests:
        names = tuple(guest.name for guest in guests)
        yield Line(kind=kind, key=guests[0].key, names=names, count=len(guests))
