"""The form and its seats: more of them promote, fewer throw nobody out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.extensions import db
from app.registration import checks, queries, rules, service
from app.registration.models import Registration, SeatPool
from app.registration.rules import RegistrationState as S
from app.workshops.rules import Stale, Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_workshop
from tests.registration.test_joining import letters
from tests.registration.workshops import comes, open_workshop, register

LATER = NOON + timedelta(minutes=5)


@ON_BOTH
def test_a_workshop_gets_its_form(app: Flask) -> None:
    workshop = make_workshop()
    service.set_form(workshop, seats_per_way={Way.ONLINE: 30, Way.ON_SITE: None}, at=NOON)
    live = queries.live(workshop.id)
    assert live is not None
    assert [(seats.way, seats.capacity) for seats in live.seats] == [
        (Way.ONLINE, 30),
        (Way.ON_SITE, None),
    ]


@ON_BOTH
def test_added_seats_go_to_who_waits_first_come_first_served(app: Flask) -> None:
    workshop = open_workshop(online=1)
    people = [comes(workshop, f"{name}@example.org") for name in "abcde"]
    service.set_form(workshop, seats_per_way={Way.ONLINE: 3}, at=LATER)
    service.set_form(workshop, seats_per_way={Way.ONLINE: 3}, at=LATER)
    db.session.commit()
    assert [one.state for one in people] == [S.CONFIRMED] * 3 + [S.WAITLISTED] * 2
    assert letters("promoted") == ["b@example.org", "c@example.org"]
    assert checks.broken() == []


@ON_BOTH
def test_fewer_seats_throw_nobody_out_and_promote_nobody(app: Flask) -> None:
    workshop = open_workshop(online=3)
    a, b, c, d = (comes(workshop, f"{name}@example.org") for name in "abcd")
    service.set_form(workshop, seats_per_way={Way.ONLINE: 1}, at=LATER)
    db.session.commit()
    assert [one.state for one in (a, b, c, d)] == [S.CONFIRMED] * 3 + [S.WAITLISTED]
    assert checks.broken() == []
    service.cancel(a, at=LATER)
    service.cancel(b, at=LATER)
    assert d.state is S.WAITLISTED
    service.cancel(c, at=LATER)
    db.session.commit()
    assert d.state is S.CONFIRMED
    assert checks.broken() == []


def test_a_way_no_longer_offered_keeps_its_people_and_takes_no_new_ones(app: Flask) -> None:
    workshop = open_workshop(online=1, on_site=1)
    a = comes(workshop, "a@example.org", Way.ON_SITE)
    waiting = comes(workshop, "b@example.org", Way.ON_SITE)
    service.set_form(workshop, seats_per_way={Way.ONLINE: 1}, at=LATER)
    assert a.state is S.CONFIRMED
    with pytest.raises(rules.WayNotOffered):
        register(workshop, "c@example.org", Way.ON_SITE)
    service.cancel(a, at=LATER)
    assert waiting.state is S.WAITLISTED
    service.set_form(workshop, seats_per_way={Way.ONLINE: 1, Way.ON_SITE: 1}, at=LATER)
    assert waiting.state is S.CONFIRMED
    db.session.commit()
    assert checks.broken() == []


def test_without_its_form_a_workshop_takes_nobody_and_keeps_who_is_there(app: Flask) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    service.remove_form(workshop, at=LATER)
    assert queries.live(workshop.id) is None
    assert a.state is S.CONFIRMED
    with pytest.raises(rules.NotOpen):
        register(workshop, "b@example.org")
    service.set_form(workshop, seats_per_way={Way.ONLINE: 5}, at=LATER)
    assert register(workshop, "b@example.org").state is S.CONFIRMED


def test_a_form_opened_before_somebody_saved_is_stale(app: Flask) -> None:
    workshop = open_workshop()
    form = queries.find_form(workshop.id)
    assert form is not None
    seen = form.revision
    service.set_form(
        workshop, seats_per_way={Way.ONLINE: 2}, approval=True, revision=seen, at=LATER
    )
    with pytest.raises(Stale):
        service.set_form(workshop, seats_per_way={Way.ONLINE: 9}, revision=seen, at=LATER)


def test_setting_what_is_set_already_changes_no_row(app: Flask) -> None:
    workshop = open_workshop()
    form = queries.find_form(workshop.id)
    assert form is not None
    seen = form.revision
    service.set_form(workshop, seats_per_way={Way.ONLINE: 2}, questions=[], consents=[], at=LATER)
    assert form.revision == seen


def test_live_figures_cost_one_query_for_any_number_of_people(
    app: Flask, queries_sent: list[str]
) -> None:
    workshop = open_workshop(online=1, on_site=4)
    for guests in (1, 3):
        for n in range(guests):
            register(workshop, f"guest{guests}-{n}@example.org")
        db.session.commit()
        assert workshop.id
        queries_sent.clear()
        queries.live(workshop.id)
        assert len(queries_sent) == 1
    live = queries.live(workshop.id)
    assert live is not None
    online, on_site = live.seats
    assert (online.left, online.waiting, online.free) == (0, 3, False)
    assert (on_site.left, on_site.waiting, on_site.free) == (4, 0, True)


@pytest.fixture
def queries_sent(queries: list[str]) -> list[str]:
    return queries


@pytest.mark.parametrize(
    ("plant", "sentence"),
    [
        (update(SeatPool).values(used=5), "5 places are counted as taken, 2 people hold one."),
        (update(SeatPool).values(capacity=1), "2 people hold one of 1 places."),
        (update(SeatPool).values(capacity=3), "2 wait while a place is free."),
        (
            update(Registration).where(Registration.state == S.WAITLISTED).values(line=1),
            "number 1 in line is held twice.",
        ),
        (
            update(Registration).where(Registration.state == S.WAITLISTED).values(line=None),
            "waits without a number in line.",
        ),
        (
            update(Registration).where(Registration.state == S.CONFIRMED).values(line=7),
            "has a place and a number in line.",
        ),
    ],
)
def test_the_check_names_what_is_broken(app: Flask, plant: object, sentence: str) -> None:
    workshop = open_workshop(online=2)
    for name in "abcd":
        register(workshop, f"{name}@example.org")
    db.session.commit()
    assert checks.broken() == []
    db.session.execute(plant)  # type: ignore[call-overload]
    assert any(line.endswith(sentence) for line in checks.broken())


def test_export_rows_tell_everything_in_the_order_of_asking(app: Flask) -> None:
    workshop = open_workshop(online=1)
    for name in "abc":
        register(workshop, f"{name}@example.org")
    service.cancel(db.session.scalars(select(Registration).limit(1)).one(), at=LATER)
    rows = queries.export_rows(workshop.id)
    assert [(row.email, row.state, row.place) for row in rows] == [
        ("a@example.org", S.CANCELLED, None),
        ("b@example.org", S.CONFIRMED, None),
        ("c@example.org", S.WAITLISTED, 1),
    ]
