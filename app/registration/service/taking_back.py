"""Taking back what was done to many: whoever is still what the act made of them goes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.service import note
from app.extensions import db
from app.registration import queries, rules
from app.registration.models import BulkAct, Registration
from app.registration.rules import Action, RegistrationState, bulk
from app.registration.rules.bulk import Why
from app.registration.service import acts, letters, seats, serving
from app.registration.service.bulk import is_still
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState

#: An entry of the act, and its registration.
Pair = tuple[dict[str, Any], Registration]
#: What cannot be taken back: a letter that has left.
STAYS = (Action.RESEND_LINK,)


def take_back(act: BulkAct, workshop: Workshop, *, at: datetime, account_id: int) -> None:
    """Undo one act upon many, once; each of them is told.

    A seat if one is free, else the first place in line; who waited goes back to the old place.
    Raises TooLateToTakeBack, WorkshopCancelled or WorkshopOver.
    """
    state_of = seats.state_of(workshop.id)
    pools = seats.hold(workshop.id)
    db.session.refresh(act, with_for_update=True)
    if act.undone_at is not None:
        return
    if at > act.at + bulk.TAKE_BACK_FOR or act.action in STAYS:
        raise bulk.TooLateToTakeBack
    window = queries.window_of(queries.find_form(workshop.id), workshop.slug)
    cancelled = state_of is WorkshopState.CANCELLED
    rules.refuse_when_past(rules.doors(window, at, cancelled=cancelled))
    entries = [dict(entry) for entry in act.entries]
    _Back(act, pools, at=at, account_id=account_id).all(_those_that_fit(workshop, entries))
    for way, pool_id in pools.items():
        db.session.flush()
        serving.promote(workshop.id, way, {way: pool_id}, at=at)
    act.entries, act.undone_at = entries, at
    if len(entries) == 1:
        return  # what became of this one is noted already
    note(
        "registration.many_undone",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"bulk:{act.id}",
        act=act.action,
        people=sum("back" in entry for entry in entries),
    )


def _those_that_fit(workshop: Workshop, entries: Sequence[dict[str, Any]]) -> list[Pair]:
    done = [entry for entry in entries if "is" in entry]
    rows = {
        one.id: one
        for one in db.session.scalars(
            select(Registration)
            .where(
                Registration.workshop_id == workshop.id,
                Registration.id.in_([entry["id"] for entry in done]),
            )
            .with_for_update(of=Registration)
            .execution_options(populate_existing=True)
        )
    }
    fitting = []
    for entry in done:
        registration = rows.get(entry["id"])
        if registration is None or not is_still(entry, registration):
            entry["stays"] = Why.CHANGED.value
        elif registration.state in rules.ENDED and queries.find_active(
            workshop.id, registration.email_normal
        ):
            entry["stays"] = Why.ANEW.value
        else:
            fitting.append((entry, registration))
    return fitting


class _Back:
    def __init__(
        self, act: BulkAct, pools: dict[Way, int], *, at: datetime, account_id: int
    ) -> None:
        self.act, self.pools, self.at, self.account_id = act, pools, at, account_id
        self.action = Action(act.action)

    def all(self, pairs: Sequence[Pair]) -> None:
        """Seats are given back first, then taken; who finds none goes to the front, the last of
        them first, so that they wait there in their old order; then who waited before."""
        before = Action.CHANGE_WAY if self.action is Action.CHANGE_WAY else Action.REOPEN
        for entry, registration in pairs:
            rules.check(registration.state, before)
            if registration.state in rules.SEATED:
                seats.give_back(self.pools[registration.way])
            registration.way = Way(entry["was_way"])
            # In no line while the seats are looked for.
            was = RegistrationState(entry["was"])
            waits = was in rules.SEATED or was is RegistrationState.WAITLISTED
            asks = RegistrationState.PENDING if waits else was
            seats.become(registration, asks, self.at)
            registration.line = entry["was_line"]
        db.session.flush()
        seated = [pair for pair in pairs if pair[0]["was"] in rules.SEATED]
        waited = [pair for pair in pairs if pair[0]["was"] == RegistrationState.WAITLISTED]
        late = [pair for pair in seated if not self._takes(pair[1])]
        for _, registration in reversed(late):
            seats.become(registration, RegistrationState.WAITLISTED, self.at)
            registration.line = seats.number_at_front(self.pools[registration.way])
        db.session.flush()
        for _, registration in sorted(waited, key=lambda pair: pair[0]["was_line"] or 0):
            if not self._takes(registration):
                seats.become(registration, RegistrationState.WAITLISTED, self.at)
                db.session.flush()
        for entry, registration in pairs:
            entry["back"] = registration.state.value
        db.session.flush()
        for _, registration in pairs:
            self._tell(registration)

    def _takes(self, registration: Registration) -> bool:
        taken = seats.take(self.pools[registration.way], passing_nobody=True)
        if taken:
            seats.become(registration, RegistrationState.CONFIRMED, self.at)
        return taken

    def _tell(self, registration: Registration) -> None:
        act = f"taken-back:{self.act.key}"
        letters.say_changed(registration, "taken_back", act=act, at=self.at)
        acts.note_of(
            "taken_back",
            registration,
            at=self.at,
            account_id=self.account_id,
            state=registration.state,
        )
