"""Who is noted as having been there: once, with a place, on a day of the workshop."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.attendance import checks, queries, rules, service
from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.errors import Refusal
from app.extensions import db
from app.mail.models import Letter
from app.registration import checks as registration_checks
from app.registration import queries as registrations
from app.registration import rules as registration_rules
from app.registration import service as registration
from app.registration.models import ConsentNote, Registration
from app.registration.rules import RegistrationState as S
from app.registration.rules.questions import Consent
from app.registration.service import Wish
from app.workshops.rules import Way
from tests.attendance.stage import FIRST, MORNING, SECOND, on_site, two_days
from tests.databases import ON_BOTH
from tests.registration.workshops import comes, registered

CONSENT = Consent(key="attendance", label={"en": "You may note it.", "de": "Gern."}, version=3)


def check_in(person: Registration, day=SECOND):  # type: ignore[no-untyped-def]
    return service.check_in(person, day, at=MORNING, account_id=None)


def noted() -> int:
    return db.session.scalar(select(func.count(Attendance.id))) or 0


def sound() -> bool:
    db.session.flush()
    return not checks.broken() and not registration_checks.broken()


@ON_BOTH
def test_checking_in_twice_is_once_and_can_be_taken_back(app: Flask, database: str) -> None:
    person = on_site(two_days(), "a")
    assert check_in(person) is check_in(person)
    assert check_in(person, FIRST)
    assert queries.count(person.workshop_id, SECOND, Way.ON_SITE) == queries.Count(1, 1)
    back = {"at": MORNING, "account_id": None}
    assert service.take_back(person, SECOND, Seen.DOOR, **back)
    assert not service.take_back(person, SECOND, Seen.DOOR, **back)
    assert noted() == 1
    assert sound()


@ON_BOTH
def test_two_helpers_at_the_same_moment_make_one_note(app: Flask, database: str) -> None:
    person_id = on_site(two_days(), "a").id
    db.session.commit()
    together = threading.Barrier(2)
    errors: list[Exception] = []

    def help() -> None:
        with app.app_context():
            person = db.session.get(Registration, person_id)
            assert person is not None
            if db.engine.dialect.name == "sqlite":
                db.session.rollback()  # its writers wait their turn at BEGIN
            together.wait()
            try:
                check_in(person)
                db.session.commit()
            except Exception as error:  # said below, in the thread of the test
                errors.append(error)

    helpers = [threading.Thread(target=help) for _ in range(2)]
    for one in helpers:
        one.start()
    for one in helpers:
        one.join()
    assert errors == []
    assert noted() == 1


@ON_BOTH
def test_nobody_is_there_without_a_place_or_on_another_day(app: Flask, database: str) -> None:
    workshop = two_days(on_site=1)
    inside, waits = on_site(workshop, "a"), on_site(workshop, "b")
    with pytest.raises(rules.NotYours):
        check_in(waits)
    with pytest.raises(rules.NotADay):
        check_in(inside, SECOND + timedelta(days=1))
    with pytest.raises(rules.NotYetTheDay):
        service.check_in(inside, SECOND, at=MORNING - timedelta(days=1), account_id=None)
    workshop.practice = True
    assert service.check_in(inside, SECOND, at=MORNING - timedelta(days=1), account_id=None)
    assert sound()


def test_the_check_finds_who_was_there_without_a_place(app: Flask) -> None:
    workshop = two_days(on_site=1)
    inside, waits = on_site(workshop, "a"), on_site(workshop, "b")
    check_in(inside)
    registration.cancel(inside, at=MORNING + timedelta(minutes=1), account_id=None)
    assert checks.broken() == []  # was there, and left
    late = MORNING + timedelta(minutes=2)
    for person, day in ((inside, FIRST), (waits, FIRST + timedelta(days=9))):
        db.session.add(Attendance(registration_id=person.id, day=day, seen=Seen.DOOR, at=late))
    db.session.flush()
    assert len(checks.broken()) == 2


@ON_BOTH
def test_a_walk_in_takes_a_seat_or_is_refused(app: Flask, database: str) -> None:
    workshop = two_days(on_site=1)
    wish = Wish(name="欧阳娜娜", email="", way=Way.ON_SITE, language="zh")
    how = {"key": "form-1", "at": MORNING, "account_id": None}
    made = service.walk_in(workshop, wish, SECOND, **how)
    assert (made.state, made.email, made.source.value) == (S.CONFIRMED, "", "walk_in")
    assert service.walk_in(workshop, wish, SECOND, **how) is made  # the same form, sent again
    db.session.commit()
    other = Wish(name="Somebody Else", email="else@example.org", way=Way.ON_SITE)
    with pytest.raises(rules.NoPlaceLeft):
        service.walk_in(workshop, other, SECOND, **how)
    db.session.rollback()
    assert (registrations.live(workshop.id).of(Way.ON_SITE).used, noted()) == (1, 1)
    assert db.session.scalar(select(func.count(Letter.id))) == 0
    assert sound()


@ON_BOTH
def test_a_walk_in_passes_nobody_who_waits(app: Flask, database: str) -> None:
    workshop = two_days(on_site=1)
    inside, waits = on_site(workshop, "a"), on_site(workshop, "b")
    registration.cancel(inside, at=MORNING, account_id=None)
    assert waits.state is S.CONFIRMED
    with pytest.raises(rules.NoPlaceLeft):
        service.admit(inside, SECOND, at=MORNING, account_id=None)
    db.session.rollback()
    assert sound()


@ON_BOTH
def test_who_cancelled_and_comes_gets_a_free_place_again(app: Flask, database: str) -> None:
    person = on_site(two_days(), "a")
    registration.cancel(person, at=MORNING, account_id=None)
    for _ in range(2):  # pressed twice
        service.admit(person, SECOND, at=MORNING, account_id=None)
    again = registered(person.workshop, "a@example.org")
    assert again.id != person.id
    assert (again.state, noted()) == (S.CONFIRMED, 1)
    assert sound()


def test_somebody_who_was_never_decided_on_is_approved_at_the_door(app: Flask) -> None:
    workshop = two_days()
    form = registrations.find_form(workshop.id)
    assert form is not None
    form.approval = True
    person = on_site(workshop, "a")
    with pytest.raises(rules.NotYours):
        service.admit(person, SECOND, at=MORNING, account_id=None)
    service.approve(person, SECOND, at=MORNING, account_id=None)
    assert (person.state, noted()) == (S.CONFIRMED, 1)


@ON_BOTH
def test_joining_is_noted_only_for_who_agreed(app: Flask, database: str) -> None:
    workshop = two_days()
    quiet, agrees = (comes(workshop, f"{name}@example.org") for name in "ab")
    how = {"language": "de", "at": MORNING}
    service.join(quiet, SECOND, agrees=None, **how)
    assert noted() == 0
    for _ in range(2):
        service.join(agrees, SECOND, agrees=CONSENT, **how)
    service.join(agrees, FIRST, agrees=None, **how)  # agreed before
    assert noted() == 2
    (note,) = db.session.scalars(select(ConsentNote)).all()
    assert (note.text, note.language, note.version, note.given) == ("Gern.", "de", 3, True)
    service.join(agrees, None, agrees=None, **how)  # after the end
    assert noted() == 2
    assert sound()


@ON_BOTH
def test_what_is_noted_goes_with_the_registration(app: Flask, database: str) -> None:
    person = on_site(two_days(), "a")
    check_in(person)
    db.session.delete(person)
    db.session.commit()
    assert noted() == 0


def test_nobody_joins_a_workshop_that_is_called_off(app: Flask) -> None:
    person = comes(two_days(), "a@example.org")
    person.workshop.cancelled_at = MORNING
    for act in (
        lambda: check_in(person),
        lambda: service.join(person, SECOND, agrees=CONSENT, language="en", at=MORNING),
    ):
        with pytest.raises(registration_rules.WorkshopCancelled):
            act()
    assert issubclass(rules.NotYours, Refusal)
    assert noted() == 0
