"""Trial letters: those of a publication, written to the organiser who asks and to nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.accounts.models import Account
from app.audit.service import note
from app.mail import outbox
from app.mail.outbox import Link
from app.publishing.service import rehearsing
from app.publishing.service.rehearsing import Rehearsal
from app.workshops.models import Workshop

#: No more at one press; who is touched beyond that reads the letters on the page.
MOST = 30


def send(
    workshop: Workshop, rehearsal: Rehearsal, *, to: Account, only: str | None, at: datetime
) -> int:
    """Put the different letters of this publication, or the one to `only`, into the outbox,
    addressed to this account. Returns how many; pressed twice within a minute, it sends once."""
    readers = rehearsing.readers(rehearsal)[:MOST] if only is None else [only]
    plans = [rehearsing.letter_to(rehearsal, reader, at=at) for reader in readers]
    written = [plan for plan in plans if plan is not None]
    for plan in written:
        outbox.write(**_to_oneself(plan, workshop, rehearsal, to, at))
    if written:
        note(
            "workshop.tried_letters",
            at=at,
            account_id=to.id,
            workshop_id=workshop.id,
            count=len(written),
        )
    return len(written)


def _to_oneself(
    plan: dict[str, Any], workshop: Workshop, rehearsal: Rehearsal, to: Account, at: datetime
) -> dict[str, Any]:
    """The same words, with another address and without a link that acts for its reader, nor a
    request that an organiser's own calendar would ask about."""
    desk = f"/organise/{workshop.slug}/publish"
    reader = plan["recipient"]
    return plan | {
        "act": f"trial:{workshop.id}:{rehearsal.seen[:12]}:{reader}:{at:%Y%m%d%H%M}",
        "recipient": f"account:{to.id}",
        "to_name": to.name,
        "to_email": to.email,
        "called": plan.get("called") or plan["to_name"],
        "trial_for": plan["to_name"],
        "calendar": None if plan.get("method") else plan["calendar"],
        "method": None,
        "links": [Link(one.name, desk if one.purpose else one.path) for one in plan["links"]],
    }
