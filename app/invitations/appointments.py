"""What goes into a speaker's calendar: one iTIP request (RFC 5546) for each own item, or none.

A letter asks `planned` what it carries and, once it is written, `note`s it. Only where replies
can be read (`mail_inbound`) and for items whose beginning and end are known; without any the
letter carries the plain file as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One request, for one mail: calendar programs want one UID in each."""

    uid: str
    #: REQUEST or CANCEL; the letter's `method`.
    method: str
    sequence: int
    #: The letter's `calendar`; it holds `place_of("reply")`, so the letter has that link.
    text: str
    #: The one ATTENDEE, and so whom the letter goes to: an address the speaker has no longer gets
    #: a CANCEL, in a letter of kind `appointment` without any personal link but "reply".
    email: str
    said: dict[str, Any]


def planned(kind: str, invitation: Invitation, part: OwnPart, *, at: datetime) -> list[Planned]:
    """What a letter of this kind carries, in the spoken language; reads only.

    The first goes with the letter itself unless it is for another address than the speaker's,
    each further one with a letter of kind `appointment`.
    """
    return []


def note(those: Sequence[Planned], invitation: Invitation, *, at: datetime) -> None:
    """Remember what was sent, so that the next one wins."""
