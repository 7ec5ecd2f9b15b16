"""When a speaker can be there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from app.audit.service import note
from app.extensions import db
from app.people import queries, rules
from app.people.models import Availability, Speaker
from app.people.rules import Window
from app.people.service.speakers import count_saves


def set_availability(
    speaker: Speaker, windows: Iterable[Window], *, at: datetime, account_id: int | None
) -> bool:
    """Say when; no window = nothing is known. Whether it is other than before.

    The caller holds the workshop, or has just saved the speaker. Raises EndsBeforeStart.
    """
    given = list(windows)
    if any(last <= first for first, last in given):
        raise rules.EndsBeforeStart
    wanted = rules.joined(given)
    if rules.joined(queries.windows_of(speaker)) == wanted:
        return False
    db.session.execute(delete(Availability).where(Availability.speaker_id == speaker.id))
    db.session.add_all(
        Availability(speaker_id=speaker.id, starts=first, ends=last) for first, last in wanted
    )
    count_saves([speaker])
    db.session.flush()
    note(
        "speaker.changed",
        at=at,
        account_id=account_id,
        workshop_id=speaker.workshop_id,
        subject=f"speaker:{speaker.id}",
        fields=["availability"],
    )
    return True
