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
    return Agenda(speaker.workshop, at).part_of(speaker)


class Agenda:
    """The states of one agenda that letters to several people speak of, each read once."""

    def __init__(self, workshop: Workshop, at: datetime) -> None:
        self._workshop, self._at = workshop, at
        self._newest = queries.newest_document(workshop)
        self._draft: Document | None = None

    def read_by(self, speaker: Speaker) -> Document:
        newest = self._newest
        if newest is not None and own_part.is_in(newest, speaker.key):
            return newest
        # A cancelled workshop has no plans that anybody should be told.
        if newest is not None and self._workshop.is_cancelled:
            return newest
        return self._read_draft()

    def _read_draft(self) -> Document:
        if self._draft is None:
            self._draft = agenda.preview(self._workshop, at=self._at)
        return self._draft

    def newest(self) -> Document:
        """What is said of the workshop itself: as published, else as the draft has it."""
        return self._newest or self._read_draft()

    def part_of(self, speaker: Speaker) -> OwnPart:
        document = self.read_by(speaker)
        return own_part.own_part(document, speaker.key, speaker.person.time_zone)
