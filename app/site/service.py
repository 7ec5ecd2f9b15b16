"""What organisers do on the pages that show all features together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update

from app.audit.service import note
from app.extensions import db
from app.mail import outbox, switches
from app.mail.models import Letter, Received
from app.mail.rules import LetterState


def send_again(letter: Letter, *, at: datetime, account_id: int) -> None:
    """A letter that never came to its reader goes out once more; any other is left alone."""
    if outbox.send_again(letter, at=at):
        note(
            "letter.sent_again",
            at=at,
            account_id=account_id,
            workshop_id=letter.workshop_id,
            subject=f"letter:{letter.id}",
        )


def send_all_again(
    workshop_id: int,
    *,
    kind: str,
    states: Collection[LetterState],
    at: datetime,
    account_id: int,
) -> int:
    """All of a workshop that ended in one of these states, of one kind or of every one."""
    numbers = outbox.send_all_again(workshop_id, kind=kind, states=states, at=at)
    for number in numbers:
        note(
            "letter.sent_again",
            at=at,
            account_id=account_id,
            workshop_id=workshop_id,
            subject=f"letter:{number}",
        )
    return len(numbers)


#: What organisers do to all e-mails: which switch, and how it stands then.
SWITCHES = {
    "hold": (switches.hold, True, "letter.held"),
    "release": (switches.hold, False, "letter.released"),
    "try_out": (switches.try_out, True, "letter.to_team_only"),
    "end_trial": (switches.try_out, False, "letter.to_everybody"),
}


def switch(deed: str, workshop_id: int | None, *, at: datetime, account_id: int) -> None:
    """Hold all, try out, or end either; without a workshop, for all of them."""
    turn, on, action = SWITCHES[deed]
    scope = switches.ALL if workshop_id is None else switches.of_workshop(workshop_id)
    if turn(scope, on, at=at, account_id=account_id):
        note(action, at=at, account_id=account_id, workshop_id=workshop_id, subject=scope)


def settle_received(received: Received, *, at: datetime, account_id: int) -> None:
    """Somebody has dealt with a message that came in; said twice, it stays as it was."""
    settled = db.session.scalar(
        update(Received)
        .where(Received.id == received.id, Received.settled_at.is_(None))
        .values(settled_at=at)
        .returning(Received.id)
        .execution_options(synchronize_session=False)
    )
    if settled is not None:
        note(
            "letter.dealt_with",
            at=at,
            account_id=account_id,
            workshop_id=received.workshop_id,
            subject=f"received:{received.id}",
        )
