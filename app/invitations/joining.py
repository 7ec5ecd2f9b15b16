"""Two speakers of one workshop become one: who was asked stays asked, with link and feed."""

from __future__ import annotations

from sqlalchemy import update

from app.extensions import db
from app.i18n import language, texts
from app.invitations.models import Invitation
from app.invitations.queries import find_invitation
from app.invitations.rules import InvitationState
from app.mail.models import Letter
from app.people.models import Speaker
from app.people.rules import InvitedTwice
from app.people.service import Joint


def weight(speaker: Speaker) -> int:
    """Who has been asked stays, as versions and the desk know them by their key."""
    invitation = find_invitation(speaker)
    if invitation is None:
        return 0
    return 1 if _is_blank(invitation) else 2


def check(stays: Speaker, goes: Speaker) -> None:
    """Raises InvitedTwice unless one of the two was neither sent nor written to."""
    invitation = find_invitation(goes)
    if invitation is None or find_invitation(stays) is None or _is_blank(invitation):
        return
    raise InvitedTwice(workshop=texts.words(stays.workshop.title, language()))


def move(stays: Speaker, goes: Speaker) -> None:
    check(stays, goes)
    invitation = find_invitation(goes)
    if invitation is not None and find_invitation(stays) is not None:
        db.session.delete(invitation)
    elif invitation is not None:
        invitation.speaker = stays
    db.session.flush()
    db.session.execute(
        update(Letter)
        .where(Letter.workshop_id == goes.workshop_id, Letter.recipient == f"speaker:{goes.id}")
        .values(recipient=f"speaker:{stays.id}")
    )


def _is_blank(invitation: Invitation) -> bool:
    """Begun and no more: no words of the organisers, no letter, no answer."""
    return (
        invitation.state is InvitationState.DRAFTED
        and not invitation.message
        and not invitation.letters
    )


JOINT = Joint(move=move, weight=weight, check=check)
