"""Freezing the draft into the next version that the public reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.agenda import drafting, queries
from app.agenda.models import AgendaVersion
from app.agenda.published import document_of
from app.agenda.rules import numbering
from app.agenda.rules.document import Document, to_json
from app.audit.service import note
from app.extensions import config, db
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What publishing did; no version when the draft said nothing new."""

    version: AgendaVersion | None
    before: Document | None
    after: Document


def preview(workshop: Workshop, *, at: datetime) -> Document:
    """The document that `freeze` would publish now."""
    newest = queries.latest_version(workshop.id)
    return _draft_after(workshop, document_of(newest) if newest else None, at)


def freeze(workshop: Workshop, *, at: datetime, account_id: int | None) -> Frozen:
    """Make the draft the newest version. An unchanged draft makes none."""
    lock(workshop)
    newest = queries.latest_version(workshop.id)
    before = document_of(newest) if newest else None
    after = _draft_after(workshop, before, at)
    return _keep(workshop, newest, before, after, at, account_id)


def freeze_cancelled(workshop: Workshop, *, at: datetime, account_id: int | None) -> Frozen:
    """Make a version that says what the newest one says, called off: a cancellation publishes
    no half-made draft. Needs a version to be there."""
    lock(workshop)
    newest = queries.latest_version(workshop.id)
    if newest is None:
        raise ValueError(f"workshop {workshop.id} was never published")
    before = document_of(newest)
    called_off = replace(
        before,
        workshop=replace(before.workshop, cancelled=True),
        items=before.shown(),
    )
    after = _numbered(workshop, before, called_off, at)
    return _keep(workshop, newest, before, after, at, account_id)


def lock(workshop: Workshop) -> None:
    """One at a time rearranges or publishes an agenda; what was read before is read anew."""
    db.session.flush()
    db.session.refresh(workshop, with_for_update={"of": Workshop})  # its programme may come along


def _draft_after(workshop: Workshop, before: Document | None, at: datetime) -> Document:
    return drafting.document(
        queries.draft(workshop), before, at=at, uid_domain=config().uid_domain
    )


def _numbered(workshop: Workshop, before: Document, after: Document, at: datetime) -> Document:
    uid = f"agenda-{workshop.key}@{config().uid_domain}"
    return numbering.number(before, after, all_day_uid=uid, at=at)


def _keep(
    workshop: Workshop,
    newest: AgendaVersion | None,
    before: Document | None,
    after: Document,
    at: datetime,
    account_id: int | None,
) -> Frozen:
    if numbering.is_same(before, after):
        return Frozen(version=None, before=before, after=after)
    version = AgendaVersion(
        workshop_id=workshop.id,
        number=newest.number + 1 if newest else 1,
        published_at=at,
        published_by=account_id,
        document=to_json(after),
    )
    db.session.add(version)
    db.session.flush()
    note(
        "agenda.published",
        at=at,
        actor="account" if account_id else "command",
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"agenda_version:{version.id}",
        number=version.number,
    )
    return Frozen(version=version, before=before, after=after)
