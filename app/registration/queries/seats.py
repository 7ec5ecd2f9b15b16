"""How registration stands at this moment, beside the agenda: the form and the seats per way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from app.agenda.published import find as find_published
from app.agenda.rules.document import DaySeen
from app.extensions import db
from app.registration import rules
from app.registration.models import Registration, RegistrationForm, SeatPool
from app.registration.rules import RegistrationState, Window
from app.workshops.models import Workshop
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """One way of taking part, as it stands now."""

    pool_id: int
    way: Way
    #: None = unlimited.
    capacity: int | None
    #: May be above the capacity after it was lowered.
    used: int
    waiting: int

    @property
    def left(self) -> int | None:
        """Places a newcomer could have; None = unlimited."""
        return None if self.capacity is None else max(0, self.capacity - self.used)

    @property
    def free(self) -> bool:
        return rules.has_free_seat(
            offered=True, capacity=self.capacity, used=self.used, waiting=self.waiting
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """How registration stands at this moment, for pages that show it beside the agenda."""

    #: As the form says them; rules.window adds what None means.
    opens: datetime | None
    closes: datetime | None
    waiting_list: bool
    approval: bool
    confirm_email: bool
    #: The ways offered, online first.
    seats: tuple[Seats, ...]

    def window(self, days: Sequence[DaySeen], time_zone: str | None) -> Window:
        return rules.window(self.opens, self.closes, days, time_zone)

    def of(self, way: Way) -> Seats | None:
        return next((seats for seats in self.seats if seats.way is way), None)

    def newcomer_gets(self, way: Way) -> RegistrationState | None:
        """None = nothing: full, or not offered."""
        seats = self.of(way)
        if seats is None:
            return None
        return rules.newcomer_gets(
            free=seats.free,
            waiting_list=self.waiting_list,
            approval=self.approval,
            confirm_email=self.confirm_email,
        )

    def free_beside(self, way: Way) -> tuple[Way, ...]:
        """Other ways in which somebody could have a place at once."""
        return tuple(seats.way for seats in self.seats if seats.way is not way and seats.free)

    @property
    def is_full(self) -> bool:
        """Whether a newcomer could get nothing at all, in any way."""
        return all(self.newcomer_gets(seats.way) is None for seats in self.seats)


_waiting = (
    select(func.count())
    .select_from(Registration)
    .where(
        Registration.workshop_id == SeatPool.workshop_id,
        Registration.way == SeatPool.way,
        Registration.state == RegistrationState.WAITLISTED,
    )
    .scalar_subquery()
)
_COLUMNS = (
    RegistrationForm.opens,
    RegistrationForm.closes,
    RegistrationForm.waiting_list,
    RegistrationForm.approval,
    RegistrationForm.confirm_email,
    SeatPool.id.label("pool_id"),
    SeatPool.way,
    SeatPool.capacity,
    SeatPool.used,
    _waiting.label("waiting"),
)
_OF_FORM = (SeatPool.workshop_id == RegistrationForm.workshop_id) & SeatPool.offered
_live = (
    select(*_COLUMNS)
    .select_from(RegistrationForm)
    .outerjoin(SeatPool, _OF_FORM)
    .order_by(SeatPool.way.desc())  # online before on_site
)
# What each sign-up asks is put together once: that costs more than asking it.
live_of_one = _live.where(RegistrationForm.workshop_id == bindparam("workshop"))
_form_of_one = select(RegistrationForm).where(
    RegistrationForm.workshop_id == bindparam("workshop")
)
_pool_of_way = select(SeatPool.id).where(
    SeatPool.workshop_id == bindparam("workshop"), SeatPool.way == bindparam("way")
)


def live(workshop_id: int, connection: Connection | None = None) -> Live | None:
    """One plain query, whatever the number of registrations; None = no registration.

    Public pages may give a connection of their own and leave the session alone.
    """
    asked = connection or db.session.connection()
    rows = asked.execute(live_of_one, {"workshop": workshop_id}).all()
    return as_live(rows) if rows else None


def lives(ids: Collection[int]) -> dict[int, Live]:
    """The same of several workshops by their ids, in one query; of those that register."""
    wanted = _live.add_columns(RegistrationForm.workshop_id).where(
        RegistrationForm.workshop_id.in_(ids)
    )
    rows = defaultdict(list)
    for row in db.session.execute(wanted):
        rows[row.workshop_id].append(row)
    return {workshop_id: as_live(of_one) for workshop_id, of_one in rows.items()}


def beside(wanted: Select[Any]) -> Select[Any]:
    """A query of workshops with how registration stands beside each: a row for each way.

    `live_beside` reads the rows of one workshop; pages that list workshops need one query for all.
    """
    return (
        wanted.add_columns(RegistrationForm.id.label("form_id"), *_COLUMNS)
        .outerjoin(RegistrationForm, RegistrationForm.workshop_id == Workshop.id)
        .outerjoin(SeatPool, _OF_FORM)
        .order_by(Workshop.id, SeatPool.way.desc())
    )


def live_beside(rows: Sequence[Any]) -> Live | None:
    """None = no registration."""
    return as_live(rows) if rows[0].form_id is not None else None


def as_live(rows: Sequence[Any]) -> Live:
    first = rows[0]
    return Live(
        opens=first.opens,
        closes=first.closes,
        waiting_list=first.waiting_list,
        approval=first.approval,
        confirm_email=first.confirm_email,
        seats=tuple(
            Seats(
                pool_id=row.pool_id,
                way=row.way,
                capacity=row.capacity,
                used=row.used,
                waiting=row.waiting,
            )
            for row in rows
            if row.way is not None
        ),
    )


def window_of(form: RegistrationForm | None, slug: str) -> Window:
    """With the days as the public reads them."""
    opens, closes = (form.opens, form.closes) if form else (None, None)
    published = find_published(slug)
    if published is None:
        return rules.window(opens, closes, (), None)
    document = published.document
    return rules.window(opens, closes, document.days, document.workshop.time_zone)


def find_form(workshop_id: int) -> RegistrationForm | None:
    return db.session.scalar(_form_of_one, {"workshop": workshop_id})


def pool_id(workshop_id: int, way: Way) -> int:
    return db.session.scalars(_pool_of_way, {"workshop": workshop_id, "way": way}).one()


def speakers_with_seats(workshop_id: int) -> dict[Way, int]:
    """How many of the places taken, by way, are held by speakers."""
    rows = db.session.execute(
        select(Registration.way, func.count())
        .where(
            Registration.workshop_id == workshop_id,
            Registration.speaker_id.is_not(None),
            Registration.state.in_(rules.SEATED),
        )
        .group_by(Registration.way)
    )
    return {way: count for way, count in rows}
