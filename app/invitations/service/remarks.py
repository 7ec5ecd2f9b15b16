"""What speakers and organisers write to each other about a part."""

from __future__ import annotations

from datetime import datetime

from app.extensions import db
from app.invitations import queries, rules
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
