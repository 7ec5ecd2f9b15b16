"""Rushes on seats, over three server processes on one database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import partial

import pytest
from flask import Flask

from app import links
from app.extensions import config
from app.registration.rules import RegistrationState as S
from tests.concurrency.crowds import (
    Mix,
    broken,
    count,
    faults_of_rush,
    let_go,
    letters_of,
    opened,
    outcome,
    rush,
)
from tests.concurrency.hall import Hall, all_at_once
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
    tokens = [
        links.derive(config().secret_key, "participant", one.key, one.generation) for one in seated
    ]
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


@pytest.mark.parametrize("form", [{"key": "one-form"}, {}], ids=["one form", "no form"])
def test_one_address_20_times_at_once_is_one_registration_and_one_letter(
    app: Flask, hall: Hall, form: dict[str, str]
) -> None:
    workshop = let_go(opened(seats=50))
    typed = {"email": "Same@Example.org", "name": "Impatient"} | form
    same = partial(hall.register, slug=workshop.slug, **typed)
    answers = all_at_once([partial(same, n) for n in range(20)])
    assert Counter(answer.status for answer in answers) == {303: 20}
    assert [row.state for row in outcome(workshop)] == [S.CONFIRMED]
    assert letters_of(workshop) == {"confirmed": 1}
    assert broken(workshop) == []


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
