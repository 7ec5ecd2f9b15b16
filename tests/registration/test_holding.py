"""Acts that meet: each waits for the other in one order, and sees what the other did.

Whoever comes second waits here for certain, so that a twin without the hold fails each time.
SQLite lets one writer in after the other, so that all of this is about PostgreSQL.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.agenda.service import lock
from app.attendance import service as attendance
from app.errors import Refusal
from app.extensions import db
from app.invitations import service as invitations
from app.invitations.models import Invitation
from app.people.models import Person
from app.privacy import service as privacy
from app.privacy.rules import Why
from app.registration import checks, rules, service
from app.registration.models import Registration, SeatPool
from app.registration.rules import Action
from app.registration.rules import RegistrationState as S
from app.registration.rules.groups import NoPlaceForAll
from app.registration.service import Secretary, Wish, seats
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.factories import make_account
from tests.invitations.stage import stage
from tests.registration.test_joining import letters
from tests.registration.workshops import comes, open_workshop, register

pytestmark = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
LATER = NOON + timedelta(minutes=5)


@contextmanager
def meeting(app: Flask, *acts: Callable[[], object]) -> Iterator[list[Future[None]]]:
    """The acts begin in threads of their own, and wait for what this one has done and not yet
    committed; it goes on once all of them wait, and commits."""

    def act(perform: Callable[[], object]) -> None:
        with app.app_context():
            try:
                perform()
                db.session.commit()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as crowd:
        met = [crowd.submit(act, one) for one in acts]
        try:
            _until_they_wait(len(acts))
            yield met
            db.session.commit()
        finally:
            db.session.rollback()


def _until_they_wait(number: int) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with db.engine.connect() as connection:
            if connection.scalar(waiting) == number:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def one_by(id: int) -> Registration:
    return db.session.get_one(Registration, id)


# -- Without what holds ---------------------------------------------------------------------------


def without_holding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever acts looks, and writes what follows from it."""

    def look(workshop_id: int) -> dict[Way, int]:
        pools = select(SeatPool.way, SeatPool.id).where(SeatPool.workshop_id == workshop_id)
        return {way: id for way, id in db.session.execute(pools)}

    def take(pool_id: int, *, passing_nobody: bool) -> bool:
        pool = db.session.get_one(SeatPool, pool_id, populate_existing=True)
        if pool.capacity is not None and pool.used >= pool.capacity:
            return False
        pool.used += 1
        db.session.flush()
        return True

    monkeypatch.setattr(seats, "hold", look)
    monkeypatch.setattr(seats, "hold_row", db.session.refresh)
    monkeypatch.setattr(seats, "take", take)


# -- Erased meanwhile -----------------------------------------------------------------------------


def test_an_act_upon_who_is_erased_at_the_same_moment_is_refused(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"offer_hours": 24})
    first = comes(workshop, "first@example.org")
    id = comes(workshop, "a@example.org").id
    service.cancel(first, at=NOON)
    db.session.commit()
    assert one_by(id).state is S.OFFERED
    day = datetime(2027, 5, 21, 2, tzinfo=UTC)
    privacy.erase(one_by(id), why=Why.ASKED, at=LATER)
    with meeting(
        app,
        lambda: service.cancel(one_by(id), at=LATER),
        lambda: attendance.check_in(one_by(id), day.date(), at=day, account_id=None),
        lambda: privacy.erase(one_by(id), why=Why.ASKED, at=LATER),
        lambda: service.expire_due(NOON + timedelta(days=3)),
    ) as (*acts, worker):
        pass
    assert {type(one.exception()) for one in acts} == {rules.Gone}
    assert worker.exception() is None
    assert checks.broken() == []


# -- One order ------------------------------------------------------------------------------------


def loaded_beside_bulk(app: Flask) -> list[BaseException | None]:
    """A workshop file is loaded, which holds the workshop first and its seats last, while
    organisers approve many."""
    workshop = open_workshop(online=5, form={"approval": True})
    id, pending = workshop.id, comes(workshop, "a@example.org").id
    account = make_account().id
    db.session.commit()

    def approve() -> None:
        here = db.session.get_one(Workshop, id)
        seen = {pending: S.PENDING}
        service.act_on_many(here, Action.APPROVE, seen, key="k", at=LATER, account_id=account)

    lock(db.session.get_one(Workshop, id))
    mine: BaseException | None = None
    try:
        with meeting(app, approve) as met:
            service.set_form(
                db.session.get_one(Workshop, id), seats_per_way={Way.ONLINE: 7}, at=LATER
            )
    except Exception as error:
        mine = error
    return [mine, met[0].exception()]


def test_who_loads_a_workshop_and_who_acts_on_many_do_not_stop_each_other(app: Flask) -> None:
    assert loaded_beside_bulk(app) == [None, None]


def test_with_pools_held_before_the_workshop_one_of_them_is_stopped(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin."""

    def pools_alone(workshop_id: int) -> dict[Way, int]:
        rows = db.session.execute(seats._pools, {"workshop": workshop_id})
        return {way: id for way, id in rows}

    monkeypatch.setattr(seats, "hold", pools_alone)
    assert "deadlock" in " ".join(map(str, loaded_beside_bulk(app)))


def test_a_speaker_who_is_erased_while_they_decline_is_erased(app: Flask) -> None:
    """Answering holds the invitation first and seats last; so does erasing."""
    made = stage()
    made.publish()
    invitations.accept(made.invite(), answer=None, at=NOON)
    db.session.commit()
    person = made.speaker.person_id
    held = db.session.scalars(select(Invitation).with_for_update(of=Invitation)).one()

    def erase() -> None:
        privacy.erase_person(db.session.get_one(Person, person), at=LATER, account_id=None)

    with meeting(app, erase) as met:
        invitations.decline(held, answer=None, at=LATER)
    assert met[0].exception() is None
    assert db.session.scalars(select(Registration.name)).all() == []
    assert checks.broken() == []


# -- One act upon many, and one of them -----------------------------------------------------------


def cancelled_by_both(app: Flask) -> list[str]:
    """Organisers cancel everybody while one of them does so; what is wrong afterwards."""
    workshop = open_workshop(online=3)
    those = [comes(workshop, f"{name}@example.org") for name in "abc"]
    for name in "de":
        register(workshop, f"{name}@example.org")
    seen, id = {one.id: one.state for one in those}, those[0].id
    account = make_account()
    db.session.commit()
    service.act_on_many(workshop, Action.CANCEL, seen, key="k", at=LATER, account_id=account.id)
    with meeting(app, lambda: service.cancel(one_by(id), at=LATER + timedelta(seconds=1))) as met:
        pass
    told = letters("cancelled").count("a@example.org")
    refused = isinstance(met[0].exception(), Refusal)
    return [*checks.broken(), *(() if refused and told == 1 else (f"told {told} times",))]


def test_who_cancels_while_organisers_cancel_all_gives_one_place_back(app: Flask) -> None:
    assert cancelled_by_both(app) == []


def test_without_the_hold_the_place_is_given_back_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin."""
    without_holding(monkeypatch)
    assert cancelled_by_both(app) != []


# -- A group, and somebody alone ------------------------------------------------------------------


def group_beside_one(app: Flask) -> list[str]:
    """Two who come together, and one alone who is a moment earlier, for two places."""
    workshop = open_workshop(online=2, form={"waiting_list": False})
    id = workshop.id
    db.session.commit()
    wishes = [Wish(name=name, email=f"{name}@example.org", way=Way.ONLINE) for name in "ab"]
    secretary = Secretary(name="Secretary", email="secretary@example.org")

    def come() -> None:
        here = db.session.get_one(Workshop, id)
        service.register_group(here, secretary, wishes, key="k", at=LATER)

    register(workshop, "alone@example.org", at=LATER)
    with meeting(app, come) as met:
        pass
    found = list(checks.broken())
    if not isinstance(met[0].exception(), NoPlaceForAll):
        found.append("all of the group came in")
    return found


def test_a_group_finds_places_for_all_or_for_nobody_beside_who_comes_alone(app: Flask) -> None:
    assert group_beside_one(app) == []


def test_without_the_hold_a_group_overbooks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin."""
    without_holding(monkeypatch)
    assert group_beside_one(app) != []
