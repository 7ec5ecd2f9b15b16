"""One act upon many registrations, and taking it back.

Every one of them goes through the verb that a single one does, each in a savepoint of its own, so
that a refusal leaves only that one as it is; all of it is one transaction, in which the pools are
held from the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.service import note
from app.errors import Refusal
from app.extensions import db
from app.links import new_key
from app.registration import rules
from app.registration.models import BulkAct, Registration
from app.registration.rules import Action, RegistrationState, bulk
from app.registration.rules.bulk import Why
from app.registration.service import deciding, leaving, seats
from app.workshops.models import Workshop
from app.workshops.rules import Way


def act_on_many(
    workshop: Workshop,
    action: Action,
    seen: Mapping[int, RegistrationState],
    *,
    key: str,
    way: Way | None = None,
    at: datetime,
    account_id: int,
) -> BulkAct:
    """Act on these registrations as far as they still are what the preview has `seen`.

    `key` names the preview: confirming it again finds the act that was done. What became of each
    stands in the entries: {"id", "was", "is", …}, or {"id", "was", "why"} for who was left.
    """
    seats.hold(workshop.id)
    done = _find(workshop, key)
    if done is not None:
        return done
    entries = []
    for registration in _in_turn(workshop.id, seen):
        entry: dict[str, Any] = {"id": registration.id, "was": registration.state.value}
        if registration.state is not seen[registration.id]:
            entry["why"] = Why.CHANGED.value
        else:
            entry |= _tried(registration, action, way, at=at, account_id=account_id)
        entries.append(entry)
    done = _kept(workshop, action, entries, key=key, at=at, account_id=account_id)
    note(
        "registration.many_done",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"bulk:{done.id}",
        act=action.value,
        people=sum("is" in entry for entry in entries),
    )
    return done


def act_on_one(
    registration: Registration, action: Action, *, at: datetime, account_id: int
) -> BulkAct:
    """One verb, kept as acts upon many are, so that it can be taken back as they can.

    Raises what the verb does; nothing is kept then.
    """
    seats.hold_with(registration)
    before = _before(registration)
    _perform(registration, action, None, at=at, account_id=account_id)
    entry = {"id": registration.id, **before, **_as_it_is(registration)}
    workshop, key = registration.workshop, new_key()
    return _kept(workshop, action, [entry], key=key, at=at, account_id=account_id)


def _kept(
    workshop: Workshop,
    action: Action,
    entries: list[dict[str, Any]],
    *,
    key: str,
    at: datetime,
    account_id: int,
) -> BulkAct:
    done = BulkAct(
        key=key,
        workshop_id=workshop.id,
        account_id=account_id,
        action=action.value,
        entries=entries,
        at=at,
    )
    db.session.add(done)
    db.session.flush()
    return done


def _find(workshop: Workshop, key: str) -> BulkAct | None:
    return db.session.scalar(
        select(BulkAct).where(BulkAct.key == key, BulkAct.workshop_id == workshop.id)
    )


def _in_turn(workshop_id: int, ids: Collection[int]) -> list[Registration]:
    """Of this workshop, those who wait before those who have a place, each in order of asking."""
    rows = db.session.scalars(
        select(Registration)
        .where(Registration.workshop_id == workshop_id, Registration.id.in_(ids))
        .order_by(Registration.at, Registration.id)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    ).all()
    return sorted(rows, key=lambda one: one.state in rules.SEATED)


def _tried(
    registration: Registration,
    action: Action,
    way: Way | None,
    *,
    at: datetime,
    account_id: int,
) -> dict[str, Any]:
    """What the entry says of it; a refusal undoes this one alone."""
    before = _before(registration)
    if action is Action.CHANGE_WAY and way is registration.way:
        return {"why": Why.SAME_WAY.value}
    if action is Action.RESEND_LINK and not registration.is_written_to:
        return {"why": Why.NO_ADDRESS.value}
    try:
        with db.session.begin_nested():
            _perform(registration, action, way, at=at, account_id=account_id)
    except Refusal as refusal:
        return {"why": bulk.OF_REFUSAL.get(type(refusal), Why.STATE).value}
    return before | _as_it_is(registration)


def _perform(
    registration: Registration,
    action: Action,
    way: Way | None,
    *,
    at: datetime,
    account_id: int,
) -> None:
    by: dict[str, Any] = {"at": at, "account_id": account_id}
    if action is Action.APPROVE:
        deciding.approve(registration, **by)
    elif action is Action.REJECT:
        deciding.reject(registration, **by)
    elif action is Action.CANCEL:
        leaving.cancel(registration, **by)
    elif action is Action.CHANGE_WAY and way is not None:
        leaving.change_way(registration, way, **by)
    elif action is Action.RESEND_LINK:
        deciding.resend_link(registration, **by)
    else:
        raise ValueError(action)


def _before(registration: Registration) -> dict[str, Any]:
    return {
        "was": registration.state.value,
        "was_way": registration.way.value,
        "was_line": registration.line,
    }


def _as_it_is(registration: Registration) -> dict[str, Any]:
    return {
        "is": registration.state.value,
        "is_way": registration.way.value,
        "since": registration.state_at.isoformat(),
    }


def is_still(entry: Mapping[str, Any], registration: Registration) -> bool:
    """Whether nobody has changed the state of what the act made of it."""
    now = _as_it_is(registration)
    return all(entry[name] == now[name] for name in now)
