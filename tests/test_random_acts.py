"""Five hundred acts of organisers, speakers and guests in no sensible order break no invariant."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import select

from app.agenda import checks as agenda_checks
from app.agenda.models import AgendaItem
from app.agenda.rules.words import Kind
from app.agenda.service import items
from app.agenda.service.items import Place
from app.errors import Refusal
from app.extensions import db
from app.invitations import checks as invitations_checks
from app.invitations import service as invitations
from app.invitations.models import Invitation
from app.mail import checks as mail_checks
from app.people.models import Speaker
from app.publishing import service as publishing
from app.registration import checks as registration_checks
from app.registration import service as registration
from app.registration.models import Registration
from app.registration.service import Wish
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_form, make_item, make_part, make_speaker, make_workshop

pytestmark = pytest.mark.long

ACTS = 500

Row = TypeVar("Row", Registration, AgendaItem, Speaker, Invitation)


class Crowd:
    """Everybody who acts at one workshop, each choosing at random."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)
        self.at = NOON
        self.acted = 0
        workshop = make_workshop("crowded", way=Way.HYBRID, place={"en": "Hall 1"})
        days = [make_day(workshop), make_day(workshop, NOON.date() + timedelta(days=90))]
        for _ in range(4):
            item = make_item(workshop, self.choose.choice(days))
            make_part(item, make_speaker(workshop))
        make_form(workshop, online=3, on_site=2)
        publishing.publish(workshop, at=NOON, account_id=None)
        db.session.commit()
        self.days = [day.date for day in days]
        self.workshop_id = workshop.id

    @property
    def workshop(self) -> Workshop:
        return db.session.get_one(Workshop, self.workshop_id)

    def act(self) -> None:
        """One act in one transaction; what the rules refuse leaves nothing behind."""
        self.at += timedelta(seconds=self.choose.randrange(1, 600))
        verbs: list[Callable[[], object]] = [
            self.register, self.register, self.register, self.cancel, self.undo, self.change_way,
            self.seats, self.add_item, self.move_item, self.shorten, self.remove_item,
            self.publish, self.publish, self.invite, self.answer, self.withdraw,
        ]  # fmt: skip
        try:
            self.choose.choice(verbs)()
        except Refusal:
            db.session.rollback()
        else:
            self.acted += 1
            db.session.commit()

    def _any(self, kind: type[Row]) -> Row:
        rows = db.session.scalars(select(kind).order_by(kind.id)).all()
        if not rows:
            raise Refusal
        return self.choose.choice(rows)

    def register(self) -> None:
        email = f"guest{self.choose.randrange(12)}@example.org"
        wish = Wish(name="Guest", email=email, way=self.choose.choice([Way.ONLINE, Way.ON_SITE]))
        registration.register(self.workshop, wish, key=str(self.choose.random()), at=self.at)

    def cancel(self) -> None:
        registration.cancel(self._any(Registration), at=self.at)

    def undo(self) -> None:
        registration.undo_cancel(self._any(Registration), at=self.at)

    def change_way(self) -> None:
        registration.change_way(
            self._any(Registration), self.choose.choice([Way.ONLINE, Way.ON_SITE]), at=self.at,
            wait_for_it=self.choose.random() < 0.5,
        )  # fmt: skip

    def seats(self) -> None:
        some = {way: self.choose.choice([0, 1, 2, 5, None]) for way in (Way.ONLINE, Way.ON_SITE)}
        registration.set_form(self.workshop, seats_per_way=some, at=self.at)

    def add_item(self) -> None:
        items.add_item(
            self.workshop, key=f"new-{self.acted}", values={"kind": Kind.TALK, "minutes": 15},
            place=self._place(), at=self.at, account_id=None,
        )  # fmt: skip

    def move_item(self) -> None:
        items.move_item(
            self.workshop, self._any(AgendaItem).key, self._place(), at=self.at, account_id=None
        )

    def shorten(self) -> None:
        minutes = self.choose.choice([5, 20, 90, None])
        items.edit_item(
            self.workshop, self._any(AgendaItem).key, {"minutes": minutes}, at=self.at,
            account_id=None,
        )  # fmt: skip

    def remove_item(self) -> None:
        items.remove_item(self.workshop, self._any(AgendaItem).key, at=self.at, account_id=None)

    def _place(self) -> Place:
        return Place(day=self.choose.choice([None, *self.days]))

    def publish(self) -> None:
        publishing.publish(self.workshop, at=self.at, account_id=None)

    def invite(self) -> None:
        asked = invitations.draft(
            self._any(Speaker), language="en", message=None, at=self.at, account_id=None
        )
        invitations.send(asked, at=self.at, account_id=None)

    def answer(self) -> None:
        answer = self.choose.choice([invitations.accept, invitations.decline])
        answer(self._any(Invitation), answer=None, at=self.at)

    def withdraw(self) -> None:
        invitations.withdraw(self._any(Invitation), at=self.at, account_id=None)


def broken() -> list[str]:
    return [
        *registration_checks.broken(),
        *agenda_checks.broken(),
        *mail_checks.broken(),
        *invitations_checks.broken(),
    ]


@ON_BOTH
def test_nothing_breaks_whoever_acts_in_whatever_order(app: Flask) -> None:
    crowd = Crowd(seed=20230721)
    for n in range(ACTS):
        crowd.act()
        if n % 50 == 49:
            assert broken() == []
    assert broken() == []
    assert crowd.acted > ACTS // 3
