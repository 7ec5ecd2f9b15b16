"""What is noted of files that hold people's names: who took how many out of the house."""

from __future__ import annotations

from datetime import datetime

from app.audit.service import note
from app.workshops.models import Workshop

#: Acts in the log, by what the file holds.
PARTICIPANTS = "registration.exported"
ATTENDANCE = "attendance.exported"
BADGES = "registration.badges_made"


def note_export(
    workshop: Workshop, act: str, extension: str, people: int, *, at: datetime, account_id: int
) -> None:
    """Somebody of the team took a file of names."""
    note(
        act,
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        format=extension,
        people=people,
    )
