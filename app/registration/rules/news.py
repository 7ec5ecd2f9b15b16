"""Whom a new version concerns."""

from __future__ import annotations

from app.agenda.rules.document import Document
from app.registration.rules.states import State
from app.workshops.rules import Way


def touched_ways(before: Document, after: Document) -> frozenset[Way]:
    """Whose own time or place a new version changes, by way of taking part.

    Date and hours of the whole workshop and how it is held concern all; the venue only who comes.
    """
    everybody = frozenset({Way.ONLINE, Way.ON_SITE})
    if _when(before) != _when(after) or before.workshop.way != after.workshop.way:
        return everybody
    if before.workshop.place != after.workshop.place:
        return frozenset({Way.ON_SITE})
    return frozenset()


def _when(document: Document) -> object:
    whole = document.whole
    return whole.first, whole.last, whole.start, whole.end


#: Who is told of such changes.
TOLD = frozenset({State.CONFIRMED, State.OFFERED, State.WAITLISTED})
