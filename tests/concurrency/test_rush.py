"""Rushes on seats, over three server processes on one database."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from app import links
from app.extensions import config, db
from app.mail.models import Letter
from app.registration import checks, queries
from app.registration.models import Registration
from app.registration.queries import ExportRow
from app.registration.rules import RegistrationState as S
from app.workshops.models import Workshop
from tests.concurrency.hall import Answer, Hall, all_at_once
from tests.registration.workshops import open_workshop, register, registered

pytestmark = pytest.mark.concurrency


class Opened(NamedTuple):
    """A workshop by its values: a loaded row would hold the database while the crowd comes."""

    id: int
    slug: str


def opened(seats: int) -> Workshop:
    """The servers' clock is the real one, so the workshop is two months from now."""
    day = datetime.now(UTC).date() + timedelta(days=60)
    return open_workshop(f"rush-{secrets.token_hex(4)}", online=seats, day=day)


def let_go(workshop: Workshop) -> Opened:
    """End this process's transaction, which would keep the servers waiting."""
    values = Opened(workshop.id, workshop.slug)
    db.session.commit()
    return values


def outcome(workshop: Opened) -> list[ExportRow]:
    return queries.export_rows(workshop.id)


def count(rows: list[ExportRow], state: S) -> int:
    return sum(row.state is state for row in rows)


def broken(workshop: Opened) -> list[str]:
    """What `plenum check` says of this workshop; the twin leaves another one broken."""
    return [line for line in checks.broken() if workshop.slug in line]


def rush(hall: Hall, workshop: Opened, people: int) -> list[Answer]:
    return all_at_once(
        [partial(hall.register, n, workshop.slug, f"guest{n}@example.org") for n in range(people)]
    )


def test_of_200_at_once_for_50_seats_50_get_one_and_150_wait_in_order(
    app: Flask, hall: Hall
) -> None:
    workshop = let_go(opened(seats=50))
    answers = rush(hall, workshop, 200)
    assert Counter(answer.status for answer in answers) == {303: 200}
    rows = outcome(workshop)
    assert count(rows, S.CONFIRMED) == 50
    # Numbers in line are given out under the lock under which the row is made: no number twice,
    # none left out, and who came first stands first.
    assert line_by_arrival(workshop) == list(range(1, 151))
    assert broken(workshop) == []
    assert letters_of(workshop) == {"confirmed": 50, "waitlisted": 150}


def line_by_arrival(workshop: Opened) -> list[int | None]:
    waiting = (
        select(Registration.line)
        .where(Registration.workshop_id == workshop.id, Registration.state == S.WAITLISTED)
        .order_by(Registration.id)
    )
    return list(db.session.scalars(waiting))


def letters_of(workshop: Opened) -> dict[str, int]:
    return dict(
        Counter(db.session.scalars(select(Letter.kind).where(Letter.workshop_id == workshop.id)))
    )


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
    assert count(outcome(workshop), S.CONFIRMED) > 10
    assert any("people hold one of 10 places" in line for line in broken(workshop))
