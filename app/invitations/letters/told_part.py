"""Which state of the agenda a letter speaks of."""

from __future__ import annotations

from datetime import datetime

from app.agenda import service as agenda
from app.agenda.rules.document import Document
from app.invitations import own_part, queries
from app.invitations.own_part import OwnPart
from app.people.models import Speaker
from app.workshops.models import Workshop


def own_part_of(speaker: Speaker, *, at: datetime) -> OwnPart:
    """What the speaker is asked for: as published, else as the draft has it, theirs alone.

    A speaker whom the newest version does not name yet reads the draft as well.
    """
    workshop = speaker.workshop
    newest = queries.newest_document(workshop)
    if newest is None or not own_part.is_in(newest, speaker.key):
        newest = _draft(workshop, newest, at)
    return own_part.own_part(newest, speaker.key, speaker.person.time_zone)


def _draft(workshop: Workshop, newest: Document | None, at: datetime) -> Document:
    """A cancelled workshop has no plans that anybody should be told."""
    if newest is not None and workshop.is_cancelled:
        return newest
    return agenda.preview(workshop, at=at)
