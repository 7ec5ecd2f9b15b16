"""Publishing and cancelling: the agenda's changes told to whom they touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.agenda import service as agenda
from app.agenda.models import AgendaVersion
from app.agenda.queries import latest_version
from app.agenda.rules.changes import compare
from app.agenda.rules.document import fingerprint
from app.audit.service import note
from app.invitations import queries as invitations_queries
from app.invitations import service as invitations
from app.publishing import rules
from app.registration import queries as registration_queries
from app.registration import service as registration
from app.registration.rules import ACTIVE
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRehearsal:
    """The names of those who would get a letter if the workshop were cancelled now."""

    speakers: list[str]
    participants: list[str]


def rehearse_cancelling(workshop: Workshop) -> CancelRehearsal:
    asked = registration_queries.asked_in(workshop.id, ACTIVE)
    return CancelRehearsal(
        speakers=invitations_queries.who_hears_of_cancelling(workshop),
        participants=[one.name for one in asked if one.email],
    )


def publish(
    workshop: Workshop, *, at: datetime, account_id: int | None, seen: str | None = None
) -> AgendaVersion | None:
    """Freeze the draft as the next version and tell those whose own time, place or title changed.

    Returns None, and does nothing, when the draft is what the public reads already. `seen` is the
    rehearsal that was looked at; None = none was. Raises AlreadyCancelled and DraftChanged.
    """
    _hold(workshop)
    rules.check_open(workshop.state)
    frozen = agenda.freeze(workshop, at=at, account_id=account_id)
    if frozen.version is None:
        return None
    if seen is not None and seen != fingerprint(frozen.after):
        raise rules.DraftChanged
    if workshop.state is WorkshopState.DRAFT:
        workshop.state, workshop.published_at = WorkshopState.PUBLISHED, at
    changes = compare(frozen.before, frozen.after)
    act = f"publish:{workshop.id}:{frozen.version.number}"
    invitations.tell_changes(workshop, frozen.before, frozen.after, act=act, at=at)
    registration.tell_changes(workshop, frozen.before, frozen.after, changes, act=act, at=at)
    note(
        "workshop.published",
        at=at,
        account_id=account_id,
        actor="account" if account_id else "command",
        workshop_id=workshop.id,
        version=frozen.version.number,
    )
    return frozen.version


def cancel(workshop: Workshop, *, at: datetime, account_id: int | None) -> None:
    """Call the workshop off: page, feeds and registration say so, everybody is written to.

    A workshop that was never published is only marked; nothing of it becomes public. Raises
    AlreadyCancelled.
    """
    _hold(workshop)
    rules.check_open(workshop.state)
    workshop.state, workshop.cancelled_at = WorkshopState.CANCELLED, at
    if latest_version(workshop.id) is not None:
        agenda.freeze_cancelled(workshop, at=at, account_id=account_id)
    act = f"cancel:{workshop.id}"
    invitations.tell_cancelled(workshop, act=act, at=at)
    registration.tell_cancelled(workshop, act=act, at=at)
    note("workshop.cancelled", at=at, account_id=account_id, workshop_id=workshop.id)


def _hold(workshop: Workshop) -> None:
    """Invitations, then the workshop: the order of everybody (registration/service/seats.py).

    Asked once more for who was invited while the workshop was waited for: nobody can be now.
    """
    invitations.hold_all(workshop)
    agenda.lock(workshop)
    invitations.hold_all(workshop)
