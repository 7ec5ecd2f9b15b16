"""Reading registrations: what is live beside the agenda, who takes part, places in line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select
from sqlalchemy.orm import aliased

from app.agenda.published import find as find_published
from app.agenda.rules.changes import Change
from app.agenda.rules.document import DaySeen, Document
from app.extensions import db
from app.mail.models import Letter
from app.registration import rules
from app.registration.models import Registration, RegistrationForm, SeatPool
from app.registration.rules import RegistrationState, Window
from app.workshops.models import Workshop
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """One way of taking part, as it stands now."""

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
    def is_few(self) -> bool:
        return rules.is_few(self.capacity, self.left)

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


def live(workshop_id: int, connection: Connection | None = None) -> Live | None:
    """One plain query, whatever the number of registrations; None = no registration.

    Public pages may give a connection of their own and leave the session alone.
    """
    wanted = _live.where(RegistrationForm.workshop_id == workshop_id)
    rows = (connection or db.session.connection()).execute(wanted).all()
    return _as_live(rows) if rows else None


def lives(ids: Collection[int]) -> dict[int, Live]:
    """The same of several workshops by their ids, in one query; of those that register."""
    wanted = _live.add_columns(RegistrationForm.workshop_id).where(
        RegistrationForm.workshop_id.in_(ids)
    )
    rows = defaultdict(list)
    for row in db.session.execute(wanted):
        rows[row.workshop_id].append(row)
    return {workshop_id: _as_live(of_one) for workshop_id, of_one in rows.items()}


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
    return _as_live(rows) if rows[0].form_id is not None else None


def pending(ids: Collection[int]) -> dict[int, int]:
    """How many registrations of these workshops wait for a decision, where any do."""
    rows = db.session.execute(
        select(Registration.workshop_id, func.count())
        .where(Registration.workshop_id.in_(ids), Registration.state == RegistrationState.PENDING)
        .group_by(Registration.workshop_id)
    )
    return {workshop_id: count for workshop_id, count in rows}


def _as_live(rows: Sequence[Any]) -> Live:
    first = rows[0]
    return Live(
        opens=first.opens,
        closes=first.closes,
        waiting_list=first.waiting_list,
        approval=first.approval,
        confirm_email=first.confirm_email,
        seats=tuple(
            Seats(way=row.way, capacity=row.capacity, used=row.used, waiting=row.waiting)
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
    return db.session.scalar(
        select(RegistrationForm).where(RegistrationForm.workshop_id == workshop_id)
    )


def find(key: str) -> Registration | None:
    return db.session.scalar(select(Registration).where(Registration.key == key))


def find_in(workshop_id: int, key: str) -> Registration | None:
    return db.session.scalar(
        select(Registration).where(
            Registration.key == key, Registration.workshop_id == workshop_id
        )
    )


def find_active(workshop_id: int, email_normal: str) -> Registration | None:
    """The one registration of this address that is not over; there is never a second."""
    return db.session.scalar(
        select(Registration).where(
            Registration.workshop_id == workshop_id,
            Registration.email_normal == email_normal,
            Registration.state.in_(rules.ACTIVE),
        )
    )


def addresses(ids: Collection[int]) -> dict[int, str]:
    """Where these registrations are written to, of those that are not over."""
    rows = db.session.execute(
        select(Registration.id, Registration.email).where(
            Registration.id.in_(ids), Registration.state.in_(rules.ACTIVE)
        )
    )
    return {id: email for id, email in rows}


def pool_id(workshop_id: int, way: Way) -> int:
    return db.session.scalars(
        select(SeatPool.id).where(SeatPool.workshop_id == workshop_id, SeatPool.way == way)
    ).one()


def was_written(registration: Registration, kind: str, *, since: datetime) -> bool:
    """Whether a letter of this kind was written to the person in this time."""
    written = select(
        exists().where(
            Letter.workshop_id == registration.workshop_id,
            Letter.recipient == f"registration:{registration.id}",
            Letter.kind == kind,
            Letter.written_at > since,
        )
    )
    return bool(db.session.scalar(written))


def _ahead(of: Any) -> ColumnElement[int]:
    """How many wait up to and with this row: its place in line."""
    other = aliased(Registration)
    return (
        select(func.count())
        .select_from(other)
        .where(
            other.workshop_id == of.workshop_id,
            other.way == of.way,
            other.state == RegistrationState.WAITLISTED,
            other.line <= of.line,
        )
        .scalar_subquery()
    )


def place_in_line(registration: Registration) -> int | None:
    """1 for the next to get a seat; None for who does not wait."""
    if registration.state is not RegistrationState.WAITLISTED:
        return None
    return db.session.scalar(
        select(_ahead(Registration)).where(Registration.id == registration.id)
    )


@dataclass(frozen=True, slots=True)
class Participant:
    """A registration as organisers list it."""

    registration: Registration
    place: int | None


def participants(workshop_id: int) -> list[Participant]:
    """Every registration in the order of asking, with places in line, in one query."""
    place = func.row_number().over(
        partition_by=(Registration.way, Registration.state), order_by=Registration.line
    )
    rows = db.session.execute(
        select(Registration, place)
        .where(Registration.workshop_id == workshop_id)
        .order_by(Registration.at, Registration.id)
    )
    return [
        Participant(one, n if one.state is RegistrationState.WAITLISTED else None)
        for one, n in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    name: str
    email: str
    way: Way
    state: RegistrationState
    #: In line, else None.
    place: int | None
    at: datetime


def export_rows(workshop_id: int) -> list[ExportRow]:
    """Every registration, for files and commands."""
    return [
        ExportRow(
            name=one.registration.name,
            email=one.registration.email,
            way=one.registration.way,
            state=one.registration.state,
            place=one.place,
            at=one.registration.at,
        )
        for one in participants(workshop_id)
    ]


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


def asked_in(workshop_id: int, states: Collection[RegistrationState]) -> Sequence[Registration]:
    """Who registered by the form and is in one of these states; speakers hear by invitation."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.workshop_id == workshop_id,
            Registration.asked,
            Registration.state.in_(states),
        )
        .order_by(Registration.id)
    ).all()


def touched(workshop_id: int, before: Document | None, after: Document) -> list[Registration]:
    """Who gets a letter when `after` is published over `before`."""
    ways = rules.touched_ways(before, after) if before else frozenset()
    if not ways:
        return []
    return [one for one in asked_in(workshop_id, rules.TOLD) if one.way in ways]


def who_hears_of(
    workshop: Workshop, before: Document | None, after: Document, changes: Sequence[Change]
) -> list[str]:
    """Names of the participants who get a letter when these changes are published."""
    return [one.name for one in touched(workshop.id, before, after)] if changes else []
