"""What publishing now would change, and every letter it would write, before it does."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.agenda import service as agenda
from app.agenda.models import AgendaVersion
from app.agenda.published import document_of
from app.agenda.queries import latest_version
from app.agenda.rules.changes import Change, compare
from app.agenda.rules.document import Document, fingerprint
from app.invitations import queries as invitations_queries
from app.invitations import service as invitations
from app.invitations.models import Invitation
from app.people.models import Speaker
from app.registration import queries as registration_queries
from app.registration import service as registration
from app.registration.models import Registration
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Participants whose letters say the same, but for their names."""

    readers: tuple[Registration, ...]

    @property
    def first(self) -> Registration:
        return self.readers[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What publishing now would change, and those who would get a letter."""

    before: Document | None
    after: Document
    changes: tuple[Change, ...]
    newest: AgendaVersion | None
    #: Of the speakers whose own time, place or title changes; some may have no address.
    touched: Sequence[Invitation]
    registrations: Sequence[Registration]

    @property
    def number(self) -> int:
        """That of the version it would make."""
        return self.newest.number + 1 if self.newest else 1

    @property
    def seen(self) -> str:
        """Names what was rehearsed, so that nothing else is published by the button below it."""
        return fingerprint(self.after)

    @property
    def written_to(self) -> list[Invitation]:
        return [one for one in self.touched if one.speaker.person.email]

    @property
    def speakers(self) -> list[str]:
        """Names of those who would get a letter."""
        return [one.speaker.person.name for one in self.written_to]

    @property
    def participants(self) -> list[str]:
        return [one.name for one in self.registrations]

    @property
    def sorts(self) -> tuple[Alike, ...]:
        """The participants by what their letters would say."""
        found: dict[Hashable, list[Registration]] = {}
        for one in self.registrations:
            found.setdefault((one.language, one.way, one.state, one.time_zone), []).append(one)
        return tuple(Alike(readers=tuple(those)) for those in found.values())


def rehearse(workshop: Workshop, *, at: datetime) -> Rehearsal:
    newest = latest_version(workshop.id)
    before = document_of(newest) if newest else None
    after = agenda.preview(workshop, at=at)
    changes = compare(before, after)
    return Rehearsal(
        before=before,
        after=after,
        changes=changes,
        newest=newest,
        touched=invitations_queries.touched(workshop.id, before, after),
        registrations=(
            registration_queries.touched(workshop.id, before, after) if changes else []
        ),
    )


def people_of(workshop: Workshop) -> dict[str, tuple[Speaker, Invitation | None]]:
    """Everybody of the workshop by their key, with the invitation if there is one."""
    return {
        speaker.key: (speaker, invitation)
        for speaker, invitation in invitations_queries.speakers_and_invitations(workshop)
    }


# -- Letters --------------------------------------------------------------------------------------


def readers(rehearsal: Rehearsal) -> list[str]:
    """Whom each different letter may be read for: every speaker, and one participant of each
    sort; as `speaker:3` and `registration:12`."""
    return [
        *(f"speaker:{one.speaker_id}" for one in rehearsal.written_to),
        *(f"registration:{one.first.id}" for one in rehearsal.sorts),
    ]


def letter_to(rehearsal: Rehearsal, reader: str, *, at: datetime) -> dict[str, Any] | None:
    """What the outbox would be given for this reader; None = nobody who would be written to."""
    told = rehearsal.before, rehearsal.after
    for invitation in rehearsal.written_to:
        if reader == f"speaker:{invitation.speaker_id}":
            return invitations.plan_changed(invitation, *told, act="rehearsal", at=at)
    for one in rehearsal.registrations:
        if reader == f"registration:{one.id}":
            changes = rehearsal.changes
            return registration.plan_changed(one, *told, changes, act="rehearsal", at=at)
    return None
