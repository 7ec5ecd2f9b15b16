"""What organisers can decide of a time that was proposed and of a colleague who was named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.errors import Refusal
from app.i18n import N_
from app.invitations.rules.states import Action, InvitationState
from app.people.rules import Window, is_available, name_marks

S, A = InvitationState, Action


class StandsElsewhere(Refusal):
    message = N_(
        "The agenda that %(name)s reads does not have this part at a time they proposed. "
        "Move the item and publish first."
    )


class NamesThemselves(Refusal):
    message = N_("%(name)s named themselves, so there is nobody to pass the part on to.")


class NamesAnother(Refusal):
    message = N_(
        "Somebody else has been named since you opened this page. Nothing was changed; "
        "please look at it again."
    )


#: How an invitation that somebody has already comes to be sent to them for a part passed on to
#: them: what was never sent goes out, and whoever said no, or is asked no longer, is asked again.
#: What is not here is under way: the part is added to it.
ASKED_ANEW: dict[InvitationState, tuple[Action, ...]] = {
    S.DRAFTED: (A.SEND,),
    S.WITHDRAWN: (A.REOPEN, A.SEND),
    S.LAPSED: (A.REOPEN, A.SEND),
    S.DECLINED: (A.WITHDRAW, A.REOPEN, A.SEND),
    S.DELEGATED: (A.WITHDRAW, A.REOPEN, A.SEND),
}


def stands_within(
    windows: Sequence[Window], times: Iterable[tuple[datetime, datetime | None]]
) -> bool:
    """Whether each of the times lies in what was proposed, and there is one at all. Where the end
    is not known, the beginning has to."""
    known = list(times)
    return bool(known) and all(
        is_available(windows, start, end if end is not None else start) for start, end in known
    )


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who may be meant: the forms of a name, and an address as addresses compare."""

    forms: tuple[str | None, ...]
    email: str

    def sounds_like(self, other: Named) -> bool:
        return bool(name_marks(self.forms) & name_marks(other.forms)) or self.forms == other.forms


def meant(delegate: Named, original: Named, others: Sequence[Named]) -> int | None:
    """Which of the others the delegate is: whoever has the address, and of several, who has the
    name; None = nobody who is there. A whole office may share one address with the original.

    Raises NamesThemselves.
    """
    if delegate.email == original.email and delegate.sounds_like(original):
        raise NamesThemselves(name=delegate.forms[0] or "")
    there = [n for n, one in enumerate(others) if one.email == delegate.email]
    by_name = [n for n in there if others[n].sounds_like(delegate)]
    if by_name:
        return by_name[0]
    # An address that is nobody's alone says nothing without the name.
    is_shared = len(there) > 1 or delegate.email == original.email
    return there[0] if there and not is_shared else None
