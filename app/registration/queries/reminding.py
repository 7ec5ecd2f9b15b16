"""Whose reminders may be due: which workshops are near, by which clocks their guests live."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, or_, select

from app.agenda.models import AgendaVersion
from app.agenda.rules.document import DaySeen
from app.extensions import db, remembered
from app.mail.models import Letter
from app.registration import rules
from app.registration.models import Registration, RegistrationForm
from app.registration.rules import Due, RegistrationState, Source, Times
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState

#: A version, by its id and by when it was published, as SQLite gives ids out again.
Version = tuple[int, datetime]
#: What is known of a guest's clock: the zone, and the country.
Clock = tuple[str | None, str | None]
#: Times remembered per process, a few numbers each.
KEPT = 5000


def times_of_reminding() -> dict[int, Times]:
    """When each published workshop that reminds its guests is, by the workshop's id.

    One query while nothing new is published, and one more after that: versions never change.
    """
    newest = {
        workshop_id: (version_id, published_at)
        for workshop_id, version_id, published_at in db.session.execute(_NEWEST)
    }
    known: OrderedDict[Version, Times | None] = remembered("plenum.times", OrderedDict)
    unknown = [version for version in newest.values() if version not in known]
    if unknown:
        known.update(_read(unknown))
    for version in newest.values():
        known.move_to_end(version)
    while len(known) > max(KEPT, len(newest)):
        known.popitem(last=False)
    found = {workshop_id: known[version] for workshop_id, version in newest.items()}
    return {workshop_id: times for workshop_id, times in found.items() if times is not None}


_later = select(func.max(AgendaVersion.number)).where(AgendaVersion.workshop_id == Workshop.id)
_NEWEST = (
    select(Workshop.id, AgendaVersion.id, AgendaVersion.published_at)
    .join(RegistrationForm, RegistrationForm.workshop_id == Workshop.id)
    .join(
        AgendaVersion,
        (AgendaVersion.workshop_id == Workshop.id)
        & (AgendaVersion.number == _later.correlate(Workshop).scalar_subquery()),
    )
    .where(Workshop.state == WorkshopState.PUBLISHED, RegistrationForm.reminders)
)


def _read(versions: Collection[Version]) -> dict[Version, Times | None]:
    published = dict(versions)
    rows = db.session.execute(
        select(
            AgendaVersion.id,
            AgendaVersion.document["whole"].label("whole"),
            AgendaVersion.document["days"].label("days"),
            AgendaVersion.document["workshop"].label("workshop"),
        ).where(AgendaVersion.id.in_(published))
    )
    found: dict[Version, Times | None] = dict.fromkeys(versions)
    for row in rows:
        found[row.id, published[row.id]] = _times(row)
    return found


def _times(row: Any) -> Times | None:
    days = [
        DaySeen(
            date=date.fromisoformat(day["date"]),
            starts=time.fromisoformat(day["starts"]) if day["starts"] else None,
            ends=time.fromisoformat(day["ends"]) if day["ends"] else None,
        )
        for day in row.days
    ]
    first, start, end = (row.whole[name] for name in ("first", "start", "end"))
    over = rules.window(None, None, days, row.workshop["time_zone"]).over
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


def clocks(workshop_id: int) -> Sequence[Clock]:
    """The different clocks of the workshop's guests."""
    rows = db.session.execute(
        select(Registration.time_zone, Registration.country)
        .where(Registration.workshop_id == workshop_id, *_GUESTS)
        .distinct()
    )
    return [(time_zone, country) for time_zone, country in rows]


def to_remind(
    workshop_id: int, due: Due, by: Collection[Clock], *, most: int
) -> Sequence[Registration]:
    """Guests by these clocks who have not been written this letter, held until that is committed.

    Who got a place after it fell due has just been written to. Who is about to be changed by
    somebody else is left for the next minute.
    """
    written = exists().where(
        Letter.act == due.act,
        Letter.kind == due.reminder,
        Letter.recipient == literal("registration:") + cast(Registration.id, String),
    )
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.workshop_id == workshop_id,
            *_GUESTS,
            Registration.state_at <= due.since,
            or_(*(_lives_by(clock) for clock in by)),
            ~written,
        )
        .order_by(Registration.id)
        .limit(most)
        .with_for_update(of=Registration, skip_locked=True)
    ).all()


#: Speakers hear by their invitations; who gave no address does not hear at all.
_GUESTS = (
    Registration.state == RegistrationState.CONFIRMED,
    Registration.source != Source.SPEAKER,
    Registration.email != "",
)


def _lives_by(clock: Clock) -> ColumnElement[bool]:
    time_zone, country = clock
    return and_(
        Registration.time_zone.is_not_distinct_from(time_zone),
        Registration.country.is_not_distinct_from(country),
    )
