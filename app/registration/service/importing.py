"""A list of people registered in one go.

Every one of them goes through the verb that a single one does; all of it is one transaction, in
which the pools are held from the beginning, so that nobody comes in between.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.audit.service import note
from app.errors import Refusal
from app.extensions import db
from app.registration import queries, rules
from app.registration.models import Registration
from app.registration.queries import importing as listed
from app.registration.rules import RegistrationState, Source
from app.registration.rules.imported.comparing import (
    ANSWERS,
    NEW,
    Becomes,
    Known,
    Outcome,
    compare,
)
from app.registration.rules.imported.persons import Person
from app.registration.service import answers, details, joining, seats
from app.registration.service.joining import Wish
from app.workshops.models import Workshop
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What was decided about a list as a whole, and about single addresses of it."""

    #: For rows that say none; None = such rows are left out.
    way: Way | None
    #: Of the e-mails, for rows that say none.
    language: str
    #: Write to everybody at once.
    tell: bool
    #: Addresses of those whose registration takes over what the list says.
    update: Collection[str] = ()
    #: Addresses of those who were out, and come back.
    anew: Collection[str] = ()


@dataclass(slots=True, kw_only=True)
class Done:
    #: Places and numbers in line that were given.
    placed: int = 0
    waiting: int = 0
    updated: int = 0
    #: Rows that were registered or brought up to date now or by the same form before.
    settled: set[int]


def foresee(workshop: Workshop, people: Sequence[Person], orders: Orders) -> list[Outcome]:
    """What would become of each, nothing done. Raises NotOpen."""
    live = queries.live(workshop.id)
    if live is None or not live.seats:
        raise rules.NotOpen
    wanted = {person.address for person in people if person.address}
    active, former = listed.known_by_address(workshop.id, wanted)
    return compare(
        people,
        active=active,
        former=former,
        pools=listed.pools_of(live),
        waiting_list=live.waiting_list,
        way=orders.way,
        anew=orders.anew,
    )


def bring_in(
    workshop: Workshop,
    people: Sequence[Person],
    orders: Orders,
    *,
    key: str,
    at: datetime,
    account_id: int,
) -> Done:
    """Register who is new, and bring up to date whom `orders` names; all others stay as they are.

    `key` names the preview: confirming it again changes nothing and is answered like the first
    time. Raises NotOpen, WorkshopCancelled and WorkshopOver.
    """
    seats.hold(workshop.id)
    done = Done(settled=set())
    made = 0
    for outcome in foresee(workshop, people, orders):
        person = outcome.person
        earlier = outcome.known and _by_this_form(workshop, person, outcome.known, key)
        if outcome.becomes in NEW:
            registration = _added(workshop, outcome, orders, key=key, at=at, by=account_id)
            made += 1
            _count(done, person, registration.state)
        elif earlier and outcome.known:
            _count(done, person, outcome.known.state)
        elif outcome.known and person.address in orders.update:
            differs = outcome.becomes is Becomes.DIFFERS
            if not differs or _is_updated(outcome, outcome.known, at=at, by=account_id):
                done.updated += 1
                done.settled.add(person.number)
    if made:
        note(
            "registration.imported",
            at=at,
            account_id=account_id,
            workshop_id=workshop.id,
            subject=f"workshop:{workshop.id}",
            people=made,
        )
    return done


def _count(done: Done, person: Person, state: RegistrationState) -> None:
    done.settled.add(person.number)
    if state is RegistrationState.WAITLISTED:
        done.waiting += 1
    else:
        done.placed += 1


def _by_this_form(workshop: Workshop, person: Person, known: Known, key: str) -> bool:
    return known.key == joining.row_key(workshop.id, key, person.address)


def _added(
    workshop: Workshop,
    outcome: Outcome,
    orders: Orders,
    *,
    key: str,
    at: datetime,
    by: int,
) -> Registration:
    person, way = outcome.person, outcome.way
    assert way is not None
    return joining.add(
        workshop,
        Wish(
            name=person.name,
            email=person.email,
            way=way,
            native_name=person.native_name,
            address_as=person.address_as,
            affiliation=person.affiliation,
            position=person.position,
            country=person.country,
            language=person.language or orders.language,
            answers=person.answers,
        ),
        source=Source.ADDED,
        key=joining.row_key(workshop.id, key, person.address),
        at=at,
        account_id=by,
        tell=orders.tell,
    )


def _is_updated(outcome: Outcome, known: Known, *, at: datetime, by: int) -> bool:
    """Take over what differs, all of it; who may not be changed any more stays as they are."""
    registration = db.session.get_one(Registration, known.id)
    wanted = {
        name: says
        for name, (_, says) in outcome.differences.items()
        if not name.startswith(ANSWERS)
    }
    told = {
        name.removeprefix(ANSWERS): says
        for name, (_, says) in outcome.differences.items()
        if name.startswith(ANSWERS)
    }
    try:
        with db.session.begin_nested():
            details.change_details(
                registration,
                replace(details.details_of(registration), **wanted),
                at=at,
                account_id=by,
            )
            if told:
                answers.keep(registration, told, at=at, insist=False)
    except Refusal:
        return False
    return True
