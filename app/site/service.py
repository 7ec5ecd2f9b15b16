"""What organisers do on the pages that show all features together."""

from __future__ import annotations

from datetime import datetime

from app.audit.service import note
from app.mail import outbox
from app.mail.models import Letter


def send_again(letter: Letter, *, at: datetime, account_id: int) -> None:
    """A letter that was given up goes out once more; any other is left alone."""
    if outbox.send_again(letter, at=at):
        note(
            "letter.sent_again",
            at=at,
            account_id=account_id,
            workshop_id=letter.workshop_id,
            subject=f"letter:{letter.id}",
        )
