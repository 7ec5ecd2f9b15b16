"""Whom the worker may have to remind, read narrowly: it looks each minute."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app.agenda import published
from app.agenda.published import Published
from app.agenda.queries import days_of
from app.extensions import db
from app.invitations import own_part
from app.invitations.models import Invitation, InvitationPlan
from app.invitations.rules import MOST_REMINDERS, InvitationState, plans
from app.invitations.rules.clocks import clock_of
from app.invitations.rules.reminding import APART, Standing
from app.mail import switches
from app.mail.models import Letter
from app.mail.rules import UNDELIVERED
from app.people.models import Person, Speaker
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState

S = InvitationState

#: Letters written in one transaction of the worker, so that nobody waits long for the database.
AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    invitation_id: int
    workshop_id: int
    speaker_id: int
    email: str | None
    standing: Standing


def for_somebody() -> list[Waiting]:
    """Who has not answered, or has accepted, and may be reminded still, in the order of ids."""
    asked = Invitation.state.in_((S.SENT, S.TENTATIVE)) & (Invitation.reminders < MOST_REMINDERS)
    accepted = (Invitation.state == S.ACCEPTED) & (Invitation.chases < MOST_REMINDERS)
    reminds = InvitationPlan.reminds.is_not(False)
    return _read(_ROWS.where(asked | accepted, reminds, Person.email.is_not(None)))


def to_lapse() -> list[Waiting]:
    """Who has not answered, where invitations lapse by themselves."""
    open_ = Invitation.state.in_((S.SENT, S.TENTATIVE))
    return _read(_ROWS.where(open_, InvitationPlan.lapses))


def again(invitation_id: int) -> Waiting | None:
    """One of them as it is by now, once its row is held."""
    return next(iter(_read(_ROWS.where(Invitation.id == invitation_id))), None)


_ROWS = (
    select(
        Invitation.id,
        Invitation.workshop_id,
        Invitation.speaker_id,
        Invitation.state,
        Invitation.sent_at,
        Invitation.answered_at,
        Invitation.reminded_at,
        Invitation.reminders,
        Invitation.chased_at,
        Invitation.chases,
        Invitation.answer_by,
        Person.email,
        Person.time_zone.label("own_zone"),
        Person.country,
        Workshop.time_zone.label("workshop_zone"),
        InvitationPlan.answer_by.label("planned_answer_by"),
        InvitationPlan.tasks,
    )
    .select_from(Invitation)
    .join(Speaker, Speaker.id == Invitation.speaker_id)
    .join(Person, Person.id == Speaker.person_id)
    .join(Workshop, Workshop.id == Invitation.workshop_id)
    .outerjoin(InvitationPlan, InvitationPlan.workshop_id == Workshop.id)
    .where(
        Workshop.state.not_in((WorkshopState.CANCELLED, WorkshopState.ARCHIVED)),
        Workshop.cancelled_at.is_(None),
    )
    .order_by(Invitation.id)
)


def _read(rows: Select[*tuple[Any, ...]]) -> list[Waiting]:
    return [
        Waiting(
            invitation_id=row.id,
            workshop_id=row.workshop_id,
            speaker_id=row.speaker_id,
            email=row.email,
            standing=Standing(
                state=row.state,
                sent_at=row.sent_at,
                answered_at=row.answered_at,
                reminded_at=row.reminded_at,
                reminders=row.reminders,
                chased_at=row.chased_at,
                chases=row.chases,
                answer_by=row.answer_by or row.planned_answer_by,
                days=_days(row.tasks),
                zone=clock_of(row.own_zone, row.country, row.workshop_zone),
            ),
        )
        for row in db.session.execute(rows)
    ]


def _days(tasks: Mapping[str, Any] | None) -> frozenset[date]:
    """Last days of what is asked; without a plan there are none."""
    return frozenset(day for day in plans.read_tasks(tasks or {}).values() if day)


# -- Where nobody is written to -------------------------------------------------------------------


def of_open(those: list[Waiting], at: datetime) -> list[Waiting]:
    """Without those whose workshops are over, or hold e-mails back: what is written there would go
    out at any hour, all at once, or never."""
    workshops = {one.workshop_id for one in those}
    shut = over(workshops, at)
    shut |= {number for number, one in switches.read_many(workshops).items() if one}
    return [one for one in those if one.workshop_id not in shut]


def over(workshop_ids: Collection[int], at: datetime) -> set[int]:
    """Those of these workshops that are called off, or over for certain, in the draft and as the
    public reads them."""
    last = {number: days[1] for number, days in days_of(workshop_ids).items()}
    past = {number for number, day in last.items() if plans.ends(day, None) <= at}
    rows = db.session.execute(
        select(Workshop.id, Workshop.slug, Workshop.cancelled_at).where(
            Workshop.id.in_(workshop_ids)
        )
    )
    return {
        number
        for number, slug, cancelled_at in rows
        if cancelled_at is not None or (number in past and _is_past(published.find(slug), at))
    }


def _is_past(found: Published | None, at: datetime) -> bool:
    ends = own_part.ends(found.document) if found else None
    return ends is None or ends <= at


# -- What has reached them ------------------------------------------------------------------------


def last_letters(emails: Collection[str], at: datetime) -> dict[str, datetime]:
    """When each of these people was written to last, of late, whatever about; in lower case."""
    normal = func.lower(Letter.to_email)
    rows = db.session.execute(
        select(normal, func.max(Letter.written_at))
        .where(
            normal.in_({email.casefold() for email in emails}),
            Letter.written_at > at - APART - timedelta(days=1),
        )
        .group_by(normal)
    )
    return {email: written for email, written in rows}


def unreachable(speaker_ids: Collection[int]) -> set[int]:
    """Those whose newest e-mail did not arrive: another one would not either."""
    recipients = [f"speaker:{one}" for one in speaker_ids]
    newest = (
        select(func.max(Letter.id))
        .where(Letter.recipient.in_(recipients))
        .group_by(Letter.recipient)
    )
    rows = db.session.scalars(
        select(Letter.recipient).where(Letter.id.in_(newest), Letter.state.in_(UNDELIVERED))
    )
    return {int(recipient.partition(":")[2]) for recipient in rows}
