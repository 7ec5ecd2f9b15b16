"""The pace of each provider, agreed upon by all workers in the database.

Whoever is about to send advances the provider's one moment by one conditional UPDATE, in the
transaction that takes the letter: of two workers that saw the same moment one wins, the other
looks again.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.mail.models import Letter, Provider
from app.mail.rules import pacing
from app.mail.rules.pacing import Pace

#: Looks at a provider that others advance at the same moment.
TRIES = 8

_INSERTS = {
    name: insert(cast("Table", Provider.__table__)).on_conflict_do_nothing(
        index_elements=["domain"]
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def is_open(at: datetime) -> ColumnElement[bool]:
    """SQL: the provider of a letter takes one now, as far as anybody knows."""
    return ~exists(
        select(1).where(
            Provider.domain == Letter.domain,
            or_(Provider.closed_until > at, Provider.paced_until > at + pacing.AHEAD),
        )
    )


def pass_one(domain: str, at: datetime) -> bool:
    """Count one letter to this provider; False = not now. Part of the caller's transaction."""
    for _ in range(TRIES):
        pace = find(domain)
        if pace is None:
            # Of two workers that see none, one makes it; both then count.
            fresh = {"domain": domain, "paced_until": at, "strikes": 0}
            db.session.connection().execute(_INSERTS[db.engine.dialect.name], fresh)
            continue
        if pacing.opens_at(pace) > at:
            return False
        if _replace(domain, pace, pace._replace(paced_until=pacing.after_one(pace, at))):
            return True
    return False


def complain(domain: str, at: datetime) -> None:
    """It said that there were too many: nothing for a while, then slower."""
    _settle(domain, at, pacing.complained)


def took_one(domain: str, at: datetime) -> None:
    """It took a letter: after a calm while it is sent more again."""
    _settle(domain, at, pacing.calmed)


def _settle(domain: str, at: datetime, change: pacing.Change) -> None:
    for _ in range(TRIES):
        pace = find(domain)
        if pace is None or (changed := change(pace, at)) == pace:
            return
        if _replace(domain, pace, changed):
            return


def find(domain: str) -> Pace | None:
    row = db.session.execute(
        select(Provider.paced_until, Provider.closed_until, Provider.strikes).where(
            Provider.domain == domain
        )
    ).one_or_none()
    return Pace(*row) if row else None


def _replace(domain: str, seen: Pace, then: Pace) -> bool:
    """Whether the provider still was as we saw it, and is now as we say."""
    changed = db.session.scalar(
        update(Provider)
        .where(
            Provider.domain == domain,
            Provider.paced_until == seen.paced_until,
            Provider.strikes == seen.strikes,
            Provider.closed_until.is_not_distinct_from(seen.closed_until),
        )
        .values(then._asdict())
        .returning(Provider.domain)
        .execution_options(synchronize_session=False)
    )
    return changed is not None


def next_open(waiting: dict[str, datetime]) -> datetime | None:
    """When the first of these falls due, each provider with the moment of its next letter."""
    if not waiting:
        return None
    rows = db.session.execute(
        select(
            Provider.domain, Provider.paced_until, Provider.closed_until, Provider.strikes
        ).where(Provider.domain.in_(waiting))
    )
    busy = {
        domain: pacing.opens_at(Pace(until, closed, strikes))
        for domain, until, closed, strikes in rows
    }
    return min(max(at, busy.get(domain, at)) for domain, at in waiting.items())
