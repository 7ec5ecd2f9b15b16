"""Trial letters: those that participants get, to the organiser who asks and to nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.accounts.models import Account
from app.audit.service import note
from app.mail import outbox
from app.mail.outbox import Link
from app.workshops.models import Workshop


def send(
    workshop: Workshop, plan: dict[str, Any], *, to: Account, asked: str, back: str, at: datetime
) -> None:
    """The same words, with another address and without a link that acts for its reader: those
    lead `back`. `asked` names the letter; pressed twice within a minute, it is sent once."""
    outbox.write(
        **plan
        | {
            "act": f"trial:{workshop.id}:{asked}:{at:%Y%m%d%H%M}",
            "recipient": f"account:{to.id}",
            "to_name": to.name,
            "to_email": to.email,
            "trial_for": plan["to_name"],
            "sample": True,
            "links": [Link(one.name, back if one.purpose else one.path) for one in plan["links"]],
        }
    )
    note("workshop.tried_letters", at=at, account_id=to.id, workshop_id=workshop.id, count=1)
