"""An old version as the draft again; nothing of it is published by that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.agenda import queries
from app.agenda import service as agenda
from app.agenda.models import AgendaVersion
from app.agenda.published import document_of
from app.agenda.rules import bringing_back, numbering
from app.agenda.rules.changes import Change, compare
from app.agenda.rules.document import Document, PersonSeen
from app.agenda.rules.history import Act
from app.agenda.service import history
from app.publishing import rules
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class BringingBack:
    """What the draft would lose and gain, and who cannot come back with it."""

    draft: Document
    wanted: Document
    changes: tuple[Change, ...]
    left_out: tuple[PersonSeen, ...]


def look(workshop: Workshop, version: AgendaVersion, *, at: datetime) -> BringingBack:
    draft = agenda.preview(workshop, at=at)
    old, speakers = document_of(version), _speakers(workshop)
    said = bringing_back.as_published_now(bringing_back.without(old, speakers), draft)
    # As if it were published after the draft: what only the draft has counts as taken out.
    wanted = numbering.number(draft, said, all_day_uid=draft.whole.uid, at=at)
    return BringingBack(
        draft=draft,
        wanted=wanted,
        changes=tuple(
            one
            for one in compare(draft, wanted)
            if one.before is not None or one.after is not None
        ),
        left_out=bringing_back.left_out(old, speakers),
    )


def bring_back(
    workshop: Workshop,
    version: AgendaVersion,
    *,
    seen: str | None = None,
    at: datetime,
    account_id: int,
) -> None:
    """Make the draft say what this version says, as one edit that can be undone.

    `seen` is the number of the newest edit that was looked at; None = none was. Raises
    DraftMovedOn where there is a newer one, AlreadyCancelled, and NeedsZone where the version
    tells hours and the workshop has no zone any more.
    """
    agenda.lock(workshop)
    rules.check_open(workshop.state)
    if seen is not None and seen != str(history.newest_number(workshop)):
        raise rules.DraftMovedOn
    wanted = bringing_back.as_outline(document_of(version), _speakers(workshop))
    if wanted.says_hours and workshop.time_zone is None:
        raise rules.NeedsZone
    history.put(workshop, wanted, Act.BROUGHT_BACK, at=at, account_id=account_id)


def _speakers(workshop: Workshop) -> set[str]:
    return {one.key for one in queries.draft(workshop).speakers}
