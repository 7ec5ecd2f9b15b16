"""The readiness board: every speaker of a workshop with what is missing, in a constant number of
queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.agenda.models import AgendaItem, ItemPart
from app.agenda.queries import guests_of_themes
from app.agenda.rules.words import ItemState
from app.extensions import Text, db
from app.invitations import checklist, queries, rules
from app.invitations.checklist import Checklist
from app.invitations.letters.deadlines import zone_of
from app.invitations.models import Invitation
from app.invitations.rules import Action, readiness
from app.invitations.rules.plans import Plan, answer_by
from app.invitations.rules.readiness import Funnel, Need, Show, Standing
from app.mail import queries as mail
from app.mail.rules import LetterState
from app.people.models import Speaker
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """An item of the draft that names the speaker."""

    key: str
    #: The title, else our own label for it; None = neither is recorded.
    title: Text | None
    cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    speaker: Speaker
    invitation: Invitation | None
    items: Sequence[Own]
    standing: Standing
    needs: Sequence[Need]
    #: What the page offers at this moment.
    possible: frozenset[Action]
    #: Days since nothing has been heard; None of who has answered.
    silent_days: int | None
    #: Last day for the answer of who has not given one.
    answer_by: date | None
    #: Of who has accepted.
    checklist: Checklist | None
    #: How the last e-mail ended that did not arrive.
    bounced: LetterState | None

    @property
    def name(self) -> str:
        return self.speaker.person.name

    @property
    def can_be_reminded(self) -> bool:
        """Where an e-mail would arrive, and there is an answer to wait for."""
        reaches = self.standing.has_address and self.bounced is None
        return reaches and Action.REMIND in self.possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    rows: Sequence[Row]
    funnel: Funnel
    plan: Plan

    def shown(self, show: Show) -> list[Row]:
        return [one for one in self.rows if readiness.is_shown(one.standing, show, one.needs)]

    def counts(self) -> dict[Show, int]:
        return {show: len(self.shown(show)) for show in Show}

    @property
    def to_remind(self) -> list[Row]:
        """Who is silent and may be reminded now."""
        silent = self.shown(Show.SILENT)
        return [one for one in silent if one.can_be_reminded]


def read(workshop: Workshop, at: datetime) -> Board:
    pairs = queries.speakers_and_invitations(workshop)
    plan, items = queries.plan_of(workshop.id), _items(workshop)
    lists = checklist.checklists_of(workshop, at)
    asking = queries.waiting_remarks([workshop.id])
    bounced = _bounced(workshop, pairs)
    guests = guests_of_themes(workshop.id)
    seatless = queries.waiting_for_seats([workshop.id])
    rows = []
    for speaker, invitation in pairs:
        own, list_of = items.get(speaker.id, ()), lists.get(speaker.id)
        standing = Standing(
            **_of_invitation(invitation, plan),
            zone=zone_of(speaker.person, workshop.time_zone),
            has_address=bool(speaker.person.email),
            bounced=speaker.id in bounced,
            questions=asking.get(invitation.id, 0) if invitation else 0,
            is_named=speaker.id in guests or any(not one.cancelled for one in own),
            waits_for_seat=speaker.id in seatless,
            misses=list_of is not None and not list_of.is_done,
            late=list_of is not None and bool(list_of.overdue),
        )
        since = readiness.silent_since(standing)
        rows.append(
            Row(
                speaker=speaker,
                invitation=invitation,
                items=own,
                standing=standing,
                needs=readiness.needs(standing, at),
                possible=possible(invitation, at),
                silent_days=(at - since).days if since else None,
                answer_by=standing.answer_by if readiness.waits(standing) else None,
                checklist=list_of,
                bounced=bounced.get(speaker.id),
            )
        )
    return Board(rows=rows, funnel=readiness.funnel(one.standing for one in rows), plan=plan)


def _of_invitation(invitation: Invitation | None, plan: Plan) -> dict[str, Any]:
    if invitation is None:
        return {"state": None}
    return {
        "state": invitation.state,
        "sent_at": invitation.sent_at,
        "reminded_at": invitation.reminded_at,
        "reminders": invitation.reminders,
        "opened": invitation.opened_at is not None,
        "answer_by": answer_by(invitation.answer_by, plan),
    }


def _items(workshop: Workshop) -> Mapping[int, Sequence[Own]]:
    """What the draft names each speaker in, in its order."""
    rows = db.session.execute(
        select(
            ItemPart.speaker_id, AgendaItem.key, AgendaItem.title, AgendaItem.subject,
            AgendaItem.state,
        )
        .join(AgendaItem, AgendaItem.id == ItemPart.item_id)
        .where(AgendaItem.workshop_id == workshop.id, ItemPart.speaker_id.is_not(None))
        .order_by(AgendaItem.position, AgendaItem.id)
    )  # fmt: skip
    found: dict[int, list[Own]] = defaultdict(list)
    for speaker_id, key, title, subject, state in rows:
        assert speaker_id is not None
        own = Own(key=key, title=title or subject, cancelled=state is ItemState.CANCELLED)
        if own not in found[speaker_id]:  # with two parts in one item
            found[speaker_id].append(own)
    return found


def bounced(speaker: Speaker) -> LetterState | None:
    """How the last e-mail to this one's address of today ended, where it did not arrive."""
    return _bounced(speaker.workshop, [(speaker, None)]).get(speaker.id)


def _bounced(
    workshop: Workshop, pairs: Sequence[tuple[Speaker, Invitation | None]]
) -> Mapping[int, LetterState]:
    """By speaker, how the last e-mail to their address of today ended, where it did not arrive."""
    addresses = {
        f"speaker:{speaker.id}": (speaker.id, (speaker.person.email or "").casefold())
        for speaker, _ in pairs
    }
    found = {}
    for letter in mail.undelivered([workshop.id]):
        number, email = addresses.get(letter.recipient, (0, ""))
        if number and letter.to_email.casefold() == email:
            found[number] = letter.state
    return found


def possible(invitation: Invitation | None, at: datetime) -> frozenset[Action]:
    if invitation is None:
        return frozenset()
    # Who has just said “perhaps” was written to as well.
    written = (invitation.sent_at, invitation.reminded_at, invitation.answered_at)
    return rules.possible(
        invitation.state,
        invitation.reminders,
        asked_at=max((one for one in written if one is not None), default=None),
        at=at,
    )
