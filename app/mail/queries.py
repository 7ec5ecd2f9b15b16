"""Reading the outbox, and what came in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import defer

from app.extensions import db
from app.mail.models import Letter, Received
from app.mail.rules import UNDELIVERED, LetterState, Outcome, domain_of

PAGE = 50

_LISTED = (
    Letter.id,
    Letter.written_at,
    Letter.sent_at,
    Letter.to_name,
    Letter.to_email,
    Letter.subject,
    Letter.language,
    Letter.workshop_id,
    Letter.state,
    Letter.attempts,
    Letter.next_try_at,
    Letter.trouble,
    Letter.kind,
    Letter.recipient,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters somebody wants to see, of those that are theirs to see."""

    #: None = of the whole installation.
    workshop_id: int | None = None
    states: Collection[LetterState] = ()
    kind: str = ""
    #: Part of a name or an address.
    person: str = ""
    #: How the rows begin that letters are for: registration:, speaker:; empty = anybody.
    only_for: str = ""
    never_for: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        found = []
        if self.workshop_id is not None:
            found.append(Letter.workshop_id == self.workshop_id)
        if self.states:
            found.append(Letter.state.in_(self.states))
        if self.kind:
            found.append(Letter.kind == self.kind)
        if self.person:
            found.append(
                or_(
                    Letter.to_name.icontains(self.person, autoescape=True),
                    Letter.to_email.icontains(self.person, autoescape=True),
                )
            )
        if self.only_for:
            found.append(Letter.recipient.startswith(self.only_for, autoescape=True))
        if self.never_for:
            found.append(~Letter.recipient.startswith(self.never_for, autoescape=True))
        return found


def page_of(wanted: Wanted, page: int, *, next_first: bool = False) -> tuple[Sequence[Any], bool]:
    """One page of them, counted from 1, and whether there is more: the newest first, or those
    that go out next."""
    order = (Letter.next_try_at, Letter.id) if next_first else (Letter.id.desc(),)
    rows = db.session.execute(
        select(*_LISTED)
        .where(*wanted.conditions())
        .order_by(*order)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    return rows[:PAGE], len(rows) > PAGE


def counts(wanted: Wanted | None = None) -> dict[LetterState, int]:
    """How many letters stand in which state."""
    rows = db.session.execute(
        select(Letter.state, func.count())
        .where(*(wanted or Wanted()).conditions())
        .group_by(Letter.state)
    )
    return {state: count for state, count in rows}


def kinds(wanted: Wanted) -> Sequence[str]:
    """The kinds of letters there are."""
    found = select(Letter.kind).where(*wanted.conditions()).distinct().order_by(Letter.kind)
    return db.session.scalars(found).all()


def bad_addresses(addresses: Collection[str]) -> Mapping[str, LetterState]:
    """Those of these addresses to which the last e-mail did not come, in lower case, with how it
    ended. One that arrived later makes up for it, whatever workshop it was about."""
    lowered = {one.lower() for one in addresses if one}
    if not lowered:
        return {}
    address = func.lower(Letter.to_email)
    newest = (
        select(func.max(Letter.id))
        .where(
            Letter.domain.in_({domain_of(one) for one in lowered}),  # the index
            address.in_(lowered),
            Letter.state.in_((LetterState.SENT, *UNDELIVERED)),
        )
        .group_by(address)
    )
    rows = db.session.execute(
        select(address, Letter.state).where(Letter.id.in_(newest), Letter.state.in_(UNDELIVERED))
    )
    return {email: state for email, state in rows}


# -- What came in ---------------------------------------------------------------------------------

#: What somebody has to look at.
FOR_PEOPLE = (Outcome.UNCLEAR, Outcome.REFUSED)


def came_in(workshop_id: int | None, page: int) -> tuple[Sequence[Received], bool]:
    """What came in about one workshop; without one, all of it. What waits for people is first."""
    waits = Received.outcome.in_(FOR_PEOPLE) & Received.settled_at.is_(None)
    rows = db.session.scalars(
        select(Received)
        .where(*([Received.workshop_id == workshop_id] if workshop_id is not None else []))
        .order_by(waits.desc(), Received.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
        .options(defer(Received.content))
    ).all()
    return rows[:PAGE], len(rows) > PAGE


def waits_for_people(workshop_id: int | None) -> int:
    """How many of those wait until somebody has read them."""
    about = [Received.workshop_id == workshop_id] if workshop_id is not None else []
    found = select(func.count(Received.id)).where(
        Received.outcome.in_(FOR_PEOPLE), Received.settled_at.is_(None), *about
    )
    return db.session.scalar(found) or 0


def waits_of_no_workshop() -> int:
    """The same of those that belong to no workshop: their token was wrong, or they have none."""
    found = select(func.count(Received.id)).where(
        Received.outcome.in_(FOR_PEOPLE),
        Received.settled_at.is_(None),
        Received.workshop_id.is_(None),
    )
    return db.session.scalar(found) or 0


def find_received(number: int) -> Received | None:
    return db.session.get(Received, number) if number < 2**31 else None


# -- Letters that did not arrive ------------------------------------------------------------------


def undelivered(workshop_ids: Collection[int]) -> Sequence[Any]:
    """The newest letter to each address of each person of these workshops, where it was not
    delivered. One that was sent later makes up for it; one that still waits proves nothing."""
    newest = (
        select(func.max(Letter.id).label("id"))
        .where(
            Letter.workshop_id.in_(workshop_ids),
            Letter.state.in_((LetterState.SENT, *UNDELIVERED)),
        )
        .group_by(Letter.workshop_id, Letter.recipient, Letter.to_email)
        .subquery()
    )
    return db.session.execute(
        select(
            Letter.id,
            Letter.workshop_id,
            Letter.recipient,
            Letter.to_name,
            Letter.to_email,
            Letter.state,
        )
        .join(newest, newest.c.id == Letter.id)
        .where(Letter.state.in_(UNDELIVERED))
        .order_by(Letter.id)
    ).all()


def to_recipient(recipient: str) -> Sequence[Any]:
    """Every letter to one person, by row (registration:12), the newest first."""
    return db.session.execute(
        select(*_LISTED).where(Letter.recipient == recipient).order_by(Letter.id.desc())
    ).all()


def find_letter(number: int) -> Letter | None:
    return db.session.get(Letter, number) if number < 2**31 else None
