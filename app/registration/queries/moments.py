"""When workshops are, read once from each published version: versions never change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.agenda.models import AgendaVersion
from app.agenda.rules.document import DaySeen
from app.extensions import db, remembered
from app.registration import rules
from app.registration.models import RegistrationForm
from app.registration.rules import Times
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState

#: A version, by its id and by when it was published, as SQLite gives ids out again.
Version = tuple[int, datetime]
#: Versions remembered per process, a few numbers each.
KEPT = 5000


@dataclass(frozen=True, slots=True)
class _Known:
    """What is remembered of a version."""

    #: None where no day is published.
    times: Times | None = None
    #: As the doors of registration know it.
    over: datetime | None = None


def times_of_reminding() -> dict[int, Times]:
    """When each published workshop that reminds its guests is, by the workshop's id.

    One query while nothing new is published, and one more after that.
    """
    is_published = Workshop.state == WorkshopState.PUBLISHED
    found = _known(is_published & RegistrationForm.reminders, db.session.connection())
    return {id: known.times for id, known in found.items() if known.times is not None}


def ends(ids: Collection[int], connection: Connection) -> dict[int, datetime]:
    """When these workshops are over, of those that publish a day; as times_of_reminding."""
    public = (WorkshopState.PUBLISHED, WorkshopState.CANCELLED, WorkshopState.ARCHIVED)
    wanted = Workshop.state.in_(public) & Workshop.id.in_(ids)
    found = _known(wanted, connection) if ids else {}
    return {id: known.over for id, known in found.items() if known.over is not None}


_later = select(func.max(AgendaVersion.number)).where(AgendaVersion.workshop_id == Workshop.id)
_newest = (
    select(Workshop.id, AgendaVersion.id, AgendaVersion.published_at)
    .join(RegistrationForm, RegistrationForm.workshop_id == Workshop.id)
    .join(
        AgendaVersion,
        (AgendaVersion.workshop_id == Workshop.id)
        & (AgendaVersion.number == _later.correlate(Workshop).scalar_subquery()),
    )
)


def _known(wanted: ColumnElement[bool], connection: Connection) -> dict[int, _Known]:
    newest = {
        workshop_id: (version_id, published_at)
        for workshop_id, version_id, published_at in connection.execute(_newest.where(wanted))
    }
    known: OrderedDict[Version, _Known] = remembered("plenum.times", OrderedDict)
    unknown = [version for version in newest.values() if version not in known]
    if unknown:
        known.update(_read(unknown, connection))
    for version in newest.values():
        known.move_to_end(version)
    while len(known) > max(KEPT, len(newest)):
        known.popitem(last=False)
    return {workshop_id: known[version] for workshop_id, version in newest.items()}


def _read(versions: Collection[Version], connection: Connection) -> dict[Version, _Known]:
    published = dict(versions)
    rows = connection.execute(
        select(
            AgendaVersion.id,
            AgendaVersion.document["whole"].label("whole"),
            AgendaVersion.document["days"].label("days"),
            AgendaVersion.document["workshop"].label("workshop"),
        ).where(AgendaVersion.id.in_(published))
    )
    found = dict.fromkeys(versions, _Known())
    for row in rows:
        found[row.id, published[row.id]] = _moments(row)
    return found


def _moments(row: Any) -> _Known:
    days = [
        DaySeen(
            date=date.fromisoformat(day["date"]),
            starts=time.fromisoformat(day["starts"]) if day["starts"] else None,
            ends=time.fromisoformat(day["ends"]) if day["ends"] else None,
        )
        for day in row.days
    ]
    over = rules.window(None, None, days, row.workshop["time_zone"]).over
    return _Known(_times(row.whole, days, over), over)


def _times(whole: Any, days: list[DaySeen], over: datetime | None) -> Times | None:
    first, start, end = (whole[name] for name in ("first", "start", "end"))
    if first is None or over is None:
        return None
    if end is not None:
        ends = datetime.fromisoformat(end)
        # Without hours of its own, the last day would only be over at midnight.
        over = max(over, ends) if max(days, key=lambda day: day.date).ends else ends
    return Times(
        first=date.fromisoformat(first),
        start=datetime.fromisoformat(start) if start else None,
        over=over,
    )
