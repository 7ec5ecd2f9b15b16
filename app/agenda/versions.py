"""The versions of a workshop, and whether the draft says something else than the newest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import Account
from app.agenda import drafting
from app.agenda.models import AgendaVersion
from app.agenda.published import document_of
from app.agenda.queries import Draft, latest_version
from app.agenda.rules import numbering
from app.extensions import config, db


def differs(draft: Draft, *, at: datetime) -> bool:
    """Whether publishing now would tell anybody anything new; one query for a draft already read.

    False where nothing is public yet: then the badge of the workshop says so.
    """
    newest = latest_version(draft.workshop.id)
    if newest is None:
        return False
    before = document_of(newest)
    after = drafting.document(draft, before, at=at, uid_domain=config().uid_domain)
    return not numbering.is_same(before, after)


def page(workshop_id: int, *, below: int | None, most: int) -> Sequence[AgendaVersion]:
    """The newest versions first, at most so many, those under this number if there is one."""
    wanted = select(AgendaVersion).where(AgendaVersion.workshop_id == workshop_id)
    if below is not None:
        wanted = wanted.where(AgendaVersion.number < below)
    return db.session.scalars(wanted.order_by(AgendaVersion.number.desc()).limit(most)).all()


def find(workshop_id: int, numbers: Collection[int]) -> dict[int, AgendaVersion]:
    """The versions with these numbers, of those there are."""
    found = db.session.scalars(
        select(AgendaVersion).where(
            AgendaVersion.workshop_id == workshop_id, AgendaVersion.number.in_(numbers)
        )
    )
    return {version.number: version for version in found}


def authors(versions: Sequence[AgendaVersion]) -> Mapping[int, str]:
    """Names of those who published them, by the id of their account."""
    ids = {version.published_by for version in versions if version.published_by is not None}
    if not ids:
        return {}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {id: name for id, name in rows}


def newest_number(workshop_id: int) -> int:
    """That of the version the public reads; 0 where there is none."""
    newest = db.session.scalar(
        select(func.max(AgendaVersion.number)).where(AgendaVersion.workshop_id == workshop_id)
    )
    return newest or 0
