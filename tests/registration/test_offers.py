"""A place that came free is held for the next in line, on their clock, for as long as was said."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.errors import Refusal
from app.extensions import db
from app.mail.models import Letter
from app.registration import checks, queries, rules, service
from app.registration.models import Registration
from app.registration.rules import RegistrationState as S
from app.registration.service import Wish
from app.registration.service.letters import say_state
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_speaker
from tests.registration.test_joining import letters
from tests.registration.workshops import comes, open_workshop, register, registered

LATER = NOON + timedelta(minutes=5)
OFFERS = {"offer_hours": 24}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def offered(hours: int = 24) -> tuple[Workshop, Registration, Registration, Registration]:
    """One seat was given up; b has the offer of it, c waits behind."""
    workshop = open_workshop(online=1, form={"offer_hours": hours})
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    service.cancel(a, at=LATER)
    return workshop, a, b, c


@pytest.mark.parametrize(
    ("began", "hours", "zone", "until"),
    [
        ("2027-03-01 02:00", 24, "Asia/Shanghai", "2027-03-02 02:00"),  # 10:00 there
        ("2027-03-01 15:00", 24, "Asia/Shanghai", "2027-03-03 01:00"),  # 23:00: 9:00 next day
        ("2027-03-01 20:00", 24, "Asia/Shanghai", "2027-03-03 01:00"),  # 4:00: 9:00 that day
        ("2027-03-01 15:00", 24, "Europe/Berlin", "2027-03-02 15:00"),
        ("2027-03-27 20:30", 24, "Europe/Berlin", "2027-03-29 07:00"),  # clocks went forward
        ("2027-03-01 13:00", 24, "Asia/Shanghai", "2027-03-02 13:00"),  # 21:00 sharp
        ("2027-03-01 01:00", 24, "Asia/Shanghai", "2027-03-02 01:00"),  # 9:00 sharp
    ],
)
def test_an_offer_never_runs_out_at_night(began: str, hours: int, zone: str, until: str) -> None:
    assert rules.held_until(at(began), hours, zone, no_later_than=None) == at(until)


def test_an_offer_ends_when_the_workshop_begins_and_is_none_shortly_before() -> None:
    began, begins = at("2027-03-01 02:00"), at("2027-03-01 07:00")
    assert rules.held_until(began, 24, "Asia/Shanghai", no_later_than=begins) == begins
    soon = began + timedelta(hours=1, minutes=59)
    assert rules.held_until(began, 24, "Asia/Shanghai", no_later_than=soon) is None


@ON_BOTH
def test_the_next_in_line_is_asked_and_the_place_is_held(app: Flask) -> None:
    workshop, _, b, c = offered()
    db.session.commit()
    assert (b.state, c.state) == (S.OFFERED, S.WAITLISTED)
    assert b.offered_until is not None
    assert b.offered_until >= LATER + timedelta(hours=24)
    assert queries.place_in_line(c) == 1
    live = queries.live(workshop.id)
    assert live is not None
    assert [seats.used for seats in live.seats] == [1]
    assert letters("offered") == ["b@example.org"]
    assert checks.broken() == []


@ON_BOTH
def test_accepting_makes_the_place_theirs(app: Flask) -> None:
    _, _, b, c = offered()
    service.accept_offer(b, at=LATER + timedelta(hours=1))
    db.session.commit()
    assert (b.state, b.offered_until, c.state) == (S.CONFIRMED, None, S.WAITLISTED)
    assert letters("confirmed") == ["a@example.org", "b@example.org"]
    assert checks.broken() == []


@ON_BOTH
def test_declining_an_offer_passes_it_on(app: Flask) -> None:
    _, _, b, c = offered()
    service.cancel(b, at=LATER + timedelta(hours=1))
    db.session.commit()
    assert (b.state, c.state) == (S.CANCELLED, S.OFFERED)
    assert checks.broken() == []


@ON_BOTH
def test_an_offer_that_runs_out_goes_on_once_however_often_the_worker_looks(app: Flask) -> None:
    _, _, b, c = offered()
    until = b.offered_until
    assert until is not None
    service.expire_due(until - timedelta(seconds=1))
    assert b.state is S.OFFERED
    for moment in (until, until, until - timedelta(hours=2), until + timedelta(minutes=1)):
        service.expire_due(moment)
    db.session.commit()
    assert (b.state, c.state) == (S.EXPIRED, S.OFFERED)
    assert letters("expired") == ["b@example.org"]
    assert letters("offered") == ["b@example.org", "c@example.org"]
    assert checks.broken() == []


def test_an_offer_that_ran_out_cannot_be_accepted_though_nobody_has_cleared_it_away(
    app: Flask,
) -> None:
    _, _, b, _ = offered()
    until = b.offered_until
    assert until is not None
    with pytest.raises(rules.OfferRanOut):
        service.accept_offer(b, at=until)
    service.accept_offer(b, at=until - timedelta(seconds=1))
    assert b.state is S.CONFIRMED


def test_a_place_that_ran_out_can_be_asked_for_again_at_the_end_of_the_line(app: Flask) -> None:
    workshop, _, b, _ = offered()
    service.expire_due(LATER + timedelta(days=2))
    assert b.state is S.EXPIRED
    outcome = register(workshop, "b@example.org", at=LATER + timedelta(days=2))
    assert (outcome.state, outcome.place) == (S.WAITLISTED, 1)
    assert registered(workshop, "b@example.org").id != b.id


def test_a_speaker_who_waits_is_not_asked_but_seated(app: Flask) -> None:
    workshop = open_workshop(online=1, form=OFFERS)
    a = comes(workshop, "a@example.org")
    seat = service.seat_for_speaker(make_speaker(workshop), at=LATER)
    assert seat is not None
    assert seat.state is S.WAITLISTED
    service.cancel(a, at=LATER)
    assert seat.state is S.CONFIRMED


def test_shortly_before_the_workshop_nobody_is_asked_for_an_answer(app: Flask) -> None:
    workshop = open_workshop(online=1, form=OFFERS)
    a, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    service.cancel(a, at=datetime(2027, 5, 21, 0, 0, tzinfo=UTC))  # an hour before it begins
    assert b.state is S.CONFIRMED


def test_added_seats_are_offered_to_as_many_as_there_are(app: Flask) -> None:
    workshop = open_workshop(online=1, form=OFFERS)
    people = [comes(workshop, f"{name}@example.org") for name in "abcde"]
    service.set_form(workshop, seats_per_way={Way.ONLINE: 3}, offer_hours=24, at=LATER)
    assert [one.state for one in people] == [S.CONFIRMED] + [S.OFFERED] * 2 + [S.WAITLISTED] * 2
    service.set_form(workshop, seats_per_way={Way.ONLINE: 4}, offer_hours=None, at=LATER)
    assert people[3].state is S.CONFIRMED
    db.session.commit()
    assert checks.broken() == []


def test_the_letter_names_the_hour_on_the_readers_own_clock(app: Flask) -> None:
    workshop = open_workshop(online=1, form=OFFERS)
    a = comes(workshop, "a@example.org")
    wish = Wish(name="B", email="b@example.org", way=Way.ONLINE, country="DE", language="de")
    service.register(workshop, wish, key=None, at=NOON)
    service.cancel(a, at=LATER)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "offered")).one()
    assert "Berlin" in " ".join(letter.text.split())


@ON_BOTH
def test_an_address_that_is_never_confirmed_is_let_go_after_three_days(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"confirm_email": True})
    silent = comes(workshop, "a@example.org")
    service.expire_due(NOON + timedelta(days=3) - timedelta(seconds=1))
    assert silent.state is S.UNCONFIRMED
    service.expire_due(NOON + timedelta(days=3))
    db.session.commit()
    assert silent.state is S.EXPIRED
    assert checks.broken() == []


@ON_BOTH
def test_who_is_added_by_organisers_needs_no_open_door_and_no_approval(app: Flask) -> None:
    workshop = open_workshop(
        online=1,
        form={"approval": True, "confirm_email": True, "closes": NOON - timedelta(days=1)},
    )
    added = [
        service.add(
            workshop,
            Wish(name=name, email=f"{name}@example.org", way=Way.ONLINE),
            source=rules.Source.ADDED,
            at=NOON,
            account_id=None,
        )
        for name in "ab"
    ]
    db.session.commit()
    assert [one.state for one in added] == [S.CONFIRMED, S.WAITLISTED]
    assert checks.broken() == []
    with pytest.raises(rules.AlreadyRegistered):
        service.add(
            workshop,
            Wish(name="A again", email="A@example.org", way=Way.ONLINE),
            source=rules.Source.ADDED,
            at=NOON,
            account_id=None,
        )


# -- Accepted in the second in which it runs out --------------------------------------------------


def answered_at_the_last_moment(app: Flask, accept: Callable[[int], None]) -> list[str]:
    """Eight offers are accepted while the worker clears them away; what is wrong afterwards."""
    workshop = open_workshop(online=8, form=OFFERS)
    early = [comes(workshop, f"early{n}@example.org") for n in range(8)]
    late = [comes(workshop, f"late{n}@example.org") for n in range(8)]
    for n in range(8):
        comes(workshop, f"last{n}@example.org")
    for one in early:
        service.cancel(one, at=LATER)
    ids = [one.id for one in late]
    until = late[0].offered_until
    assert until is not None
    db.session.commit()
    gate = threading.Barrier(len(ids) + 1)

    def act(perform: Callable[[], None]) -> None:
        with app.app_context():
            gate.wait()
            try:
                perform()
                db.session.commit()
            except Refusal:
                db.session.rollback()
            db.session.remove()

    acts = [partial(accept, id) for id in ids]
    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    threads.append(threading.Thread(target=act, args=(partial(service.expire_due, until),)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    said = {
        one.id: {
            letter.kind
            for letter in db.session.scalars(
                select(Letter).where(Letter.recipient == f"registration:{one.id}")
            )
        }
        & {"confirmed", "expired"}
        for one in late
    }
    expected = {S.CONFIRMED: {"confirmed"}, S.EXPIRED: {"expired"}}
    wrong = [
        f"{one.email} is {one.state} and was told {said[one.id]}"
        for one in late
        if said[one.id] != expected.get(one.state)
    ]
    return wrong + checks.broken()


def accept_in_time(id: int) -> None:
    registration = db.session.get_one(Registration, id)
    until = registration.offered_until or LATER
    service.accept_offer(registration, at=until - timedelta(seconds=1))


@ON_BOTH
def test_an_offer_accepted_as_it_runs_out_has_one_outcome(app: Flask) -> None:
    assert answered_at_the_last_moment(app, accept_in_time) == []


@ON_BOTH
def test_without_the_hold_such_an_offer_has_two(app: Flask) -> None:
    """The twin: who accepts has looked a moment before, and holds nothing."""
    seen = threading.Barrier(8, action=lambda: time.sleep(0.3))

    def accept_blindly(id: int) -> None:
        seen.wait()  # each has seen its offer, and the worker goes first
        db.session.execute(
            update(Registration)
            .where(Registration.id == id)
            .values(state=S.CONFIRMED, offered_until=None)
        )
        registration = db.session.get_one(Registration, id)
        say_state(registration, act=f"accept:{id}", at=LATER)

    assert answered_at_the_last_moment(app, accept_blindly) != []
