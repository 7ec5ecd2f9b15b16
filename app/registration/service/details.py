"""What a person told us, told anew by them or by organisers for them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from app.registration import rules
from app.registration.models import Registration
from app.registration.rules import Action
from app.registration.service import acts, seats
from app.workshops.rules import Stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All but the address, which is changed by a link, and the answers to questions."""

    name: str
    native_name: str | None
    address_as: str | None
    affiliation: str | None
    position: str | None
    country: str | None
    language: str
    time_zone: str | None


def details_of(registration: Registration) -> Details:
    return Details(**{field: getattr(registration, field) for field in Details.__slots__})


def change_details(
    registration: Registration,
    details: Details,
    *,
    revision: int | None = None,
    at: datetime,
    account_id: int | None = None,
) -> list[str]:
    """The names of the fields that changed, none if all was so before.

    The registration is held from here on, so that answers may follow in the same act. Raises
    NotFromHere, and Stale when `revision` is given and somebody saved since.
    """
    hold(registration, revision)
    wanted = asdict(details)
    changed = [field for field, value in wanted.items() if getattr(registration, field) != value]
    for field in changed:
        setattr(registration, field, wanted[field])
    if changed:
        saved(registration, changed, at=at, account_id=account_id)
    return changed


def hold(registration: Registration, revision: int | None = None) -> None:
    """Raises NotFromHere, and Stale when somebody saved since that revision."""
    seats.hold_with(registration)
    rules.check(registration.state, Action.CHANGE_DETAILS)
    if revision is not None and registration.revision != revision:
        raise Stale


def saved(
    registration: Registration, changed: list[str], *, at: datetime, account_id: int | None = None
) -> None:
    """Count the change and note its fields; what they hold is nobody's business."""
    registration.revision += 1
    acts.note_of("details_changed", registration, at=at, account_id=account_id, fields=changed)


def set_zone(registration: Registration, zone: str | None, *, at: datetime) -> None:
    """The clock that a person's times are told by. Raises NotFromHere."""
    hold(registration)
    if registration.time_zone != zone:
        registration.time_zone = zone
        saved(registration, ["time_zone"], at=at)
