"""What is noted of files that hold people's names."""

from __future__ import annotations

from datetime import datetime

from app.audit.service import note
from app.workshops.models import Workshop


def note_export(
    workshop: Workshop, extension: str, people: int, *, at: datetime, account_id: int
) -> None:
    """Somebody of the team took the list of participants out of the house."""
    note(
        "registration.exported",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        format=extension,
        people=people,
    )
