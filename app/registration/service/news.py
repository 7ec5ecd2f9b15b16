"""What is published or cancelled, told to the participants whom it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.agenda.changes_in_words import say
from app.agenda.rules.changes import Change
from app.agenda.rules.document import Document
from app.i18n import speaking
from app.mail import outbox
from app.registration import queries, words
from app.registration.models import Registration
from app.registration.rules import ACTIVE
from app.registration.service import letters
from app.workshops.models import Workshop


def tell_changes(
    workshop: Workshop,
    before: Document | None,
    after: Document,
    changes: Sequence[Change],
    *,
    act: str,
    at: datetime,
) -> None:
    """Write to whom takes part or waits when the workshop's own time or place changed for them.

    Items that moved with it are listed; items alone write to their speakers only. `act` names the
    publishing.
    """
    for registration in queries.touched(workshop.id, before, after):
        if registration.is_written_to:
            outbox.write(**plan_changed(registration, before, after, changes, act=act, at=at))


def plan_changed(
    registration: Registration,
    before: Document | None,
    after: Document,
    changes: Sequence[Change],
    *,
    act: str,
    at: datetime,
) -> dict[str, Any]:
    """The letter about these changes to one of those whom `queries.touched` names."""
    assert before is not None  # the first version touches nobody
    with speaking(registration.language):
        times_before = words.times(before)
        sentences = [
            say(change, before, after) for change in changes if change.concerns_time_or_place
        ]
    return letters.plan(
        "changed",
        registration,
        act=act,
        at=at,
        document=after,
        times_before=times_before,
        changes=sentences,
    )


def tell_cancelled(workshop: Workshop, *, act: str, at: datetime) -> None:
    """Write to everybody who registered and has not cancelled."""
    for registration in queries.asked_in(workshop.id, ACTIVE):
        letters.write("workshop_cancelled", registration, act=act, at=at)
