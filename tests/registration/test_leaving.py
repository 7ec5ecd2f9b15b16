"""Cancelling, promotion, taking back, changing the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.mail.models import Letter
from app.registration import checks, queries, rules, service
from app.registration.rules import RegistrationState as S
from app.workshops.rules import Way, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.registration.test_joining import letters
from tests.registration.workshops import comes, open_workshop, register

LATER = NOON + timedelta(minutes=5)


@ON_BOTH
def test_cancelling_gives_the_seat_to_the_next_in_line_with_a_letter(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    service.cancel(a, at=LATER)
    db.session.commit()
    assert [one.state for one in (a, b, c)] == [S.CANCELLED, S.CONFIRMED, S.WAITLISTED]
    assert queries.place_in_line(c) == 1
    assert letters("cancelled") == ["a@example.org"]
    assert letters("promoted") == ["b@example.org"]
    assert checks.broken() == []


def test_the_letter_about_a_cancellation_says_only_what_was_there(app: Flask) -> None:
    workshop = open_workshop(online=1)
    seated, waiting = (comes(workshop, f"{name}@example.org") for name in "ab")
    service.cancel(waiting, at=LATER)
    service.cancel(seated, at=LATER)
    of_waiting, of_seated = db.session.scalars(
        select(Letter).where(Letter.kind == "cancelled").order_by(Letter.id)
    )
    for said in (of_waiting.text, of_waiting.html):
        assert "take part" not in said
        assert "goes to somebody else" not in said
        assert "For one hour you can take it back" in said
    for said in (of_seated.text, of_seated.html):
        assert "take part" not in said
        assert "the place goes to somebody else" in " ".join(said.split())


def test_leaving_a_workshop_that_is_called_off_promises_nothing(app: Flask) -> None:
    workshop = open_workshop(online=1)
    seated = comes(workshop, "a@example.org")
    workshop.state = WorkshopState.CANCELLED
    service.cancel(seated, at=LATER)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "cancelled")).one()
    assert "Your registration is cancelled." in letter.text
    assert "goes to somebody else" not in letter.text
    assert "take it back" not in letter.text


@ON_BOTH
def test_leaving_the_line_moves_up_who_waits_behind(app: Flask) -> None:
    workshop = open_workshop(online=0)
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    service.cancel(b, at=LATER)
    db.session.commit()
    assert [queries.place_in_line(one) for one in (a, b, c)] == [1, None, 2]
    assert letters("promoted") == []


def test_a_second_cancelling_is_refused_and_frees_no_second_seat(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    service.cancel(a, at=LATER)
    with pytest.raises(rules.NotFromHere):
        service.cancel(a, at=LATER)
    assert (b.state, c.state) == (S.CONFIRMED, S.WAITLISTED)


def test_who_comes_after_a_cancellation_does_not_pass_who_waits(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    service.cancel(a, at=LATER)
    assert register(workshop, "new@example.org").place == 1
    assert b.state is S.CONFIRMED


def test_who_cancelled_may_register_anew(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a = comes(workshop, "a@example.org")
    service.cancel(a, at=LATER)
    assert register(workshop, "a@example.org").state is S.CONFIRMED


@ON_BOTH
def test_taking_back_finds_a_free_seat(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a = comes(workshop, "a@example.org")
    service.cancel(a, at=LATER)
    service.undo_cancel(a, at=LATER + timedelta(minutes=59))
    db.session.commit()
    assert a.state is S.CONFIRMED
    assert checks.broken() == []


@ON_BOTH
def test_taking_back_a_seat_that_is_gone_gives_the_first_place_in_line(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    service.cancel(a, at=LATER)
    service.undo_cancel(a, at=LATER)
    db.session.commit()
    assert [one.state for one in (a, b, c)] == [S.WAITLISTED, S.CONFIRMED, S.WAITLISTED]
    assert [queries.place_in_line(one) for one in (a, c)] == [1, 2]
    assert checks.broken() == []


def test_taking_back_a_place_in_line_finds_the_old_one_and_passes_nobody(app: Flask) -> None:
    workshop = open_workshop(online=0)
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    service.cancel(b, at=LATER)
    service.undo_cancel(b, at=LATER)
    assert [queries.place_in_line(one) for one in (a, b, c)] == [1, 2, 3]


def test_taking_back_before_the_decision_waits_for_the_decision_again(app: Flask) -> None:
    workshop = open_workshop(form={"approval": True})
    a = comes(workshop, "a@example.org")
    service.cancel(a, at=LATER)
    service.undo_cancel(a, at=LATER)
    assert a.state is S.PENDING


def test_an_hour_later_nothing_is_taken_back(app: Flask) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    service.cancel(a, at=LATER)
    with pytest.raises(rules.TooLateToUndo):
        service.undo_cancel(a, at=LATER + timedelta(hours=1, seconds=1))


def test_what_organisers_cancelled_the_person_does_not_take_back(app: Flask) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    service.cancel(a, at=LATER, account_id=1)
    with pytest.raises(rules.TooLateToUndo):
        service.undo_cancel(a, at=LATER)


def test_taking_back_beside_a_newer_registration_is_refused(app: Flask) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    service.cancel(a, at=LATER)
    register(workshop, "a@example.org", at=LATER)
    with pytest.raises(rules.RegisteredAnew):
        service.undo_cancel(a, at=LATER)


@ON_BOTH
def test_changing_the_way_takes_the_new_seat_and_frees_the_old(app: Flask) -> None:
    workshop = open_workshop(online=1, on_site=1)
    a, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    service.change_way(a, Way.ON_SITE, at=LATER)
    db.session.commit()
    assert (a.way, a.state) == (Way.ON_SITE, S.CONFIRMED)
    assert b.state is S.CONFIRMED
    assert letters("promoted") == ["b@example.org"]
    assert checks.broken() == []


@ON_BOTH
def test_nobody_loses_a_seat_by_asking_for_another(app: Flask) -> None:
    workshop = open_workshop(online=1, on_site=1)
    a = comes(workshop, "a@example.org")
    comes(workshop, "b@example.org", Way.ON_SITE)
    db.session.commit()
    with pytest.raises(rules.WayFull):
        service.change_way(a, Way.ON_SITE, at=LATER)
    db.session.rollback()
    assert (a.way, a.state) == (Way.ONLINE, S.CONFIRMED)
    service.change_way(a, Way.ON_SITE, at=LATER, wait_for_it=True)
    db.session.commit()
    assert (a.way, a.state, queries.place_in_line(a)) == (Way.ON_SITE, S.WAITLISTED, 1)
    assert checks.broken() == []


def test_who_waits_may_change_to_a_way_with_free_seats(app: Flask) -> None:
    workshop = open_workshop(online=1, on_site=1)
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    service.change_way(b, Way.ON_SITE, at=LATER)
    db.session.commit()
    assert (b.way, b.state) == (Way.ON_SITE, S.CONFIRMED)
    assert queries.place_in_line(c) == 1
    assert checks.broken() == []


def test_changing_to_the_same_way_or_one_not_offered(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a = comes(workshop, "a@example.org")
    service.change_way(a, Way.ONLINE, at=LATER)
    assert letters() == ["a@example.org"]
    with pytest.raises(rules.WayNotOffered):
        service.change_way(a, Way.ON_SITE, at=LATER)


def test_once_the_workshop_is_over_nothing_moves_any_more(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    with pytest.raises(rules.WorkshopOver):
        service.cancel(a, at=datetime(2027, 5, 22, tzinfo=UTC))


def test_nobody_moves_up_into_seats_that_are_added_afterwards(app: Flask) -> None:
    workshop = open_workshop(online=1)
    _, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    service.set_form(workshop, seats_per_way={Way.ONLINE: 5}, at=datetime(2027, 5, 22, tzinfo=UTC))
    assert (b.state, letters("promoted")) == (S.WAITLISTED, [])


def test_nobody_comes_back_in_a_way_that_is_no_longer_offered(app: Flask) -> None:
    workshop = open_workshop(online=1, on_site=1)
    a = comes(workshop, "a@example.org", Way.ON_SITE)
    service.cancel(a, at=LATER)
    service.set_form(workshop, seats_per_way={Way.ONLINE: 1}, at=LATER)
    with pytest.raises(rules.WayNotOffered):
        service.undo_cancel(a, at=LATER)


def test_nobody_moves_up_in_a_cancelled_workshop(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    workshop.state = WorkshopState.CANCELLED
    service.cancel(a, at=LATER)
    assert b.state is S.WAITLISTED
    db.session.commit()
    assert checks.broken() == []
