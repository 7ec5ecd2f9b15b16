"""What a calendar's answer is worth, and what several of them mean together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.i18n import N_
from app.ical.replies import Answer, Attendee
from app.ical.scheduling import PartStat
from app.invitations.rules.states import Action

#: Clocks of calendars and ours do not agree to the second.
CLOCKS_DIFFER = timedelta(minutes=2)
#: What may be kept as an answer of a calendar.
SAID = {
    "ACCEPTED": PartStat.ACCEPTED,
    "DECLINED": PartStat.DECLINED,
    "TENTATIVE": PartStat.TENTATIVE,
}

#: Why an answer changed nothing, or what it became, as organisers read it; codes of
#: `Received.reason`.
REASONS = {
    "wrong_token": N_("Its address was not one that we gave to anybody. Nothing was changed."),
    "revoked": N_(
        "It came to an address that was taken back with its invitation. Please read it yourself."
    ),
    "unknown_entry": N_("It is about a calendar entry that this speaker was never sent."),
    "other_attendee": N_(
        "It answers for another address than the one we wrote to; the invitation may have been "
        "passed on. Nothing was changed."
    ),
    "outdated": N_("It answers an earlier version of the calendar entry. Nothing was changed."),
    "older": N_("A later answer is here already. Nothing was changed."),
    "entry_cancelled": N_("The calendar entry had been taken back. Nothing was changed."),
    "not_possible": N_(
        "The invitation could not be answered any more: it was withdrawn, has lapsed or passed to "
        "somebody else, or the workshop is cancelled or over."
    ),
    "no_answer": N_("The calendar says neither yes nor no. Nothing was changed."),
    "answered": N_("The answer was noted with the invitation."),
    "in_part": N_(
        "The answers to several parts differ; a question to you waits with the speaker."
    ),
    "proposed": N_("Another time was proposed; it waits with the speaker."),
    "became_question": N_("It waits with the speaker as a question to you."),
    "too_many": N_("There were many messages within an hour. Please read this one yourself."),
    "empty": N_("It holds no words that could be read. Please look at it yourself."),
}


def refusal(
    answer: Answer,
    *,
    is_live: bool,
    sequence: int,
    sent_at: datetime,
    replied_at: datetime | None,
    answered_at: datetime | None,
) -> str | None:
    """Why this answer about a known entry comes too late, as a code; None = it counts."""
    if not is_live:
        return "entry_cancelled"
    if answer.sequence is not None and answer.sequence < sequence:
        return "outdated"
    # Some leave the sequence out: then it has to be from after what was sent last.
    if answer.sequence is None and sequence > 0 and _before(answer.stamp, sent_at):
        return "outdated"
    if replied_at is not None and answer.stamp is not None and answer.stamp < replied_at:
        return "older"
    if answered_at is not None and _before(answer.stamp, answered_at):
        return "older"
    return None


def _before(stamp: datetime | None, moment: datetime) -> bool:
    return stamp is not None and stamp < moment - CLOCKS_DIFFER


def speaks_for(answer: Answer, email: str) -> Attendee | None:
    """The one that was asked, by the address in its normal form."""
    return next((one for one in answer.attendees if one.address == email), None)


def meaning(said: Sequence[PartStat]) -> Action | None:
    """What the answers to all parts of one speaker say; None = not all are answered, or they say
    not one thing."""
    given = set(said)
    if given == {PartStat.DECLINED}:
        return Action.DECLINE
    if given & {PartStat.DECLINED, PartStat.NEEDS_ACTION}:
        return None
    if PartStat.ACCEPTED in given:
        return Action.ACCEPT
    if PartStat.TENTATIVE in given:
        return Action.AWAIT_APPROVAL
    return None
