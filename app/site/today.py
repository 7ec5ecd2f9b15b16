"""An account's workshops and what waits in the coming ones, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounts.models import Account
from app.agenda import drafting, hints
from app.agenda import queries as agenda
from app.agenda.models import AgendaVersion
from app.agenda.published import document_of
from app.agenda.queries import Draft
from app.agenda.rules import clashes, numbering
from app.agenda.rules.document import Document
from app.agenda.rules.hints import is_accepted
from app.extensions import config
from app.invitations import queries as invitations
from app.invitations import received
from app.invitations.models import Invitation
from app.invitations.rules import EXPECTED
from app.mail import queries as mail
from app.mail import switches
from app.mail.rules import LetterState
from app.registration import queries as registration
from app.registration.queries import Live
from app.registration.standing import ended
from app.site import today_speakers
from app.site.rules import today
from app.site.rules.today import Facts, Line, Places, Undelivered
from app.workshops import queries as workshops
from app.workshops.models import Workshop
from app.workshops.rules import Role, WorkshopState


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A workshop in the list."""

    workshop: Workshop
    role: Role
    #: None = no day recorded.
    first: date | None
    last: date | None
    #: Days from now to the first day, there; below zero when it has begun.
    days: int | None
    over: bool

    @property
    def is_archived(self) -> bool:
        return self.workshop.state is WorkshopState.ARCHIVED

    @property
    def may_go(self) -> bool:
        """Whether it may be put into the archive, by its owners."""
        state = self.workshop.state
        done = self.over or state is WorkshopState.CANCELLED
        return self.role is Role.OWNER and done and not self.is_archived


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A coming workshop and what waits there for this account."""

    entry: Entry
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    waiting: Sequence[Waiting]
    #: Coming ones in the order of their days, then those without a day, then past ones backwards.
    workshops: Sequence[Entry]
    #: Those put away, in the same order.
    archived: Sequence[Entry]


def read(account: Account, at: datetime) -> Desk:
    mine = workshops.workshops_of(account)
    days = agenda.days_of({workshop.id for workshop, _ in mine})
    entries = [_entry(workshop, role, days.get(workshop.id), at) for workshop, role in mine]
    entries.sort(key=_by_day)
    return Desk(
        waiting=sorted(_waiting(entries, at), key=_by_urgency),
        workshops=[one for one in entries if not one.is_archived],
        archived=[one for one in entries if one.is_archived],
    )


def is_over(workshop: Workshop, at: datetime) -> bool:
    """Whether the last day of the draft has passed; a workshop without a day is still to come."""
    _, last = agenda.days_of({workshop.id}).get(workshop.id, (None, None))
    return ended(None, last, workshop.time_zone, at)


def _entry(workshop: Workshop, role: Role, days: tuple[date, date] | None, at: datetime) -> Entry:
    first, last = days or (None, None)
    return Entry(
        workshop=workshop,
        role=role,
        first=first,
        last=last,
        days=today.days_until(first, workshop.time_zone, at),
        over=ended(None, last, workshop.time_zone, at),
    )


def _by_day(entry: Entry) -> tuple[bool, int, int]:
    day = entry.first.toordinal() if entry.first else 0
    if entry.over:
        return entry.workshop.practice, 2, -day
    return entry.workshop.practice, 0 if entry.first else 1, day


def _by_urgency(waiting: Waiting) -> tuple[bool, tuple[bool, int], date]:
    first = waiting.entry.first or date.max
    return waiting.entry.workshop.practice, today.rank(waiting.lines[0]), first


def _waiting(entries: Sequence[Entry], at: datetime) -> list[Waiting]:
    coming = [
        entry
        for entry in entries
        if not entry.over
        and entry.workshop.state in (WorkshopState.DRAFT, WorkshopState.PUBLISHED)
    ]
    ids = {entry.workshop.id for entry in coming}
    drafts = agenda.drafts([entry.workshop for entry in coming])
    known = hints.accepted_keys(ids)
    versions = agenda.newest_versions(ids)
    asked = {one.speaker_id: one for one in invitations.of_workshops(ids)}
    letters = _undelivered(mail.undelivered(ids), drafts, asked)
    speakers = today_speakers.read(drafts, asked, at)
    came_in, switched = received.counts(ids), switches.read_many(ids)
    lives, pending = registration.lives(ids), registration.pending(ids)
    found = []
    for entry in coming:
        here = entry.workshop.id
        before, document = _documents(drafts[here], versions.get(here), at)
        if ended(document.whole.end, document.whole.last, entry.workshop.time_zone, at):
            continue
        facts = Facts(
            state=entry.workshop.state,
            role=entry.role,
            document=document,
            differs=not numbering.is_same(before, document),
            clashes=sum(not is_accepted(one, known[here]) for one in clashes.find(document)),
            guests=speakers[here],
            undelivered=letters[here],
            pending=pending.get(here, 0),
            received=came_in.get(here, 0),
            held=switched[here].holds,
            on_trial=switched[here].on_trial,
            **_registering(lives.get(here), before or document),
        )
        found.append(Waiting(entry=entry, lines=today.lines(facts, at)))
    return [one for one in found if one.lines]


def _documents(
    draft: Draft, version: AgendaVersion | None, at: datetime
) -> tuple[Document | None, Document]:
    """What the public reads, and the draft as it would be published after it."""
    before = document_of(version) if version else None
    return before, drafting.document(draft, before, at=at, uid_domain=config().uid_domain)


def _undelivered(
    letters: Sequence[Any], drafts: Mapping[int, Draft], asked: Mapping[int, Invitation]
) -> defaultdict[int, list[Undelivered]]:
    """By workshop, those whose reader is still expected, at the address written to."""
    speakers = {
        f"speaker:{speaker.id}": (speaker.key, speaker.person.email)
        for draft in drafts.values()
        for speaker in draft.speakers
        if speaker.id in asked and asked[speaker.id].state in EXPECTED
    }
    rows = [letter.recipient.partition(":") for letter in letters]
    registered = {int(row) for kind, _, row in rows if kind == "registration"}
    held = speakers | {
        f"registration:{row}": (None, email)
        for row, email in registration.addresses(registered).items()
    }
    found = defaultdict(list)
    for letter in letters:
        key, email = held.get(letter.recipient, (None, None))
        if email is not None and email.casefold() == letter.to_email.casefold():
            found[letter.workshop_id].append(
                Undelivered(
                    letter=letter.id,
                    recipient=letter.recipient,
                    name=letter.to_name,
                    speaker=key,
                    no_such_address=letter.state is LetterState.NO_SUCH_ADDRESS,
                )
            )
    return found


def _registering(live: Live | None, document: Document) -> dict[str, Any]:
    if live is None:
        return {"window": None, "places": ()}
    return {
        "window": live.window(document.days, document.workshop.time_zone),
        "places": [
            Places(way=seats.way, left=seats.left, waiting=seats.waiting) for seats in live.seats
        ],
    }
