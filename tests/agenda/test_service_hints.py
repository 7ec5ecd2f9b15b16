from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.agenda import hints
from app.agenda.queries import find_day
from app.agenda.rules.hints import LONGEST_REASON, HintKind, NoReason, ReasonTooLong, Severity
from app.agenda.service import hints as service
from app.audit.models import AuditEntry
from app.extensions import db
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState
from tests.agenda.troubled import SATURDAY, make_troubled
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_item, make_part, make_speaker

pytestmark = ON_BOTH

BY: dict[str, Any] = {"at": NOON, "account_id": None}


def key_of(workshop: Workshop, kind: HintKind) -> str:
    return next(
        one.key for one in hints.of_workshop(workshop, at=NOON).open if one.hint.kind is kind
    )


def test_a_workshop_in_which_everything_is_wrong_has_every_kind_of_hint(app: Flask) -> None:
    workshop = make_troubled()
    found = hints.of_workshop(workshop, at=NOON)
    kinds = {one.hint.kind for one in found.open}
    assert set(HintKind) - kinds == {HintKind.NO_ZONE}
    assert found.badge == sum(one.severity is not Severity.NOTE for one in found.open) > 0
    assert found.of_items()["panel"]
    workshop.time_zone = None
    assert key_of(workshop, HintKind.NO_ZONE)


def test_an_accepted_hint_says_why_by_whom_and_when(app: Flask) -> None:
    workshop, olga = make_troubled(), make_account(name="Olga")
    before = hints.of_workshop(workshop, at=NOON)
    key = key_of(workshop, HintKind.ROOM_TWICE)
    service.accept(workshop, key, "  A wall\tis open. ", minutes=10, at=NOON, account_id=olga.id)
    found = hints.of_workshop(workshop, at=NOON)
    (one,) = found.accepted
    assert one.key == key
    assert one.accepted is not None
    assert (one.accepted.reason, one.accepted.by, one.accepted.at) == (
        "A wall is open.", "Olga", NOON,
    )  # fmt: skip
    assert (found.badge, len(found.open)) == (before.badge - 1, len(before.open) - 1)
    assert db.session.scalar(select(AuditEntry.action)) == "hint.accepted"


def test_accepted_again_the_new_reason_holds_and_taken_back_it_is_open(app: Flask) -> None:
    workshop = make_troubled()
    key = key_of(workshop, HintKind.NIGHT)
    service.accept(workshop, key, "One", minutes=10, **BY)
    service.accept(workshop, key, "Two", minutes=200, **BY)
    assert hints.accepted_of(workshop)[key].reason == "Two"
    assert service.withdraw(workshop, key, **BY)
    assert not service.withdraw(workshop, key, **BY)
    assert hints.accepted_of(workshop) == {}
    assert key_of(workshop, HintKind.NIGHT) == key


def test_what_has_grown_comes_back_with_the_reason_it_had(app: Flask) -> None:
    workshop = make_troubled()
    key = key_of(workshop, HintKind.INTERPRETS_ALONE)
    service.accept(workshop, key, "It is short.", minutes=24, **BY)
    (one,) = [one for one in hints.of_workshop(workshop, at=NOON).open if one.key == key]
    assert one.earlier is not None
    assert one.earlier.reason == "It is short."


def test_a_reason_is_needed_and_must_fit(app: Flask) -> None:
    workshop = make_troubled()
    with pytest.raises(NoReason):
        service.accept(workshop, "night-1", " \n ", minutes=None, **BY)
    with pytest.raises(ReasonTooLong):
        service.accept(workshop, "night-1", "x" * (LONGEST_REASON + 1), minutes=None, **BY)
    assert hints.accepted_of(workshop) == {}


def test_what_is_accepted_at_one_workshop_is_open_at_another(app: Flask) -> None:
    here, there = make_troubled(), make_troubled("twin")
    key = key_of(here, HintKind.WEEKEND)
    service.accept(here, key, "Agreed", minutes=None, **BY)
    assert key_of(there, HintKind.WEEKEND) == key
    assert hints.accepted_of(there) == {}


def test_a_past_workshop_asks_nothing_of_people_and_a_cancelled_one_nothing_at_all(
    app: Flask,
) -> None:
    workshop = make_troubled()
    later = {one.hint.kind for one in hints.of_workshop(
        workshop, at=NOON + timedelta(days=400)
    ).open}  # fmt: skip
    assert not later & {HintKind.UNCONFIRMED, HintKind.DECLINED, HintKind.NIGHT}
    workshop.state = WorkshopState.CANCELLED
    assert hints.of_workshop(workshop, at=NOON).open == []


def test_reading_costs_the_same_for_many_items(app: Flask, queries: list[str]) -> None:
    workshop = make_troubled()
    db.session.commit()

    def cost() -> int:
        db.session.expire_all()
        assert workshop.slug
        queries.clear()
        hints.of_workshop(workshop, at=NOON)
        return len(queries)

    few = cost()
    day = find_day(workshop, SATURDAY)
    for n in range(5):
        make_part(make_item(workshop, day), make_speaker(workshop, f"Speaker {n}"))
    db.session.commit()
    assert cost() == few == 10
