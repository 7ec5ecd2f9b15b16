"""Speakers are reminded to answer, and of what their checklist misses.

The worker looks each minute. Whether a reminder is due is asked twice: of all in one query, and
of each once more when its row is held, so that two workers, or one that looks again, write once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.errors import Refusal
from app.extensions import db
from app.invitations import checklist, letters, queries, rules, waiting
from app.invitations.checklist import Checklist
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.invitations.rules.plans import Plan
from app.invitations.rules.reminding import (
    AlreadyChased,
    NotAccepted,
    NothingMissing,
    Purpose,
    due,
    has_lapsed,
    is_too_soon,
    only,
)
from app.invitations.service import acting, asking
from app.invitations.service.deciding import lapse
from app.invitations.waiting import AT_ONCE, Waiting
from app.people.models import Speaker


def remind_due(at: datetime) -> None:
    """Remind who is to be reminded at this moment. One query while nobody is."""
    found = [one for one in waiting.for_somebody() if due(one.standing, at)]
    if not found:
        return
    found = _owing(waiting.of_open(found, at), at)
    unreachable = waiting.unreachable([one.speaker_id for one in found])
    found = _not_too_soon([one for one in found if one.speaker_id not in unreachable], at)
    # Only now: who needs no reminder is in nobody's way.
    for one in found[:AT_ONCE]:
        _remind(one.invitation_id, at)


def _owing(those: list[Waiting], at: datetime) -> list[Waiting]:
    """Without those who have handed in all that they would be reminded of."""
    asked = [one for one in those if due(one.standing, at) == "checklist"]
    speakers = db.session.scalars(
        select(Speaker)
        .where(Speaker.id.in_([one.speaker_id for one in asked]))
        .options(joinedload(Speaker.person), joinedload(Speaker.workshop))
    ).all()
    workshops = {one.workshop_id for one in asked}
    plan_of = dict.fromkeys(workshops, Plan()) | queries.plans_of(workshops)
    lists = checklist.of_many(speakers, plan_of, at)
    return [
        one
        for one in those
        if one.speaker_id not in lists or _is_due(one, lists[one.speaker_id], at)
    ]


def _not_too_soon(those: list[Waiting], at: datetime) -> list[Waiting]:
    written = waiting.last_letters([one.email or "" for one in those], at)
    return [
        one
        for one in those
        if not is_too_soon(written.get((one.email or "").casefold()), one.standing.zone, at)
    ]


def _remind(invitation_id: int, at: datetime) -> None:
    invitation = db.session.get_one(Invitation, invitation_id)
    acting.hold(invitation)
    now = waiting.again(invitation_id)
    if now is None or not _not_too_soon([now], at):
        return
    purpose: Purpose | None = due(now.standing, at)
    try:
        if purpose == "answer":
            asking.remind(invitation, at=at, account_id=None, actor="worker")
        elif purpose == "checklist":
            _chase_if_due(invitation, now, at)
    except Refusal:
        return  # over, or done by now: there is nothing to remind of


def _chase_if_due(invitation: Invitation, now: Waiting, at: datetime) -> None:
    if _is_due(now, checklist.of(invitation.speaker, at=at), at):
        chase(invitation, at=at, account_id=None, actor="worker")


def _is_due(now: Waiting, still: Checklist, at: datetime) -> bool:
    """By the days of what is missing alone: what is handed in has no last day any more."""
    days = [line.by for line in still.missing if line.by is not None]
    return due(only(now.standing, days), at) == "checklist"


def chase(
    invitation: Invitation, *, at: datetime, account_id: int | None, actor: str = "account"
) -> None:
    """Remind of all that the checklist misses, in one e-mail; three times at most.

    Raises NotAccepted, NothingMissing, AlreadyChased, NoAddress, IsOver, IsCancelled.
    """
    acting.hold(invitation)
    if invitation.state is not InvitationState.ACCEPTED:
        raise NotAccepted
    if invitation.chases >= rules.MOST_REMINDERS:
        raise AlreadyChased
    acting.check_can_ask(invitation, at)
    still: Checklist = checklist.of(invitation.speaker, at=at)
    if still.is_done:
        raise NothingMissing
    invitation.chased_at = at
    invitation.chases += 1
    letters.write("chase", invitation, at=at, checklist=still)
    acting.noted("chased", invitation, at=at, account_id=account_id, actor=actor)


def lapse_due(at: datetime) -> None:
    """Invitations whose last day has passed, where organisers want them to lapse."""
    found = [one for one in waiting.to_lapse() if _has_lapsed(one, at)]
    for one in waiting.of_open(found, at)[:AT_ONCE] if found else ():
        _lapse(one.invitation_id, at)


def _has_lapsed(one: Waiting, at: datetime) -> bool:
    return has_lapsed(one.standing.answer_by, one.standing.zone, at)


def _lapse(invitation_id: int, at: datetime) -> None:
    invitation = db.session.get_one(Invitation, invitation_id)
    acting.hold(invitation)
    now = waiting.again(invitation_id)
    try:
        if now and _has_lapsed(now, at):
            acting.check_ahead(invitation, at)
            lapse(invitation, at=at, actor="worker")
    except Refusal:
        return  # answered by now, or the workshop is over
