"""What the organisers' page of one speaker shows: the proposal beside the agenda, who a colleague
would be, calendars, and the history in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.agenda.rules.document import Document
from app.agenda.rules.words import ItemState
from app.errors import Refusal
from app.extensions import db
from app.i18n import language, zones
from app.invitations import letters, own_part, queries
from app.invitations.models import Appointment, Invitation
from app.invitations.own_part import OwnItem, OwnPart
from app.invitations.rules.deciding import ASKED_ANEW, stands_within
from app.invitations.service.deciding import colleague_there
from app.people.models import Speaker
from app.people.queries import windows_of
from app.registration.rules import typos


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """An own item beside what was proposed."""

    own: OwnItem
    #: None = the agenda gives it no time.
    fits: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    #: Each window, on the workshop's clock and then on the speaker's own if that is another.
    windows: Sequence[Sequence[str]]
    items: Sequence[Fits]
    #: Whether all of it is met by what the speaker reads now.
    is_met: bool
    #: Whether the draft has the part there already, so that publishing is all that is left.
    draft_meets: bool


def part_of(invitation: Invitation, at: datetime) -> OwnPart:
    return letters.own_part_of(invitation.speaker, at=at)


def proposal(invitation: Invitation, part: OwnPart, draft: Document) -> Proposal:
    speaker = invitation.speaker
    windows = windows_of(speaker)
    clocks = tuple(
        dict.fromkeys(
            zone
            for zone in (part.document.workshop.time_zone, speaker.person.time_zone)
            if zone is not None
        )
    ) or ("UTC",)
    items = [Fits(own=one, fits=_fits(windows, one)) for one in part.items if not one.cancelled]
    planned = [
        (item.start, item.end)
        for item, _ in own_part.parts_of(draft, speaker.key)
        if item.start is not None and item.state is not ItemState.CANCELLED
    ]
    known = [one.fits for one in items if one.fits is not None]
    return Proposal(
        windows=[
            [zones.span(first, last, zone, language()) for zone in clocks]
            for first, last in windows
        ],
        items=items,
        is_met=bool(known) and all(known),
        draft_meets=stands_within(windows, planned),
    )


def _fits(windows: Sequence[Any], one: OwnItem) -> bool | None:
    start = one.item.start
    return None if start is None else stands_within(windows, [(start, one.item.end)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    #: Who of the workshop they are already; None = somebody new.
    there: Speaker | None
    #: Why they cannot be confirmed.
    refusal: Refusal | None = None
    #: Whether an invitation of theirs is under way: it stays, and publishing tells them.
    is_asked: bool = False
    #: The address that was probably meant.
    meant: str | None = None


def colleague(invitation: Invitation) -> Colleague:
    try:
        there = colleague_there(invitation)
    except Refusal as refusal:
        return Colleague(there=None, refusal=refusal)
    theirs = queries.find_invitation(there) if there else None
    return Colleague(
        there=there,
        is_asked=theirs is not None and theirs.state not in ASKED_ANEW,
        meant=typos.meant(invitation.delegate_email or ""),
    )


def appointments(invitation: Invitation) -> Sequence[Appointment]:
    """What was last sent to the speaker's calendar, the newest first."""
    return db.session.scalars(
        select(Appointment)
        .where(Appointment.invitation_id == invitation.id)
        .order_by(Appointment.sent_at.desc(), Appointment.id)
    ).all()
