"""Hundreds of acts in any order leave the seats and the line as they must be."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.attendance import checks as attendance_checks
from app.attendance import service as attendance
from app.errors import Refusal
from app.extensions import db
from app.people.models import Speaker
from app.privacy import service as privacy
from app.privacy.rules import Why
from app.registration import checks, service
from app.registration.models import BulkAct, Registration
from app.registration.rules import ACTIVE, ENDED, SEATED, Action, Source
from app.registration.rules import RegistrationState as S
from app.registration.service import Colleague, Secretary, Wish, importing
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_speaker
from tests.registration.test_importing import orders, people_of
from tests.registration.workshops import open_workshop, register

pytestmark = pytest.mark.long

ACTS = 250
THE_DAY = date(2027, 5, 21)
WAYS = (Way.ONLINE, Way.ON_SITE)


class Crowd:
    """Registers, cancels, changes its mind, and is led by organisers who do too."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        # A rehearsal lets people be checked in on any day.
        self.workshop: Workshop = open_workshop(online=3, on_site=2, practice=True)
        shared = [None, None, "guest1@example.org", "guest2@example.org", "guest2@example.org"]
        self.speakers: list[Speaker] = [make_speaker(self.workshop, email=one) for one in shared]
        self.account = make_account().id
        self.done: list[BulkAct] = []
        self.count = 0
        self.at = NOON
        self.seats = {Way.ONLINE: 3, Way.ON_SITE: 2}

    def act(self) -> Callable[[], object]:
        acts: list[tuple[Callable[[], object], int]] = [
            (self.somebody_registers, 8),
            (self.somebody_cancels, 6),
            (self.somebody_takes_it_back, 4),
            (self.somebody_changes_way, 4),
            (self.somebody_hands_over, 1),
            (self.an_organiser_decides, 3),
            (self.somebody_confirms, 3),
            (self.somebody_answers_an_offer, 2),
            (self.the_worker_looks, 4),
            (self.organisers_add_somebody, 1),
            (self.organisers_change_the_form, 1),
            (self.a_speaker_accepts, 1),
            (self.a_speaker_declines, 1),
            (self.a_group_comes, 1),
            (self.a_list_is_brought_in, 1),
            (self.organisers_act_on_many, 3),
            (self.organisers_take_that_back, 2),
            (self.somebody_is_erased, 1),
            (self.somebody_is_there, 1),
        ]
        return self.chance.choices([act for act, _ in acts], [often for _, often in acts])[0]

    def anybody(self, *states: S) -> Registration | None:
        found = db.session.scalars(
            select(Registration)
            .where(Registration.state.in_(states or list(S)))
            .order_by(Registration.id.desc())
            .limit(30)
        ).all()
        return self.chance.choice(found) if found else None

    def somebody_registers(self) -> None:
        email = f"guest{self.chance.randrange(40)}@example.org"
        key = self.chance.choice([None, "a", "b", "c"])
        register(self.workshop, email, self.chance.choice(WAYS), key=key, at=self.at)

    def somebody_cancels(self) -> None:
        if one := self.anybody():
            by = self.chance.choice([None, None, 1])
            service.cancel(one, at=self.at, account_id=by)

    def somebody_takes_it_back(self) -> None:
        if one := self.anybody(S.CANCELLED):
            service.undo_cancel(one, at=self.at)

    def somebody_changes_way(self) -> None:
        if one := self.anybody():
            wait_for_it = self.chance.random() < 0.5
            service.change_way(one, self.chance.choice(WAYS), at=self.at, wait_for_it=wait_for_it)

    def somebody_hands_over(self) -> None:
        if one := self.anybody(S.CONFIRMED, S.OFFERED, S.PENDING):
            email = f"guest{self.chance.randrange(40)}@example.org"
            service.hand_over(one, Colleague(name="Colleague", email=email), at=self.at)

    def an_organiser_decides(self) -> None:
        if one := self.anybody(S.PENDING):
            decide = self.chance.choice([service.approve, service.approve, service.reject])
            decide(one, at=self.at, account_id=1)

    def somebody_confirms(self) -> None:
        if one := self.anybody(S.UNCONFIRMED):
            service.confirm_address(one, at=self.at)

    def somebody_answers_an_offer(self) -> None:
        if one := self.anybody(S.OFFERED):
            service.accept_offer(one, at=self.at)

    def the_worker_looks(self) -> None:
        service.expire_due(self.at)

    def organisers_add_somebody(self) -> None:
        email = f"guest{self.chance.randrange(40)}@example.org"
        wish = Wish(name="Added", email=email, way=self.chance.choice(WAYS))
        service.add(self.workshop, wish, source=Source.ADDED, at=self.at, account_id=1)

    def organisers_change_the_form(self) -> None:
        self.seats = {way: self.chance.randrange(6) for way in WAYS}
        offered = self.chance.choices([WAYS, WAYS[:1], WAYS[1:]], [4, 1, 1])[0]
        service.set_form(
            self.workshop,
            seats_per_way={way: self.seats[way] for way in offered},
            waiting_list=self.chance.random() < 0.8,
            approval=self.chance.random() < 0.3,
            confirm_email=self.chance.random() < 0.3,
            offer_hours=self.chance.choice([None, 2, 24]),
            at=self.at,
        )

    def a_speaker_accepts(self) -> None:
        service.seat_for_speaker(self.chance.choice(self.speakers), at=self.at)

    def a_speaker_declines(self) -> None:
        service.release_speaker(self.chance.choice(self.speakers), at=self.at)

    def a_new_key(self) -> str:
        self.count += 1
        return f"key{self.count}"

    def guests(self) -> list[str]:
        return [f"guest{n}@example.org" for n in self.chance.sample(range(40), 3)]

    def a_group_comes(self) -> None:
        wishes = [
            Wish(name="Of a group", email=email, way=self.chance.choice(WAYS))
            for email in self.guests()
        ]
        secretary = Secretary(name="Secretary", email="secretary@example.org")
        service.register_group(self.workshop, secretary, wishes, key=self.a_new_key(), at=self.at)

    def a_list_is_brought_in(self) -> None:
        emails = self.guests()
        importing.bring_in(
            self.workshop,
            people_of(*(f"Of a list,{email},,China" for email in emails)),
            orders(way=self.chance.choice(WAYS), update=emails[:1], anew=emails[1:]),
            key=self.a_new_key(),
            at=self.at,
            account_id=self.account,
        )

    def organisers_act_on_many(self) -> None:
        those = filter(None, (self.anybody(*ACTIVE) for _ in range(4)))
        act = self.chance.choice([Action.APPROVE, Action.REJECT, Action.CANCEL, Action.CHANGE_WAY])
        done = service.act_on_many(
            self.workshop,
            act,
            {one.id: one.state for one in those},
            key=self.a_new_key(),
            way=self.chance.choice(WAYS),
            at=self.at,
            account_id=self.account,
        )
        self.done = [*self.done[-2:], done]

    def organisers_take_that_back(self) -> None:
        if self.done:
            act = self.done.pop()
            service.take_back(act, self.workshop, at=self.at, account_id=self.account)

    def somebody_is_erased(self) -> None:
        if one := self.anybody():
            privacy.erase(one, why=Why.ASKED, at=self.at)

    def somebody_is_there(self) -> None:
        if one := self.anybody(S.CONFIRMED):
            attendance.check_in(one, THE_DAY, at=self.at, account_id=self.account)

    def lines(self) -> dict[Way, list[int]]:
        rows = db.session.execute(
            select(Registration.way, Registration.id)
            .where(Registration.state == S.WAITLISTED)
            .order_by(Registration.line)
        ).all()
        return {way: [id for where, id in rows if where is way] for way in WAYS}


@ON_BOTH
def test_after_each_of_250_random_acts_all_invariants_hold(app: Flask) -> None:
    crowd = Crowd(seed=20270521)
    done: Counter[str] = Counter()
    for n in range(ACTS):
        before, act = crowd.lines(), crowd.act()
        try:
            with db.session.begin_nested():
                act()
            done[act.__name__] += 1
        except Refusal:
            db.session.expire_all()
        crowd.at += timedelta(minutes=crowd.chance.choice([*range(20), 180, 180]))
        broken = [*checks.broken(), *attendance_checks.broken()]
        assert broken == [], f"act {n}, {act.__name__}"
        _assert_first_come_first_served(before, crowd.lines(), f"act {n}, {act.__name__}")
    assert done.total() > ACTS / 2
    assert {"a_group_comes", "organisers_act_on_many", "somebody_is_erased"} <= done.keys()
    states = set(db.session.scalars(select(Registration.state)))
    assert {S.CONFIRMED, S.WAITLISTED, S.CANCELLED, S.EXPIRED} <= states
    assert states & ENDED


def _assert_first_come_first_served(
    before: dict[Way, list[int]], after: dict[Way, list[int]], act: str
) -> None:
    """Who stays in line keeps the order; who was promoted stood before all who stayed."""
    for way in WAYS:
        stayed = [id for id in before[way] if id in after[way]]
        assert [id for id in after[way] if id in before[way]] == stayed, act
        promoted = [id for id in before[way] if id not in after[way] and _is_seated(id, way)]
        # Others may leave the line by the same act, such as by one upon many; and a place that
        # is handed over goes to whom the giver names, wherever they wait.
        there = [id for id in before[way] if id in stayed or id in promoted]
        if "hands_over" not in act:
            assert there[: len(promoted)] == promoted, act


def _is_seated(id: int, way: Way) -> bool:
    one = db.session.get(Registration, id)
    return one is not None and one.state in SEATED and one.way is way
