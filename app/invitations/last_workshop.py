"""How an organiser's workshop before this one asked its speakers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Account
from app.agenda import service as agenda
from app.extensions import db
from app.invitations import queries
from app.invitations.models import InvitationPlan
from app.invitations.rules.plans import Plan
from app.workshops.models import Workshop
from app.workshops.queries import workshops_of


@dataclass(frozen=True, slots=True)
class Last:
    workshop: Workshop
    plan: Plan


def last_plan(workshop: Workshop, account: Account) -> Last | None:
    """Of the newest other workshop this account may open that has saved one; of the same
    programme before others."""
    others = [one for one, _ in workshops_of(account) if one.id != workshop.id]
    saved = set(
        db.session.scalars(
            select(InvitationPlan.workshop_id).where(
                InvitationPlan.workshop_id.in_([one.id for one in others])
            )
        )
    )
    found = [one for one in others if one.id in saved]
    if not found:
        return None
    own = workshop.programme_id
    akin = [one for one in found if own is not None and one.programme_id == own]
    one = (akin or found)[0]
    return Last(one, queries.plan_of(one.id))


def first_day(workshop: Workshop, at: datetime) -> date | None:
    """As the agenda has it now, published or not."""
    return agenda.preview(workshop, at=at).whole.first
