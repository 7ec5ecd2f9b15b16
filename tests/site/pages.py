"""Published workshops for the tests of public pages."""

from __future__ import annotations

from datetime import date, datetime

from app.agenda import service as agenda
from app.extensions import db
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState
from tests.conftest import NOON


def publish(workshop: Workshop, at: datetime = NOON) -> None:
    """Make the draft public and commit."""
    workshop.state, workshop.published_at = WorkshopState.PUBLISHED, at
    agenda.freeze(workshop, at=at, account_id=None)
    db.session.commit()
    db.session.expunge_all()


#: The day most of these workshops are held; the clock of the tests stands before it.
THE_DAY = date(2027, 5, 21)
