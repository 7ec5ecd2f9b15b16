"""Registering: a seat, a place in line, the same answer for everybody, and the letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.files import checks as file_checks
from app.files import rules as files
from app.files import service as file_service
from app.mail.models import Letter
from app.registration import checks, queries, rules, service
from app.registration.models import Registration
from app.registration.rules import RegistrationState as S
from app.registration.service import Outcome, Wish
from app.workshops.rules import Way, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.registration.workshops import comes, open_workshop, register, registered

LATER = NOON + timedelta(minutes=5)


def letters(kind: str | None = None) -> list[str]:
    """Whom letters were written to, in that order."""
    written = select(Letter.to_email).order_by(Letter.id)
    return list(db.session.scalars(written.where(Letter.kind == kind) if kind else written))


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Registration)) or 0


@ON_BOTH
def test_who_comes_while_there_are_seats_gets_one_and_the_next_waits(app: Flask) -> None:
    workshop = open_workshop(online=2)
    assert register(workshop, "a@example.org") == Outcome(S.CONFIRMED, None)
    assert register(workshop, "b@example.org") == Outcome(S.CONFIRMED, None)
    assert register(workshop, "c@example.org") == Outcome(S.WAITLISTED, 1)
    assert register(workshop, "d@example.org") == Outcome(S.WAITLISTED, 2)
    db.session.commit()
    assert letters("confirmed") == ["a@example.org", "b@example.org"]
    assert letters("waitlisted") == ["c@example.org", "d@example.org"]
    assert checks.broken() == []


@ON_BOTH
def test_ways_have_their_own_seats_and_lines(app: Flask) -> None:
    workshop = open_workshop(online=1, on_site=1)
    register(workshop, "a@example.org", Way.ONLINE)
    assert register(workshop, "b@example.org", Way.ON_SITE).state is S.CONFIRMED
    assert register(workshop, "c@example.org", Way.ON_SITE) == Outcome(S.WAITLISTED, 1)
    assert register(workshop, "d@example.org", Way.ONLINE) == Outcome(S.WAITLISTED, 1)


def test_seats_without_a_number_never_run_out(app: Flask) -> None:
    workshop = open_workshop(online=None)
    states = {register(workshop, f"guest{n}@example.org").state for n in range(5)}
    assert states == {S.CONFIRMED}


def test_a_full_workshop_without_a_waiting_list_refuses(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"waiting_list": False})
    register(workshop, "a@example.org")
    with pytest.raises(rules.Full):
        register(workshop, "b@example.org")


def test_a_way_that_is_not_offered_is_refused(app: Flask) -> None:
    workshop = open_workshop(online=1)
    with pytest.raises(rules.WayNotOffered):
        register(workshop, "a@example.org", Way.ON_SITE)


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (datetime(2027, 5, 21, 0, 59, 59, tzinfo=UTC), None),
        (datetime(2027, 5, 21, 1, 0, 0, tzinfo=UTC), rules.Closed),
        (datetime(2027, 5, 21, 16, 0, 0, tzinfo=UTC), rules.WorkshopOver),
    ],
)
def test_registration_closes_at_the_second_the_last_day_starts(
    app: Flask, at: datetime, refusal: type[rules.Refusal] | None
) -> None:
    workshop = open_workshop()
    if refusal is None:
        assert register(workshop, "a@example.org", at=at).state is S.CONFIRMED
        return
    with pytest.raises(refusal):
        register(workshop, "a@example.org", at=at)


def test_before_it_opens_the_refusal_says_when(app: Flask) -> None:
    workshop = open_workshop(form={"opens": NOON + timedelta(days=1)})
    with pytest.raises(rules.NotYetOpen) as refused:
        register(workshop, "a@example.org")
    assert str(refused.value) == (
        "Registration opens on Tuesday, 2 March 2027, 20:00 (Shanghai, UTC+8)."
    )


def test_a_cancelled_workshop_and_one_not_published_take_nobody(app: Flask) -> None:
    workshop = open_workshop()
    workshop.state = WorkshopState.CANCELLED
    with pytest.raises(rules.WorkshopCancelled):
        register(workshop, "a@example.org")
    workshop.state = WorkshopState.DRAFT
    with pytest.raises(rules.NotOpen):
        register(workshop, "a@example.org")


@ON_BOTH
def test_a_known_address_is_told_what_a_newcomer_would_get(app: Flask) -> None:
    workshop = open_workshop(online=1)
    register(workshop, "a@example.org", key="first")
    assert register(workshop, "a@example.org", key="second") == Outcome(S.WAITLISTED, 1)
    db.session.commit()
    assert rows() == 1
    assert letters("confirmed") == ["a@example.org"]
    assert letters("already_registered") == ["a@example.org"]


def test_the_letter_about_a_known_address_comes_at_most_once_an_hour(app: Flask) -> None:
    workshop = open_workshop()
    register(workshop, "a@example.org", key="first")
    for minute in range(0, 60, 10):
        register(workshop, "a@example.org", key=f"m{minute}", at=LATER + timedelta(minutes=minute))
    assert letters("already_registered") == ["a@example.org"]
    register(workshop, "a@example.org", key="late", at=LATER + timedelta(hours=1))
    assert len(letters("already_registered")) == 2


def test_the_same_form_sent_again_changes_nothing_and_is_answered_alike(app: Flask) -> None:
    workshop = open_workshop(online=1)
    first = register(workshop, "a@example.org", key="once")
    again = [
        register(workshop, "a@example.org", key="once", at=NOON + timedelta(minutes=15 * n))
        for n in range(5)
    ]
    assert again == [first] * 5
    assert rows() == 1
    assert letters() == ["a@example.org"]


def test_a_form_corrected_and_sent_again_registers_the_right_address(app: Flask) -> None:
    workshop = open_workshop()
    register(workshop, "a@example.ogr", key="once")
    register(workshop, "a@example.org", key="once")
    assert rows() == 2


def test_two_presses_without_a_key_are_one(app: Flask) -> None:
    workshop = open_workshop()
    register(workshop, "a@example.org")
    register(workshop, "a@example.org", at=NOON + timedelta(seconds=9))
    assert letters() == ["a@example.org"]
    register(workshop, "a@example.org", at=NOON + timedelta(seconds=9), name="Somebody Else")
    assert letters("already_registered") == ["a@example.org"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A@X.de", "a@x.de", True),
        ("a@x.de ", "a@x.de", True),
        (" a@x.de", "a@x.de", True),
        ("a＠x.de", "a@x.de", True),
        ("ａ@x.de", "a@x.de", True),
        ("mu\u0308ller@x.de", "m\u00fcller@x.de", True),
        ("MÜLLER@x.de", "müller@x.de", True),
        ("a@müller.de", "a@xn--mller-kva.de", True),
        ("a@MÜLLER.de", "a@müller.de", True),
        ("a@mu\u0308ller.de", "a@müller.de", True),
        ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s", True),
        ("用户@例子.中国", "用户@xn--fsqu00a.xn--fiqs8s", True),
        ("a+plenum@x.de", "a@x.de", False),
        ("a+one@x.de", "a+two@x.de", False),
        ("a.b@gmail.com", "ab@gmail.com", False),
        ("a@x.de", "a@x.com", False),
        ("a@x.de", "b@x.de", False),
        ("müller@x.de", "mueller@x.de", False),
        ("a@müller.de", "a@mueller.de", False),
        ("a@sub.x.de", "a@x.de", False),
    ],
)
def test_spellings_of_one_address_are_one_person(
    app: Flask, one: str, other: str, same: bool
) -> None:
    workshop = open_workshop(online=5)
    register(workshop, one, name="One")
    register(workshop, other, name="Other")
    assert rows() == (1 if same else 2)


@ON_BOTH
def test_with_confirmed_addresses_a_seat_is_taken_by_the_button_on_the_page(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"confirm_email": True})
    assert register(workshop, "a@example.org") == Outcome(S.UNCONFIRMED, None)
    assert register(workshop, "b@example.org") == Outcome(S.UNCONFIRMED, None)
    service.confirm_address(registered(workshop, "b@example.org"), at=LATER)
    service.confirm_address(registered(workshop, "a@example.org"), at=LATER)
    db.session.commit()
    assert registered(workshop, "b@example.org").state is S.CONFIRMED
    assert queries.place_in_line(registered(workshop, "a@example.org")) == 1
    assert letters("confirm_address") == ["a@example.org", "b@example.org"]
    with pytest.raises(rules.NotFromHere):
        service.confirm_address(registered(workshop, "b@example.org"), at=LATER)
    assert checks.broken() == []


@ON_BOTH
def test_with_approval_the_organisers_decide_and_seats_go_by_their_decisions(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"approval": True})
    people = [comes(workshop, f"{name}@example.org") for name in "abc"]
    assert {one.state for one in people} == {S.PENDING}
    service.approve(people[1], at=LATER, account_id=1)
    service.approve(people[0], at=LATER, account_id=1)
    service.reject(people[2], at=LATER, account_id=1)
    db.session.commit()
    assert [one.state for one in people] == [S.WAITLISTED, S.CONFIRMED, S.REJECTED]
    assert letters("rejected") == ["c@example.org"]
    with pytest.raises(rules.NotFromHere):
        service.approve(people[2], at=LATER, account_id=1)
    assert checks.broken() == []


def test_a_confirmed_address_then_waits_for_approval_where_both_are_asked(app: Flask) -> None:
    workshop = open_workshop(form={"approval": True, "confirm_email": True})
    one = comes(workshop, "a@example.org")
    service.confirm_address(one, at=LATER)
    assert one.state is S.PENDING


def test_the_link_is_sent_again_by_request_once_a_minute(app: Flask) -> None:
    workshop = open_workshop()
    one = comes(workshop, "a@example.org")
    for _ in range(3):
        service.resend_link(one, at=LATER, account_id=1)
    assert letters("link") == ["a@example.org"]


def test_known_and_new_addresses_cost_a_commit_and_a_file_alike(
    app: Flask, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever measures how long an answer takes does not learn who is registered."""
    slides = {"key": "slides", "label": {"en": "Slides"}, "kind": "file"}
    workshop = open_workshop(online=None, form={"questions": [slides]})
    upload = files.checked("cv.pdf", b"%PDF-1.4")
    written: list[object] = []
    write = file_service._write

    def counted(path: Path, source: IO[bytes]) -> tuple[int, str]:
        written.append(path)
        return write(path, source)

    monkeypatch.setattr(file_service, "_write", counted)
    for key in ("new", "known", "known again"):
        queries.clear()
        wish = Wish(name="A", email="a@example.org", way=Way.ONLINE, answers={"slides": upload})
        service.register(workshop, wish, key=key, at=LATER)
        db.session.flush()
        noted = [one for one in queries if one.startswith("INSERT INTO audit_entries")]
        assert len(noted) == 1, key
        db.session.commit()
    assert len(written) == 3
    assert len(list(file_service.folder().iterdir())) == 1
    assert file_checks.broken() == []
