"""Finding single registrations, their addresses and their places in line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from app.audit.models import AuditEntry
from app.extensions import db
from app.i18n import zones
from app.mail.addresses import normal
from app.mail.models import Letter
from app.registration import rules
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop

# Put together once, as each sign-up asks them.
_by_key = select(Registration).where(Registration.key == bindparam("wanted"))
_active = select(Registration).where(
    Registration.workshop_id == bindparam("workshop"),
    Registration.email_normal == bindparam("address"),
    Registration.state.in_(rules.ACTIVE),
)


def find(key: str) -> Registration | None:
    return db.session.scalar(_by_key, {"wanted": key})


def find_in(workshop_id: int, key: str) -> Registration | None:
    return db.session.scalar(
        select(Registration).where(
            Registration.key == key, Registration.workshop_id == workshop_id
        )
    )


def find_active(workshop_id: int, email_normal: str) -> Registration | None:
    """The one registration of this address that is not over; there is never a second."""
    return db.session.scalar(_active, {"workshop": workshop_id, "address": email_normal})


def addresses(ids: Collection[int]) -> dict[int, str]:
    """Where these registrations are written to, of those that are not over."""
    rows = db.session.execute(
        select(Registration.id, Registration.email).where(
            Registration.id.in_(ids), Registration.state.in_(rules.ACTIVE)
        )
    )
    return {id: email for id, email in rows}


def zone_of(registration: Registration) -> str:
    """The clock this person lives by: their own where it is known, else the one of their
    country, else the workshop's."""
    told = zones_by((registration.time_zone, registration.country), registration.workshop)
    return next(iter(told), "UTC")


def zones_by(clock: tuple[str | None, str | None], workshop: Workshop) -> list[str]:
    """What tells the clock of people with this zone and country, the surest first."""
    time_zone, country = clock
    told = (zones.known(time_zone), zones.of_country(country), workshop.time_zone)
    return [name for name in told if name]


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


def times_noted(registration: Registration, verb: str, *, since: datetime) -> int:
    """How often this was done to the registration in this time."""
    noted = select(func.count()).where(
        AuditEntry.workshop_id == registration.workshop_id,
        AuditEntry.subject == f"registration:{registration.id}",
        AuditEntry.action == f"registration.{verb}",
        AuditEntry.at > since,
    )
    return db.session.scalar(noted) or 0


def was_handed_over(registration: Registration) -> bool:
    """Whether it ended because somebody else has the place now."""
    return _handed_over(registration) is not None


def handed_over(registrations: Iterable[Registration]) -> set[int]:
    """Ids of those that ended so, of one workshop."""
    ended = {
        f"registration:{one.id}": one
        for one in registrations
        if one.state is RegistrationState.CANCELLED
    }
    if not ended:
        return set()
    rows = db.session.execute(
        select(AuditEntry.subject, AuditEntry.at).where(
            AuditEntry.workshop_id == next(iter(ended.values())).workshop_id,
            AuditEntry.subject.in_(ended),
            AuditEntry.action == "registration.handed_over",
        )
    )
    then = {subject: at for subject, at in rows}
    return {one.id for subject, one in ended.items() if then.get(subject) == one.state_at}


def was_handed_to(registration: Registration, address: str) -> bool:
    """Whether who has the place now is the one with this address."""
    noted = _handed_over(registration)
    taker = db.session.get(Registration, noted["to"]) if noted else None
    return taker is not None and taker.email_normal == normal(address)


def _handed_over(registration: Registration) -> dict[str, Any] | None:
    """What was noted of the act by which it ended, if that was handing it over."""
    if registration.state is not RegistrationState.CANCELLED:
        return None
    return db.session.scalar(
        select(AuditEntry.details).where(
            AuditEntry.workshop_id == registration.workshop_id,
            AuditEntry.subject == f"registration:{registration.id}",
            AuditEntry.action == "registration.handed_over",
            # Organisers may have taken it up again and cancelled it since.
            AuditEntry.at == registration.state_at,
        )
    )


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


def pending(ids: Collection[int]) -> dict[int, int]:
    """How many registrations of these workshops wait for a decision, where any do."""
    rows = db.session.execute(
        select(Registration.workshop_id, func.count())
        .where(Registration.workshop_id.in_(ids), Registration.state == RegistrationState.PENDING)
        .group_by(Registration.workshop_id)
    )
    return {workshop_id: count for workshop_id, count in rows}
