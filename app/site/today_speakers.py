"""How the asking of the speakers stands in many workshops, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.agenda.queries import Draft
from app.invitations import checklist
from app.invitations import queries as invitations
from app.invitations.letters.deadlines import zone_of
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.invitations.rules.plans import Plan, answer_by
from app.people.models import Speaker
from app.site.rules.speakers import Asked, Guest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    #: How many messages wait, by id of the invitation; and where all of them are of a calendar.
    asking: Mapping[int, int]
    by_calendar: Collection[int]
    #: Ids of the speakers who wait for a place.
    seatless: Collection[int]


def read(
    drafts: Mapping[int, Draft], asked: Mapping[int, Invitation], at: datetime
) -> dict[int, list[Guest]]:
    """By workshop, everybody there with how the asking stands."""
    plans = {here: Plan() for here in drafts} | invitations.plans_of(drafts.keys())
    waiting = _Waiting(
        asking=invitations.waiting_remarks(drafts.keys()),
        by_calendar=invitations.asking_by_calendar(drafts.keys()),
        seatless=invitations.waiting_for_seats(drafts.keys()),
    )
    owing = _owing(drafts, asked, plans, at)
    return {
        here: [
            Guest(
                key=speaker.key,
                name=speaker.person.name,
                has_address=bool(speaker.person.email),
                asked=_asked(asked.get(speaker.id), speaker, draft, plans[here], waiting),
                owes=speaker.id in owing,
            )
            for speaker in draft.speakers
        ]
        for here, draft in drafts.items()
    }


def _asked(
    invitation: Invitation | None,
    speaker: Speaker,
    draft: Draft,
    plan: Plan,
    waiting: _Waiting,
) -> Asked | None:
    if invitation is None:
        return None
    return Asked(
        state=invitation.state,
        sent_at=invitation.sent_at,
        reminded_at=invitation.reminded_at,
        reminders=invitation.reminders,
        answer_by=answer_by(invitation.answer_by, plan),
        zone=zone_of(speaker.person, draft.workshop.time_zone),
        questions=waiting.asking.get(invitation.id, 0),
        by_calendar=invitation.id in waiting.by_calendar,
        waits_for_seat=speaker.id in waiting.seatless,
        delegate=invitation.delegate_name or "",
    )


def _owing(
    drafts: Mapping[int, Draft],
    asked: Mapping[int, Invitation],
    plans: Mapping[int, Plan],
    at: datetime,
) -> set[int]:
    """Ids of the speakers something of whom is overdue; nothing is where no day is set."""
    dated = [draft for here, draft in drafts.items() if any(plans[here].tasks.values())]
    accepted = [
        speaker
        for draft in dated
        for speaker in draft.speakers
        if speaker.id in asked and asked[speaker.id].state is InvitationState.ACCEPTED
    ]
    found = checklist.of_many(accepted, plans, at)
    return {number for number, one in found.items() if one.overdue}
