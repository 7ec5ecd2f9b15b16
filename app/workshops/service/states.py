"""Into the archive and out of it. Publishing and cancelling, which write letters, lie above."""

from __future__ import annotations

from datetime import datetime

from app.audit.service import note
from app.extensions import db
from app.workshops import rules
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState


def archive(workshop: Workshop, *, is_over: bool, at: datetime, account_id: int | None) -> None:
    """Put a workshop away: it leaves the lists of its organisers, its public page stays.

    Whether it is over the caller says, since its days lie above. Nothing if it is there already.
    Raises StillToCome.
    """
    _hold(workshop)
    if workshop.state is WorkshopState.ARCHIVED:
        return
    rules.check_archive(workshop.state, is_over=is_over)
    workshop.state = WorkshopState.ARCHIVED
    note("workshop.archived", at=at, account_id=account_id, workshop_id=workshop.id)


def unarchive(workshop: Workshop, *, at: datetime, account_id: int | None) -> None:
    """Take it out again, as what it was before. Nothing if it is not in the archive."""
    _hold(workshop)
    if workshop.state is not WorkshopState.ARCHIVED:
        return
    workshop.state = rules.state_after_archive(
        was_published=workshop.published_at is not None,
        was_cancelled=workshop.cancelled_at is not None,
    )
    note("workshop.unarchived", at=at, account_id=account_id, workshop_id=workshop.id)


def _hold(workshop: Workshop) -> None:
    """It may have been cancelled by somebody else since the page was opened."""
    db.session.flush()
    db.session.refresh(workshop, with_for_update={"of": Workshop})
