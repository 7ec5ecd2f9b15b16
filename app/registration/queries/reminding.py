"""Whose reminders are due: by which clocks guests live, and who has not been written to yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, or_, select

from app.extensions import db
from app.mail.models import Letter
from app.registration.models import Registration
from app.registration.rules import Due, RegistrationState, Source

#: What is known of a guest's clock: the zone, and the country.
Clock = tuple[str | None, str | None]


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
    ~Registration.no_reminders,
)


def _lives_by(clock: Clock) -> ColumnElement[bool]:
    time_zone, country = clock
    return and_(
        Registration.time_zone.is_not_distinct_from(time_zone),
        Registration.country.is_not_distinct_from(country),
    )
