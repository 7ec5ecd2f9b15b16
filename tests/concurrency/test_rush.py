"""Rushes on seats, over three server processes on one database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import partial

import pytest
from flask import Flask

from app.registration.rules import RegistrationState as S
from tests.concurrency.crowds import (
    Mix,
    Opened,
    broken,
    count,
    faults_of_calling_off,
    faults_of_raise,
    faults_of_rush,
    let_go,
    letters_of,
    make_organiser,
    opened,
    outcome,
    rush,
    token_of,
)
from tests.concurrency.hall import Answer, Hall, all_at_once
from tests.registration.workshops import register, registered

pytestmark = pytest.mark.concurrency


def test_of_200_at_once_for_50_seats_50_get_one_and_150_wait_in_order(
    app: Flask, hall: Hall
) -> None:
    workshop = let_go(opened(seats=50))
    answers = rush(hall, workshop, 200)
    assert faults_of_rush(workshop, answers, seats=50) == []


def test_people_who_come_and_go_while_the_seats_change_keep_their_order(
    app: Flask, hall: Hall
) -> None:
    mix = Mix(app)
    assert mix.faults(mix.go(hall)) == []


def test_without_the_protection_the_same_mix_goes_wrong(
    app: Flask, unprotected_hall: Hall
) -> None:
    mix = Mix(app)
    assert mix.faults(mix.go(unprotected_hall)) != []


def test_cancellations_among_newcomers_promote_in_order_and_never_overbook(
    app: Flask, hall: Hall
) -> None:
    full = opened(seats=30)
    for n in range(60):
        register(full, f"early{n}@example.org", at=datetime.now(UTC))
    seated = [registered(full, f"early{n}@example.org") for n in range(25)]
    tokens = [token_of(one) for one in seated]
    workshop = let_go(full)
    comings = [partial(hall.register, n, workshop.slug, f"late{n}@example.org") for n in range(25)]
    goings = [partial(hall.post, n, f"/r/{token}/cancel") for n, token in enumerate(tokens)]
    answers = all_at_once([act for pair in zip(comings, goings, strict=True) for act in pair])
    assert Counter(answer.status for answer in answers) == {303: 50}
    rows = {row.email: row for row in outcome(workshop)}
    confirmed = {email for email, row in rows.items() if row.state is S.CONFIRMED}
    # 25 of 30 went: the first 25 of the line moved up, and everybody late waits behind the rest.
    assert confirmed == {f"early{n}@example.org" for n in range(25, 55)}
    assert [rows[f"early{n}@example.org"].place for n in range(55, 60)] == [1, 2, 3, 4, 5]
    late = sorted(rows[f"late{n}@example.org"].place or 0 for n in range(25))
    assert late == list(range(6, 31))
    assert letters_of(workshop)["promoted"] == 25
    assert broken(workshop) == []


def raised_twice(app: Flask, hall: Hall) -> tuple[Opened, list[Answer]]:
    account, organiser = make_organiser(app)
    full = opened(seats=50, owner=account)
    for n in range(150):
        register(full, f"early{n}@example.org", at=datetime.now(UTC))
    workshop = let_go(full)
    revision = organiser.revision(hall, workshop.slug)
    sets = partial(organiser.sets_seats, hall, slug=workshop.slug, seats=80, revision=revision)
    return workshop, all_at_once([partial(sets, n=0), partial(sets, n=1)])


def test_two_organisers_who_add_30_seats_at_once_add_30(app: Flask, hall: Hall) -> None:
    assert faults_of_raise(*raised_twice(app, hall)) == []


def test_without_the_protection_two_organisers_add_more(
    app: Flask, unprotected_hall: Hall
) -> None:
    assert faults_of_raise(*raised_twice(app, unprotected_hall)) != []


def called_off(app: Flask, hall: Hall) -> tuple[Opened, list[Answer]]:
    """Half of 60 newcomers are there already when the organiser presses the button."""
    account, organiser = make_organiser(app)
    workshop = let_go(opened(seats=50, owner=account))
    comes = partial(hall.register, slug=workshop.slug)
    acts = [partial(comes, n, email=f"guest{n}@example.org") for n in range(60)]
    off = partial(organiser.post, hall, 0, f"/organise/{workshop.slug}/cancel")
    *answers, last = all_at_once([*acts, off])
    assert last.status == 303
    return workshop, answers


def test_whoever_registers_while_the_workshop_is_called_off_is_refused_or_told(
    app: Flask, hall: Hall
) -> None:
    assert faults_of_calling_off(*called_off(app, hall)) == []


def test_without_the_lock_somebody_registers_for_what_is_off(
    app: Flask, hall_with_hasty_eyes: Hall
) -> None:
    assert faults_of_calling_off(*called_off(app, hall_with_hasty_eyes)) != []


def faults_of_one_address(hall: Hall, **form: str) -> list[str]:
    """Somebody presses twenty times; empty where that is one registration with one letter."""
    workshop = let_go(opened(seats=50))

    def press(n: int) -> Answer:
        email = "Same@Example.org"
        return hall.register(n, workshop.slug, email, name="Impatient", **form)

    answers = all_at_once([partial(press, n) for n in range(20)])
    assert Counter(answer.status for answer in answers) == {303: 20}
    found = broken(workshop)
    if (states := [row.state for row in outcome(workshop)]) != [S.CONFIRMED]:
        found.append(f"registered: {states}")
    if (told := letters_of(workshop)) != {"confirmed": 1}:
        found.append(f"letters: {told}")
    return found


@pytest.mark.parametrize("form", [{"key": "one-form"}, {}], ids=["one form", "no form"])
def test_one_address_20_times_at_once_is_one_registration_and_one_letter(
    app: Flask, hall: Hall, form: dict[str, str]
) -> None:
    assert faults_of_one_address(hall, **form) == []


def test_without_known_addresses_20_presses_are_many_registrations(
    app: Flask, unprotected_hall: Hall
) -> None:
    """The twin."""
    assert faults_of_one_address(unprotected_hall, key="one-form") != []


def test_without_the_protection_the_same_rush_overbooks(
    app: Flask, unprotected_hall: Hall
) -> None:
    """The twin: were this not to overbook, the rush above would prove nothing."""
    workshop = let_go(opened(seats=10))
    answers = rush(unprotected_hall, workshop, 60)
    assert Counter(answer.status for answer in answers) == {303: 60}
    assert faults_of_rush(workshop, answers, seats=10)
    assert count(outcome(workshop), S.CONFIRMED) > 10
    assert any("people hold one of 10 places" in line for line in broken(workshop))
