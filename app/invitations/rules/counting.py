"""How the asking stands, in numbers; and what a form of an invitation was opened with."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.invitations.rules.states import InvitationState

S = InvitationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How the asking stands: how many people are in which state."""

    #: Who has had a letter, whatever the answer; what was withdrawn is left out.
    asked: int
    accepted: int
    declined: int
    silent: int
    drafted: int
    #: Not asked, or not any more.
    none: int


def count(states: Collection[InvitationState | None]) -> Count:
    """Of all people of a workshop; None = no invitation."""
    number = Counter(states)
    none = number[None] + number[S.WITHDRAWN]
    return Count(
        asked=len(states) - none - number[S.DRAFTED],
        accepted=number[S.ACCEPTED],
        declined=number[S.DECLINED],
        silent=number[S.SENT],
        drafted=number[S.DRAFTED],
        none=none,
    )


def fingerprint(message: str | None, language: str, answer_by: date | None = None) -> str:
    """Names what a form was opened with, so that a save over somebody else's is noticed."""
    told = f"{language}\n{answer_by or ''}\n{message or ''}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
