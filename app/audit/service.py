"""Note an act in the transaction that performs it."""

from __future__ import annotations

from datetime import datetime

from app.audit.models import AuditEntry
from app.extensions import db


def note(
    action: str,
    *,
    at: datetime,
    actor: str = "account",
    account_id: int | None = None,
    workshop_id: int | None = None,
    subject: str | None = None,
    **details: str | int | bool | list[str] | None,
) -> None:
    """Add one line to the log. `details` hold ids and names of fields, never personal values."""
    db.session.add(
        AuditEntry(
            at=at,
            actor=actor,
            account_id=account_id,
            workshop_id=workshop_id,
            action=action,
            subject=subject,
            details=details,
        )
    )
