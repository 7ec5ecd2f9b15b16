"""What a plan of one act upon many needs to know, and the acts that were done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from app.extensions import db
from app.registration.models import BulkAct, Registration, SeatPool
from app.registration.rules import RegistrationState, Source
from app.registration.rules.bulk import Entry, Places
from app.workshops.rules import Way


def entries(workshop_id: int, ids: Collection[int]) -> list[Entry]:
    """Of this workshop, in the order of asking."""
    wanted = _entries(workshop_id).where(Registration.id.in_(ids))
    return [_entry(row) for row in db.session.execute(wanted)]


def lines(workshop_id: int) -> dict[Way, list[Entry]]:
    """Everybody who waits, in turn."""
    wanted = (
        _entries(workshop_id)
        .where(Registration.state == RegistrationState.WAITLISTED)
        .order_by(None)
        .order_by(Registration.line)
    )
    found: dict[Way, list[Entry]] = defaultdict(list)
    for row in db.session.execute(wanted):
        found[row.way].append(_entry(row))
    return found


def _entries(
    workshop_id: int,
) -> Select[int, RegistrationState, Way, str, Source]:
    return (
        select(
            Registration.id,
            Registration.state,
            Registration.way,
            Registration.email,
            Registration.source,
        )
        .where(Registration.workshop_id == workshop_id)
        .order_by(Registration.at, Registration.id)
    )


def _entry(row: tuple[int, RegistrationState, Way, str, Source]) -> Entry:
    id, state, way, email, source = row
    return Entry(
        id=id, state=state, way=way, has_address=bool(email) and source is not Source.SPEAKER
    )


def places(workshop_id: int, lines: dict[Way, list[Entry]]) -> dict[Way, Places]:
    rows = db.session.execute(
        select(SeatPool.way, SeatPool.capacity, SeatPool.used, SeatPool.offered)
        .where(SeatPool.workshop_id == workshop_id)
        .order_by(SeatPool.way.desc())
    )
    return {
        way: Places(capacity=capacity, used=used, offered=offered, waiting=len(lines.get(way, ())))
        for way, capacity, used, offered in rows
    }


def find_act(workshop_id: int, key: str) -> BulkAct | None:
    return db.session.scalar(
        select(BulkAct).where(BulkAct.workshop_id == workshop_id, BulkAct.key == key)
    )


#: So many lines of what may be taken back stand above the list.
NEWEST = 3


@dataclass(frozen=True, slots=True)
class Newest:
    """An act that was not taken back yet."""

    act: BulkAct
    #: The name of who it was done to, where that is one alone.
    name: str | None


def newest_acts(
    workshop_id: int, *, since: datetime, upon: Registration | None = None
) -> list[Newest]:
    """Those that were not taken back; `upon` one person alone. An act upon one person counts for
    as long as nobody changed what it made of them."""
    acts = db.session.scalars(
        select(BulkAct)
        .where(
            BulkAct.workshop_id == workshop_id,
            BulkAct.at >= since,
            BulkAct.undone_at.is_(None),
        )
        .order_by(BulkAct.id.desc())
    ).all()
    alone = {act.entries[0]["id"] for act in acts if len(act.entries) == 1}
    people = by_id(workshop_id, alone) if alone else {}
    found = []
    for act in acts:
        is_alone = len(act.entries) == 1
        one = people.get(act.entries[0]["id"]) if is_alone else None
        if one is not None and act.entries[0].get("since") != one.state_at.isoformat():
            continue
        if (upon is None or one is upon) and is_alone is (one is not None):
            found.append(Newest(act, one.name if one else None))
    return found[:NEWEST]


def by_id(workshop_id: int, ids: Collection[int]) -> dict[int, Registration]:
    rows = db.session.scalars(
        select(Registration).where(
            Registration.workshop_id == workshop_id, Registration.id.in_(ids)
        )
    )
    return {one.id: one for one in rows}
