"""What speakers and organisers write to each other about a part."""

from __future__ import annotations

from datetime import datetime

from app.extensions import db
from app.invitations import letters, queries, rules
from app.invitations.models import Invitation, Remark
from app.invitations.rules import Author, Via
from app.invitations.service import acting


def ask(
    invitation: Invitation,
    text: str,
    *,
    via: Via = Via.DESK,
    at: datetime,
    account_id: int | None = None,
) -> Remark:
    """A message of the speaker, or of the assistant, to the organisers; they find it waiting.

    Asked again within a few minutes in the same words it is the same message. Whoever has a link
    may ask, however the invitation stands and when the workshop is over. Raises TooManyQuestions.
    """
    acting.hold(invitation)
    recent = queries.asked_since(invitation, at - rules.ASKING_COUNTS_FOR)
    for one in recent:
        if one.text == text and one.at > at - rules.SAME_QUESTION_WITHIN:
            return one
    rules.check_ask(len(recent))
    remark = Remark(
        invitation=invitation,
        at=at,
        author=Author.ASSISTANT if via is Via.ASSISTANT else Author.SPEAKER,
        account_id=account_id,
        via=via,
        text=text,
    )
    db.session.add(remark)
    db.session.flush()
    acting.noted(
        "asked", invitation, at=at, actor=acting.ACTORS.get(via, "account"),
        account_id=account_id, via=via.value,
    )  # fmt: skip
    return remark


def reply(remark: Remark, text: str, *, at: datetime, account_id: int | None) -> Remark:
    """The organisers answer by e-mail, and on the desk. What waited up to this message is settled
    with it, and the same answer given twice is sent once."""
    invitation = remark.invitation
    acting.hold(invitation)
    for one in queries.conversation_of(invitation):
        if _is_the_same(one, text, at):
            return one
    answered = Remark(
        invitation=invitation,
        at=at,
        author=Author.ORGANISER,
        account_id=account_id,
        via=Via.ORGANISER,
        text=text,
    )
    db.session.add(answered)
    _settle_up_to(remark, at)
    db.session.flush()
    letters.write("answered", invitation, at=at, question=remark.text, reply=text)
    acting.noted("replied", invitation, at=at, account_id=account_id)
    return answered


def settle(remark: Remark, *, at: datetime, account_id: int | None) -> None:
    """It needs no answer. Said twice, it stays said."""
    acting.hold(remark.invitation)
    db.session.refresh(remark)
    if remark.settled_at is None:
        remark.settled_at = at
        acting.noted("settled", remark.invitation, at=at, account_id=account_id)


def _is_the_same(one: Remark, text: str, at: datetime) -> bool:
    recently = at - rules.SAME_QUESTION_WITHIN
    return one.author is Author.ORGANISER and one.text == text and one.at > recently


def _settle_up_to(remark: Remark, at: datetime) -> None:
    for one in queries.conversation_of(remark.invitation):
        if one.author is not Author.ORGANISER and one.settled_at is None and one.id <= remark.id:
            one.settled_at = at
