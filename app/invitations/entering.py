"""Who comes to a desk, by the link in the address: the speaker, or an assistant of theirs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request

from app import i18n, links
from app.extensions import config
from app.invitations import queries
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState, Via

#: What the two links are derived for.
SPEAKER, ASSISTANT = "desk", "assistant"


#: What became of the part, where that is why a link no longer works.
_WHY = {InvitationState.WITHDRAWN: "withdrawn", InvitationState.DELEGATED: "delegated"}


@dataclass(frozen=True, slots=True)
class Entered:
    invitation: Invitation
    via: Via


def entered(token: str) -> Entered:
    """The desk this link opens, in its language: 404 for a wrong link, 410 for a revoked one."""
    subject = links.subject_of(token)
    invitation = queries.find_by_key(subject) if subject else None
    # A draft has no link that anybody was given.
    if invitation is None or invitation.state is InvitationState.DRAFTED:
        abort(404)
    of_assistant = (invitation.key, invitation.assistant_generation)
    of_speaker = (invitation.key, invitation.generation)
    secret = config().secret_key
    if links.opens(secret, SPEAKER, token, *of_speaker):
        via = Via.DESK
    elif invitation.assistant_email and links.opens(secret, ASSISTANT, token, *of_assistant):
        via = Via.ASSISTANT
    elif links.was_revoked(secret, SPEAKER, token, *of_speaker):
        abort(410, _WHY.get(invitation.state))
    elif links.was_revoked(secret, ASSISTANT, token, *of_assistant):
        abort(410, _WHY.get(invitation.state, "assistant"))
    else:
        abort(404)
    if request.args.get("lang") not in i18n.LANGUAGES:
        i18n.speak(invitation.language)
    return Entered(invitation, via)
