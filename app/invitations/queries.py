"""Looking invitations up, and what the agenda holds for an invited speaker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from app.agenda.published import document_of
from app.agenda.queries import latest_version
from app.agenda.rules.document import Document
from app.agenda.rules.hints import Answer
from app.extensions import db
from app.ical.scheduling import Method
from app.invitations import own_part, rules
from app.invitations.models import Appointment, Invitation, InvitationPlan, Remark
from app.invitations.rules import Author, InvitationState, Via, plans, told
from app.mail.models import Letter
from app.people.models import Person, Speaker
from app.registration.models import Registration, RegistrationForm
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState

_WITH_SPEAKER = joinedload(Invitation.speaker)


def speakers_and_invitations(workshop: Workshop) -> Sequence[tuple[Speaker, Invitation | None]]:
    """Everybody of the workshop, in its order, with the invitation if there is one."""
    rows = db.session.execute(
        select(Speaker, Invitation)
        .outerjoin(Invitation, Invitation.speaker_id == Speaker.id)
        .where(Speaker.workshop_id == workshop.id)
        .order_by(Speaker.position, Speaker.id)
    )
    return [(speaker, invitation) for speaker, invitation in rows]


def find_invitation(speaker: Speaker) -> Invitation | None:
    return db.session.scalar(
        select(Invitation).where(Invitation.speaker_id == speaker.id).options(_WITH_SPEAKER)
    )


def find_by_key(key: str) -> Invitation | None:
    """For the desk: with speaker, person and workshop."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.key == key)
        .options(joinedload(Invitation.speaker).joinedload(Speaker.workshop))
    )


def asked_since(invitation: Invitation, since: datetime) -> Sequence[Remark]:
    """What came from the speaker's side after this moment, the newest first."""
    return db.session.scalars(
        select(Remark)
        .where(
            Remark.invitation_id == invitation.id,
            Remark.author != Author.ORGANISER,
            Remark.at > since,
        )
        .order_by(Remark.id.desc())
    ).all()


def conversation_of(invitation: Invitation) -> Sequence[Remark]:
    """What was written about this part, the oldest first."""
    return db.session.scalars(
        select(Remark).where(Remark.invitation_id == invitation.id).order_by(Remark.id)
    ).all()


def find_remark(invitation: Invitation, number: int) -> Remark | None:
    return db.session.scalar(
        select(Remark).where(Remark.id == number, Remark.invitation_id == invitation.id)
    )


def waiting_remarks(workshop_ids: Collection[int]) -> dict[int, int]:
    """How many messages of speakers wait for an answer, by id of the invitation."""
    rows = db.session.execute(
        select(Remark.invitation_id, func.count())
        .join(Invitation, Invitation.id == Remark.invitation_id)
        .where(
            Invitation.workshop_id.in_(workshop_ids),
            Remark.author != Author.ORGANISER,
            Remark.settled_at.is_(None),
        )
        .group_by(Remark.invitation_id)
    )
    return {number: count for number, count in rows}


def asking_by_calendar(workshop_ids: Collection[int]) -> set[int]:
    """Ids of the invitations where all that waits for an answer came from a calendar."""
    return set(
        db.session.scalars(
            select(Remark.invitation_id)
            .join(Invitation, Invitation.id == Remark.invitation_id)
            .where(
                Invitation.workshop_id.in_(workshop_ids),
                Remark.author != Author.ORGANISER,
                Remark.settled_at.is_(None),
            )
            .group_by(Remark.invitation_id)
            .having(func.count() == func.sum(case((Remark.via == Via.CALENDAR, 1), else_=0)))
        )
    )


def of_workshops(ids: Collection[int]) -> Sequence[Invitation]:
    """Every invitation of these workshops, the oldest first; their speakers are not read."""
    return db.session.scalars(
        select(Invitation).where(Invitation.workshop_id.in_(ids)).order_by(Invitation.id)
    ).all()


def came_of(original: Invitation) -> Invitation | None:
    """The invitation of the colleague who took this part, if it was passed on to one."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.delegated_from_id == original.id)
        .order_by(Invitation.id.desc())
        .options(_WITH_SPEAKER)
        .limit(1)
    ) or db.session.scalar(
        # Somebody who takes the parts of several came of the first of them.
        select(Invitation)
        .join(Invitation.speaker)
        .join(Speaker.person)
        .where(
            Invitation.workshop_id == original.workshop_id,
            func.lower(Person.email) == (original.delegate_email or "").lower(),
            Invitation.id != original.id,
        )
        .order_by(Invitation.id)
        .options(_WITH_SPEAKER)
        .limit(1)
    )


def answers_of(workshop: Workshop) -> dict[str, Answer]:
    """What came of asking, by key of the speaker. Who was never asked is not in it."""
    said = dict.fromkeys(rules.GONE, Answer.GONE)
    said |= {InvitationState.ACCEPTED: Answer.YES, InvitationState.DECLINED: Answer.NO}
    rows = db.session.execute(
        select(Speaker.key, Invitation.state)
        .join(Speaker, Speaker.id == Invitation.speaker_id)
        .where(Invitation.workshop_id == workshop.id, Invitation.state != InvitationState.DRAFTED)
    )
    return {key: said.get(state, Answer.OPEN) for key, state in rows}


def expected(workshop_id: int) -> Sequence[Invitation]:
    """The invitations of those who were asked and have not said no, in the workshop's order."""
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.speaker)
        .where(Invitation.workshop_id == workshop_id, Invitation.state.in_(rules.EXPECTED))
        .order_by(Speaker.position, Speaker.id)
        .options(_WITH_SPEAKER)
    ).all()


def accepted_without_seat() -> Sequence[Invitation]:
    """Who said yes to a workshop that takes registrations, and holds none there."""
    return db.session.scalars(
        select(Invitation)
        .join(Workshop, Workshop.id == Invitation.workshop_id)
        .join(RegistrationForm, RegistrationForm.workshop_id == Workshop.id)
        .outerjoin(Registration, Registration.speaker_id == Invitation.speaker_id)
        .where(
            Invitation.state == InvitationState.ACCEPTED,
            Workshop.state.not_in((WorkshopState.CANCELLED, WorkshopState.ARCHIVED)),
            Registration.id.is_(None),
        )
        .order_by(Invitation.id)
        .options(_WITH_SPEAKER)
    ).all()


def waiting_for_seats(workshop_ids: Collection[int]) -> set[int]:
    """Ids of the speakers who said yes and stand in the line, as all places are taken."""
    return set(
        db.session.scalars(
            select(Invitation.speaker_id)
            .join(Registration, Registration.speaker_id == Invitation.speaker_id)
            .where(
                Invitation.workshop_id.in_(workshop_ids),
                Invitation.state == InvitationState.ACCEPTED,
                Registration.state == RegistrationState.WAITLISTED,
            )
        )
    )


def last_sent(workshop: Workshop, keys: Collection[str]) -> datetime | None:
    """When the last of these speakers was asked."""
    return db.session.scalar(
        select(func.max(Invitation.sent_at))
        .join(Invitation.speaker)
        .where(Speaker.workshop_id == workshop.id, Speaker.key.in_(keys))
    )


def plan_of(workshop_id: int) -> plans.Plan:
    """How this workshop asks its speakers; as everybody does where nothing was saved."""
    row = db.session.get(InvitationPlan, workshop_id)
    return plans.of_row(row) if row is not None else plans.Plan()


def plans_of(workshop_ids: Collection[int]) -> dict[int, plans.Plan]:
    """The same of many; who saved none is not in it."""
    rows = db.session.scalars(
        select(InvitationPlan).where(InvitationPlan.workshop_id.in_(workshop_ids))
    )
    return {row.workshop_id: plans.of_row(row) for row in rows}


def letters_to(speaker: Speaker) -> Sequence[Letter]:
    """Every letter to this speaker, the newest first."""
    return db.session.scalars(
        select(Letter)
        .where(
            Letter.workshop_id == speaker.workshop_id, Letter.recipient == f"speaker:{speaker.id}"
        )
        .order_by(Letter.id.desc())
    ).all()


def newest_document(workshop: Workshop) -> Document | None:
    """What the public reads, this transaction's own publishing included."""
    version = latest_version(workshop.id)
    return document_of(version) if version else None


def touched(workshop_id: int, before: Document | None, after: Document) -> list[Invitation]:
    """Those expected whose own time, place or title is another one than they were told last.

    Of whom that was not noted yet the last version is what they were told; against no version at
    all nothing changes for them.
    """
    return [one for one in expected(workshop_id) if _is_touched(one, before, after)]


def _is_touched(invitation: Invitation, before: Document | None, after: Document) -> bool:
    person = invitation.speaker.key
    if invitation.told is not None:
        return told.differs(invitation.told, after, person, invitation.language)
    return before is not None and own_part.differs(before, after, person)


def asked_elsewhere() -> list[Invitation]:
    """Those expected whose calendar was asked at an address that is not theirs any more."""
    rows = db.session.execute(
        select(Invitation, Appointment.email)
        .join(Appointment, Appointment.invitation_id == Invitation.id)
        .join(Invitation.speaker)
        .join(Speaker.person)
        .where(
            Appointment.method == Method.REQUEST.value,
            Invitation.state.in_(rules.EXPECTED),
            Person.email.is_distinct_from(Appointment.email),
        )
        .order_by(Invitation.id)
        .options(_WITH_SPEAKER)
    )
    moved = {
        invitation.id: invitation
        for invitation, asked in rows
        if (invitation.speaker.person.email or "").casefold() != asked.casefold()
    }
    return list(moved.values())


def who_hears_of_cancelling(workshop: Workshop) -> list[str]:
    """Names of the speakers who would get a letter if the workshop were cancelled."""
    return [
        invitation.speaker.person.name
        for invitation in expected(workshop.id)
        if invitation.speaker.person.email
    ]
