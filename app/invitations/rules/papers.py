"""Official letters of invitation: their numbers, what an organiser types for them, and when there
are none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.errors import Refusal
from app.i18n import N_
from app.i18n.texts import Text
from app.invitations.rules.states import InvitationState

#: Who said no, or whose part is somebody else's, is not invited by an official letter.
NOT_INVITED = frozenset(
    {InvitationState.DECLINED, InvitationState.DELEGATED, InvitationState.WITHDRAWN}
)


class NoPaper(Refusal):
    message = N_(
        "An official letter needs a letterhead and the name of who signs it. Please enter both "
        "first."
    )
    status = 422


class NotInvitedNow(Refusal):
    message = N_(
        "%(name)s has declined, or is not invited any more; there is no official letter for them."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What all official letters of a workshop share, by language. Nothing of it is made up: what
    nobody typed is not said."""

    #: Organisation and address, a line each.
    letterhead: Text | None = None
    #: Who signs, and as what.
    signatory: Text | None = None
    post: Text | None = None
    #: Where it is signed; said with the date.
    town: Text | None = None
    #: Who bears which costs.
    costs: Text | None = None
    #: A paragraph more.
    more: Text | None = None

    @property
    def is_enough(self) -> bool:
        return bool(self.letterhead and self.signatory)


FIELDS = ("letterhead", "signatory", "post", "town", "costs", "more")


def paper(stored: Mapping[str, Any] | None) -> Paper:
    said = stored or {}
    return Paper(**{name: said.get(name) or None for name in FIELDS})


def as_stored(one: Paper) -> dict[str, Text]:
    return {name: said for name in FIELDS if (said := getattr(one, name))}


def fingerprint_of_paper(one: Paper) -> str:
    """Names what a form was opened with, so that a save over somebody else's is noticed."""
    return hashlib.sha256(json.dumps(as_stored(one), sort_keys=True).encode()).hexdigest()[:16]


def reference(slug: str, issued: date, number: int) -> str:
    """URBAN-2027/2027/007: the workshop, the year of issue, and the number there, which counts on
    over the years so that it names a letter by itself."""
    return f"{slug.upper()}/{issued.year}/{number:03}"


def check_invited(state: InvitationState | None, name: str) -> None:
    """Somebody whom no e-mail asked yet may need the paper first. Raises NotInvitedNow."""
    if state in NOT_INVITED:
        raise NotInvitedNow(name=name)
