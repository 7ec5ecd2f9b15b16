"""How people register for a workshop: written by the settings page and the workshop file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, false, select, update
from sqlalchemy.orm.attributes import flag_modified

from app.audit.service import note
from app.extensions import Text, db
from app.registration.models import RegistrationForm, SeatPool
from app.registration.service import places, seats, serving
from app.workshops.models import Workshop
from app.workshops.rules import Stale, Way


def set_form(
    workshop: Workshop,
    *,
    seats_per_way: Mapping[Way, int | None],
    opens: datetime | None = None,
    closes: datetime | None = None,
    waiting_list: bool = True,
    approval: bool = False,
    confirm_email: bool = False,
    offer_hours: int | None = None,
    reminders: bool = True,
    keep_days: int | None = None,
    responsible: Text | None = None,
    questions: Sequence[dict[str, Any]] | None = None,
    consents: Sequence[dict[str, Any]] | None = None,
    revision: int | None = None,
    at: datetime,
    account_id: int | None = None,
) -> RegistrationForm:
    """Make or change the form and its seats; who waits gets what seats were added.

    A number per way offered, None = unlimited. A way left out is no longer offered, its people
    stay. `questions` and `consents` stay as they are when not given. Raises Stale when `revision`
    is given and somebody saved since.
    """
    seats.state_of(workshop.id)
    form = db.session.scalar(
        select(RegistrationForm)
        .where(RegistrationForm.workshop_id == workshop.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if revision is not None and (form.revision if form else 0) != revision:
        raise Stale
    if form is None:
        form = RegistrationForm(workshop_id=workshop.id, questions=[], consents=[])
        db.session.add(form)
    form.opens, form.closes = opens, closes
    form.waiting_list, form.approval = waiting_list, approval
    form.confirm_email, form.offer_hours = confirm_email, offer_hours
    form.reminders, form.responsible = reminders, responsible
    form.keep_days = keep_days
    if questions is not None:
        form.questions = list(questions)
        seats.hold(workshop.id)
        places.set_pools(form)
    if consents is not None:
        form.consents = list(consents)
    if _offered(workshop) != dict(seats_per_way):
        # Seats are part of what the form says, so that an older copy of it is stale.
        flag_modified(form, "waiting_list")
        _set_seats(workshop, seats_per_way, at=at)
    db.session.flush()
    _note("registration.form_set", workshop, at=at, account_id=account_id)
    return form


def remove_form(workshop: Workshop, *, at: datetime, account_id: int | None = None) -> None:
    """The workshop takes no registrations any more; who is registered stays."""
    seats.state_of(workshop.id)
    form = db.session.scalar(
        select(RegistrationForm).where(RegistrationForm.workshop_id == workshop.id)
    )
    if form is None:
        return
    db.session.delete(form)
    _set_seats(workshop, {}, at=at)
    db.session.flush()
    _note("registration.form_removed", workshop, at=at, account_id=account_id)


def _offered(workshop: Workshop) -> dict[Way, int | None]:
    """The seats as they are; the pools are held from here on."""
    seats.hold(workshop.id)
    rows = db.session.execute(
        select(SeatPool.way, SeatPool.capacity).where(
            SeatPool.workshop_id == workshop.id, SeatPool.offered
        )
    )
    return {way: capacity for way, capacity in rows}


def _set_seats(
    workshop: Workshop, seats_per_way: Mapping[Way, int | None], *, at: datetime
) -> None:
    pools = seats.hold(workshop.id)
    for way in (Way.ONLINE, Way.ON_SITE):
        offered = way in seats_per_way
        if way in pools and offered:
            _set_capacity(pools[way], seats_per_way[way])
        elif way in pools:
            _change(pools[way], offered=False)
        elif offered:
            db.session.add(SeatPool(workshop_id=workshop.id, way=way, capacity=seats_per_way[way]))
            db.session.flush()
    for way in pools:
        serving.promote(workshop.id, way, pools, at=at)


def _set_capacity(pool_id: int, capacity: int | None) -> None:
    """Nobody is thrown out: who held a seat before stays, also above the capacity."""
    over = SeatPool.used > capacity if capacity is not None else false()
    _change(
        pool_id,
        offered=True,
        capacity=capacity,
        stayed=case((over, SeatPool.used), else_=0),
    )


def _change(pool_id: int, **values: Any) -> None:
    db.session.execute(
        update(SeatPool)
        .where(SeatPool.id == pool_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _note(action: str, workshop: Workshop, *, at: datetime, account_id: int | None) -> None:
    note(
        action,
        at=at,
        actor="account" if account_id is not None else "command",
        account_id=account_id,
        workshop_id=workshop.id,
    )
