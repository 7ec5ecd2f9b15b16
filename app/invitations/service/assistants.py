"""Who gets copies of a speaker's e-mails and may act for them, by a link of their own."""

from __future__ import annotations

from datetime import datetime

from app.invitations import letters, rules
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState, Via
from app.invitations.service import acting
from app.mail import addresses

#: What a new assistant is sent: the newest e-mail that says all of the part.
_COPIES = {InvitationState.ACCEPTED: "accepted"}


def name_assistant(
    invitation: Invitation,
    *,
    name: str | None,
    email: str,
    via: Via = Via.DESK,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """From now on this address gets copies, and a link. Another address ends the former link.

    The same again changes nothing. Before the invitation is sent nothing is written: the copy
    goes with it. Raises OwnAddress.
    """
    acting.hold(invitation)
    if is_same(email, invitation.speaker.person.email):
        raise rules.OwnAddress
    is_new = not is_same(email, invitation.assistant_email)
    invitation.assistant_name = name
    if not is_new:
        return
    invitation.assistant_email = email
    invitation.assistant_generation += 1
    if invitation.state in rules.EXPECTED:
        kind = _COPIES.get(invitation.state, "invitation")
        letters.write_copy(kind, invitation, at=at)
    acting.noted(
        "assistant_named", invitation, at=at, actor=acting.ACTORS.get(via, "account"),
        account_id=account_id,
    )  # fmt: skip


def remove_assistant(
    invitation: Invitation,
    *,
    via: Via = Via.DESK,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """No copies any more, and the link given out opens nothing."""
    acting.hold(invitation)
    if invitation.assistant_email is None:
        return
    invitation.assistant_name = invitation.assistant_email = None
    invitation.assistant_generation += 1
    acting.noted(
        "assistant_removed", invitation, at=at, actor=acting.ACTORS.get(via, "account"),
        account_id=account_id,
    )  # fmt: skip


def is_same(one: str | None, other: str | None) -> bool:
    """Whether two addresses are one; none is nobody's."""
    return bool(one and other) and addresses.as_compared(one) == addresses.as_compared(other)
