"""Whose a personal feed is, which workshops there are, and what once stood in an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app import links
from app.agenda.calendar_in_words import Holding
from app.agenda.models import AgendaVersion
from app.agenda.published import Published, while_unchanged
from app.extensions import config, db
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.people.models import Speaker
from app.registration import rules as registration
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState

PUBLIC = (WorkshopState.PUBLISHED, WorkshopState.CANCELLED, WorkshopState.ARCHIVED)
#: Those whose part is over, or has not begun; the agenda is no longer or not yet theirs.
_SPEAKS_NOT = frozenset(
    {
        InvitationState.DRAFTED,
        InvitationState.DECLINED,
        InvitationState.DELEGATED,
        InvitationState.WITHDRAWN,
        InvitationState.LAPSED,
    }
)

_HOLDINGS = {
    RegistrationState.CONFIRMED: Holding.PLACE,
    RegistrationState.WAITLISTED: Holding.WAITING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Whom a personal feed belongs to, and what of it is this person's alone."""

    slug: str
    generation: int
    language: str
    #: Key of the speaker whose own items it shows; None = a participant, who sees them all.
    speaker: str | None
    takes_part: bool
    holding: Holding
    #: For those who hold a seat or have accepted; None for all others.
    join_url: str | None
    #: When any of this changed last.
    since: datetime


def find_subscriber(subject: str) -> Subscriber | None:
    """By the subject of a feed token: `r` and the key of a registration, or `s` and that of an
    invitation."""
    kind, key = subject[:1], subject[1:]
    if kind == "r":
        return _participant(key)
    if kind == "s":
        return _speaker(key)
    return None


def _participant(key: str) -> Subscriber | None:
    row = db.session.execute(
        select(
            Registration.state,
            Registration.state_at,
            Registration.way,
            Registration.generation,
            Registration.feed_generation,
            Registration.language,
            *_OF_WORKSHOP,
        )
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .where(Registration.key == key)
    ).one_or_none()
    if row is None:
        return None
    return Subscriber(
        slug=row.slug,
        generation=row.feed_generation,
        language=row.language,
        speaker=None,
        takes_part=row.state not in registration.ENDED,
        holding=_HOLDINGS.get(row.state, Holding.UNDECIDED),
        join_url=_way_in(key, row.generation) if _joins(row) else None,
        since=_latest(row.state_at, row.join_url_at),
    )


def _joins(row: Any) -> bool:
    is_in = row.state is RegistrationState.CONFIRMED and row.way is Way.ONLINE
    return is_in and row.join_url is not None


def _way_in(key: str, generation: int) -> str:
    """The personal link to the meeting, as in the calendar files of letters: where the meeting
    moves, it leads there still."""
    token = links.derive(config().secret_key, "join", key, generation)
    return f"{config().base_url}/r/{token}/join"


def _speaker(key: str) -> Subscriber | None:
    row = db.session.execute(
        select(
            Invitation.state,
            Invitation.created_at,
            Invitation.sent_at,
            Invitation.answered_at,
            Invitation.feed_generation,
            Invitation.language,
            Speaker.key.label("speaker"),
            *_OF_WORKSHOP,
        )
        .join(Speaker, Speaker.id == Invitation.speaker_id)
        .join(Workshop, Workshop.id == Invitation.workshop_id)
        .where(Invitation.key == key)
    ).one_or_none()
    if row is None:
        return None
    return Subscriber(
        slug=row.slug,
        generation=row.feed_generation,
        language=row.language,
        speaker=row.speaker,
        takes_part=row.state not in _SPEAKS_NOT,
        holding=Holding.PLACE,
        join_url=row.join_url if row.state is InvitationState.ACCEPTED else None,
        since=_latest(row.created_at, row.sent_at, row.answered_at, row.join_url_at),
    )


_OF_WORKSHOP = (Workshop.slug, Workshop.join_url, Workshop.join_url_at)


def _latest(*moments: datetime | None) -> datetime:
    """In whole seconds, as calendars count."""
    return max(moment for moment in moments if moment).replace(microsecond=0)


def public_workshops() -> tuple[Published, ...]:
    """The newest version of each workshop that is or was public; practice ones left out."""
    return while_unchanged("feeds.public_workshops", _public_workshops)


def _public_workshops() -> tuple[Published, ...]:
    newest = (
        select(AgendaVersion.workshop_id, func.max(AgendaVersion.number).label("number"))
        .group_by(AgendaVersion.workshop_id)
        .subquery()
    )
    is_newest: ColumnElement[bool] = (AgendaVersion.workshop_id == newest.c.workshop_id) & (
        AgendaVersion.number == newest.c.number
    )
    wanted = (
        select(
            Workshop.id,
            Workshop.slug,
            Workshop.state,
            AgendaVersion.id.label("version_id"),
            AgendaVersion.number,
            AgendaVersion.published_at,
        )
        .join(AgendaVersion, AgendaVersion.workshop_id == Workshop.id)
        .join(newest, is_newest)
        .where(Workshop.state.in_(PUBLIC), Workshop.practice.is_(False))
        .order_by(Workshop.id)
    )
    with db.engine.connect() as connection:
        rows = connection.execute(wanted).all()
    return tuple(
        Published(
            workshop_id=row.id,
            slug=row.slug,
            state=row.state,
            practice=False,
            version_id=row.version_id,
            version=row.number,
            published_at=row.published_at,
        )
        for row in rows
    )


def once_stood(workshop_id: int) -> frozenset[tuple[str, str]]:
    """The themes and items of every version so far, as ("themes", key) and ("items", key)."""
    documents = db.session.scalars(
        select(AgendaVersion.document).where(AgendaVersion.workshop_id == workshop_id)
    )
    return frozenset(
        (kind, one["key"])
        for document in documents
        for kind in ("themes", "items")
        for one in document[kind]
    )
