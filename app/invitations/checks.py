"""What must hold of invitations at any time; read only."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.audit.models import AuditEntry
from app.extensions import db
from app.ical.scheduling import Method, PartStat
from app.invitations import queries
from app.invitations.models import Appointment, Invitation, OfficialLetter, SlideFile
from app.invitations.rules import InvitationState
from app.people.models import Speaker
from app.registration.models import Registration
from app.registration.rules import ACTIVE, Source


def broken() -> list[str]:
    """A line for each rule that the stored invitations break."""
    return [
        *_seats_without_a_yes(),
        *_unsent(),
        *_strangers(),
        *_without_successor(),
        *_of_themselves(),
        *_half_named(),
        *_wrong_appointments(),
        *_still_asked(),
        *_miscounted_slides(),
        *_gaps(),
    ]


def _seats_without_a_yes() -> list[str]:
    """A seat kept for a speaker goes to the next in line when there is no yes any more.

    The other way round does not hold: registration may open after the speakers have accepted.
    """
    rows = db.session.scalars(
        select(Invitation.id)
        .join(Registration, Registration.speaker_id == Invitation.speaker_id)
        .where(
            Invitation.state != InvitationState.ACCEPTED,
            Registration.source == Source.SPEAKER,
            Registration.state.in_(ACTIVE),
        )
        .order_by(Invitation.id)
    )
    return [f"invitations: number {id} is not accepted and a seat is kept for it" for id in rows]


def _unsent() -> list[str]:
    rows = db.session.scalars(
        select(Invitation.id)
        .where(Invitation.state == InvitationState.SENT, Invitation.sent_at.is_(None))
        .order_by(Invitation.id)
    )
    return [f"invitations: number {id} is sent and does not say when" for id in rows]


def _strangers() -> list[str]:
    rows = db.session.scalars(
        select(Invitation.id)
        .join(Speaker, Speaker.id == Invitation.speaker_id)
        .where(Speaker.workshop_id != Invitation.workshop_id)
        .order_by(Invitation.id)
    )
    return [f"invitations: number {id} is for a speaker of another workshop" for id in rows]


def _without_successor() -> list[str]:
    """A part that was handed over is somebody else's, unless an invitation was deleted there."""
    was_deleted = exists().where(
        AuditEntry.workshop_id == Invitation.workshop_id,
        AuditEntry.action.in_(("invitation.removed", "speaker.erased", "speaker.merged")),
    )
    rows = db.session.scalars(
        select(Invitation)
        .where(Invitation.state == InvitationState.DELEGATED, ~was_deleted)
        .order_by(Invitation.id)
    ).all()
    return [
        f"invitations: number {one.id} is delegated and has no successor"
        for one in rows
        if queries.came_of(one) is None
    ]


def _of_themselves() -> list[str]:
    original = aliased(Invitation)
    rows = db.session.scalars(
        select(Invitation.id)
        .join(original, original.id == Invitation.delegated_from_id)
        .where((original.workshop_id != Invitation.workshop_id) | (original.id == Invitation.id))
        .order_by(Invitation.id)
    )
    return [f"invitations: number {id} takes over a part of no other there" for id in rows]


def _half_named() -> list[str]:
    """An assistant has an address, or is none: the link would open to nobody."""
    rows = db.session.scalars(
        select(Invitation.id)
        .where(Invitation.assistant_name.is_not(None), Invitation.assistant_email.is_(None))
        .order_by(Invitation.id)
    )
    return [f"invitations: number {id} names an assistant without an address" for id in rows]


def _wrong_appointments() -> list[str]:
    rows = db.session.scalars(
        select(Appointment.id)
        .where(
            (Appointment.sequence < 0)
            | Appointment.method.not_in(("REQUEST", "CANCEL"))
            | (Appointment.partstat.is_not(None) & Appointment.replied_at.is_(None))
        )
        .order_by(Appointment.id)
    )
    return [f"invitations: appointment {id} is not one that was sent and answered" for id in rows]


def _miscounted_slides() -> list[str]:
    """The highest number counts, so the numbers say how many there were, or were more."""
    rows = db.session.execute(
        select(SlideFile.speaker_id, SlideFile.item_uid)
        .group_by(SlideFile.speaker_id, SlideFile.item_uid)
        .having(func.min(SlideFile.number) < 1)
        .order_by(SlideFile.speaker_id, SlideFile.item_uid)
    )
    return [f"invitations: slides of speaker {id} to {uid} are counted wrong" for id, uid in rows]


def _gaps() -> list[str]:
    """Official letters count from 1; numbers stay taken when their addressee is erased."""
    rows = db.session.execute(
        select(OfficialLetter.workshop_id)
        .group_by(OfficialLetter.workshop_id)
        .having(
            (func.min(OfficialLetter.number) != 1)
            | (func.max(OfficialLetter.number) != func.count())
        )
        .order_by(OfficialLetter.workshop_id)
    )
    return [
        f"invitations: a number of the official letters of workshop {id} is missing"
        for (id,) in rows
    ]


#: Nobody waits for these people's answers, so their calendars hold no question.
_OUT = (InvitationState.WITHDRAWN, InvitationState.DELEGATED, InvitationState.LAPSED)


def _still_asked() -> list[str]:
    """What was asked of a calendar is taken back with the invitation, unless it said no itself."""
    rows = db.session.execute(
        select(Appointment.id, Appointment.invitation_id, Invitation.state)
        .join(Invitation, Invitation.id == Appointment.invitation_id)
        .where(
            Appointment.method == Method.REQUEST.value,
            Invitation.state.in_(_OUT),
            Appointment.partstat.is_distinct_from(PartStat.DECLINED.value),
        )
        .order_by(Appointment.id)
    )
    return [
        f"invitations: number {invitation} is {state.value} and a calendar is still asked (entry "
        f"{entry})"
        for entry, invitation, state in rows
    ]
