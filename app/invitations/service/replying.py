"""What comes back to the address of one invitation: answers of calendars, and what people type.

The token in the address says whose it is; who a message says that it is from proves nothing.
Nothing that somebody wrote is lost: what moves no invitation becomes a question to the
organisers, or stays with the mails that came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app import links
from app.extensions import config
from app.i18n.texts import many_lines
from app.ical import replies
from app.ical.replies import Answer
from app.invitations import queries, rules
from app.invitations.models import Invitation
from app.invitations.rules import Via
from app.invitations.service import acting, calendar_answers, remarks
from app.mail.receiving import Incoming, Verdict
from app.mail.rules import Outcome

#: Purpose of the address, as `mail.outbox.REPLY` links name it.
PURPOSE = "reply"
_OF_WORTH = (Outcome.APPLIED, Outcome.UNCLEAR, Outcome.REFUSED, Outcome.IGNORED)


def handle(incoming: Incoming, subject: str, token: str, at: datetime) -> Verdict:
    """Read what came to the address of one invitation; for `receiving.on_reply`."""
    invitation = queries.find_by_key(subject)
    if invitation is None:
        return Verdict(Outcome.REFUSED, "wrong_token")
    acting.hold(invitation)
    proof = (config().secret_key, PURPOSE, token, invitation.key, invitation.generation)
    is_live = links.opens(*proof)
    if not is_live and not links.was_revoked(*proof):
        return Verdict(Outcome.REFUSED, "wrong_token")
    answers = _answers(incoming)
    if not is_live:
        # What somebody wrote is read by somebody; a calendar that was taken back needs nobody.
        outcome = Outcome.REFUSED if answers else Outcome.UNCLEAR
        found = Verdict(outcome, "revoked")
    elif answers:
        found = _best([calendar_answers.take(invitation, one, at=at) for one in answers])
    else:
        found = _wrote(invitation, incoming, at)
    return replace(
        found,
        recipient=f"speaker:{invitation.speaker_id}",
        workshop_id=invitation.workshop_id,
    )


def _answers(incoming: Incoming) -> list[Answer]:
    """Each once, though many programs attach the file a second time."""
    found: dict[Answer, None] = {}
    for part in incoming.calendars:
        try:
            answers = replies.read(part.text)
        except replies.Unreadable:
            continue
        for one in answers:
            method = one.method or part.method or ""
            if method in ("REPLY", "COUNTER"):
                found[replace(one, method=method)] = None
    return list(found)


def _best(verdicts: Sequence[Verdict]) -> Verdict:
    """Of several entries in one mail: that something was done weighs most."""
    return min(verdicts, key=lambda one: _OF_WORTH.index(one.outcome))


def _wrote(invitation: Invitation, incoming: Incoming, at: datetime) -> Verdict:
    """What somebody typed, from whatever address: whoever has the address has the letter."""
    text = many_lines(incoming.text).strip()
    if not text:
        return Verdict(Outcome.UNCLEAR, "empty")
    try:
        remarks.ask(invitation, calendar_answers.cut(text), via=Via.MAIL, at=at)
    except rules.TooManyQuestions:
        return Verdict(Outcome.UNCLEAR, "too_many")
    return Verdict(Outcome.APPLIED, "became_question")
