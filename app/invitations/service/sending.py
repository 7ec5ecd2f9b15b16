"""Asking many at once: one transaction, in which each person is asked or left by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.audit.service import note
from app.errors import Refusal
from app.extensions import db
from app.i18n import N_, gettext, speaking
from app.invitations import letters, rules
from app.invitations.letters import composing
from app.invitations.letters.content import content
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.invitations.rules.plans import Plan
from app.invitations.rules.texts import Placeholder
from app.invitations.service import acting, asking
from app.mail import outbox
from app.mail.outbox import Link
from app.people.models import Speaker
from app.workshops.models import Workshop

#: Trial letters at one press.
MOST_TRIALS = 12


class NotHere(Refusal):
    message = N_("This person is not among the people of the workshop any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One row of the page: whom, and in which words."""

    #: Of the speaker.
    key: str
    language: str
    message: str | None = None
    answer_by: date | None = None
    #: Fingerprint of the draft that the row was opened with, empty for none; None = any.
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """By keys of speakers. Who had been asked before is not asked again, and is no failure."""

    sent: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    left: dict[str, Refusal] = field(default_factory=dict)


def send_to_many(
    workshop: Workshop, asked: Sequence[Asked], *, at: datetime, account_id: int | None
) -> Outcome:
    """Ask these people. A refusal leaves one of them as they are, and nobody else.

    Whoever is asked already stays so: pressed twice, it sends once.
    """
    outcome = Outcome()
    speakers = _held(workshop, [one.key for one in asked])
    acting.hold_all(workshop)  # before a new one holds the workshop, which publishing waits for
    agenda = letters.Agenda(workshop, at)
    for one in asked:
        speaker = speakers.get(one.key)
        if speaker is None:
            outcome.left[one.key] = NotHere()
            continue
        try:
            with db.session.begin_nested():
                _ask(speaker, one, agenda, at=at, account_id=account_id)
        except rules.AlreadySent:
            outcome.before.append(one.key)
        except Refusal as refusal:
            outcome.left[one.key] = refusal
        else:
            outcome.sent.append(one.key)
    return outcome


def _ask(
    speaker: Speaker, one: Asked, agenda: letters.Agenda, *, at: datetime, account_id: int | None
) -> None:
    invitation = asking.draft(
        speaker,
        language=one.language,
        message=one.message,
        answer_by=one.answer_by,
        seen=one.seen,
        at=at,
        account_id=account_id,
    )
    asking.send(invitation, document=agenda.read_by(speaker), at=at, account_id=account_id)


def _held(workshop: Workshop, keys: Sequence[str]) -> dict[str, Speaker]:
    """In one order, so that two who send to the same people do not wait for each other."""
    rows = db.session.scalars(
        select(Speaker)
        .where(Speaker.workshop_id == workshop.id, Speaker.key.in_(keys))
        .order_by(Speaker.id)
        .with_for_update(of=Speaker)
    )
    return {speaker.key: speaker for speaker in rows}


# -- Before it is sent ----------------------------------------------------------------------------


def why_not(speaker: Speaker, invitation: Invitation | None) -> Refusal | None:
    """Why this person cannot be asked now, whatever the agenda says; None = they can."""
    if invitation is not None:
        try:
            rules.apply(invitation.state, rules.Action.SEND)
        except Refusal as refusal:
            return refusal
    return None if speaker.person.email else rules.NoAddress(name=speaker.person.name)


def planned(
    speaker: Speaker,
    one: Asked,
    *,
    agenda: letters.Agenda,
    plan: Plan,
) -> dict[str, Any]:
    """What the outbox would be given, for looking at and for trials. `plan` need not be saved."""
    unsent = _unsent(speaker, one)
    with speaking(one.language):
        return content("invitation", unsent, agenda.part_of(speaker), {"asking": plan})


def values_for(
    speaker: Speaker, language: str, *, agenda: letters.Agenda, plan: Plan
) -> dict[Placeholder, str | None]:
    """What each placeholder stands for in a letter to this person; None = not recorded."""
    unsent = _unsent(speaker, Asked(key=speaker.key, language=language))
    with speaking(language):
        return composing.values_for(unsent, agenda.part_of(speaker), plan)


def _unsent(speaker: Speaker, one: Asked) -> Invitation:
    return Invitation(
        key="", language=one.language, message=one.message, answer_by=one.answer_by,
        generation=0, feed_generation=0, reminders=0, state=InvitationState.DRAFTED,
        speaker=speaker,
    )  # fmt: skip


def try_letters(
    workshop: Workshop,
    plans: Sequence[tuple[str, dict[str, Any]]],
    *,
    to: Account,
    back: str,
    at: datetime,
) -> int:
    """Letters to the organiser who asks and to nobody else: the same words, with another address
    and without a link that acts for its reader; those lead `back`.

    `plans` are pairs of what names the letter and what `planned` made. Returns how many; pressed
    twice within a minute, it sends once.
    """
    few = plans[:MOST_TRIALS]
    for asked, plan in few:
        with speaking(plan["language"]):
            sentence = gettext(
                "This is a trial, sent only to you. %(name)s gets this e-mail with a link of "
                "their own once you send the invitation.",
                name=plan["to_name"],
            )
        outbox.write(
            **plan
            | {
                "act": f"trial:{workshop.id}:invitation:{asked}:{at:%Y%m%d%H%M}",
                "recipient": f"account:{to.id}",
                "workshop_id": workshop.id,
                "at": at,
                "to_name": to.name,
                "to_email": to.email,
                "trial_for": plan["to_name"],
                "trial_note": sentence,
                "links": [
                    Link(one.name, back if one.purpose else one.path) for one in plan["links"]
                ],
                "answers_by_mail": False,
            }
        )
    if few:
        note(
            "workshop.tried_letters",
            at=at,
            account_id=to.id,
            workshop_id=workshop.id,
            count=len(few),
        )
    return len(few)
