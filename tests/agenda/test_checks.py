"""The invariants of versions: each is broken by hand, and found."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.agenda import checks
from app.agenda.models import AgendaItem, AgendaVersion, Day
from app.agenda.service import freeze
from app.extensions import db
from app.workshops.rules import WorkshopState
from tests.factories import make_day, make_item, make_part, make_speaker, make_workshop


@pytest.fixture
def versions(app: Flask, at: datetime) -> list[AgendaVersion]:
    """Two versions of one workshop; the item was moved between them."""
    workshop = make_workshop("example")
    day = make_day(workshop)
    item = make_item(workshop, day)
    make_item(workshop, day)
    db.session.flush()
    freeze(workshop, at=at, account_id=None)
    item.minutes = 45
    db.session.flush()
    freeze(workshop, at=at, account_id=None)
    db.session.commit()
    return list(db.session.scalars(select(AgendaVersion).order_by(AgendaVersion.number)))


def change(version: AgendaVersion, how: Callable[[dict[str, Any]], object]) -> None:
    document = copy.deepcopy(version.document)
    how(document)
    version.document = document
    db.session.flush()


def test_what_publishing_stores_is_in_order(versions: list[AgendaVersion]) -> None:
    assert len(versions) == 2
    assert checks.broken() == []


def test_a_missing_version_is_found(versions: list[AgendaVersion]) -> None:
    versions[1].number = 3
    db.session.flush()
    assert checks.broken() == ["agenda of example, version 3: version 2 is missing."]


@pytest.mark.parametrize(
    "how",
    [
        lambda document: document.pop("items"),
        lambda document: document.update(format=99),
        lambda document: document["items"][0].update(kind="nonsense"),
        lambda document: document["items"][0].update(start="soon"),
    ],
)
def test_a_version_that_cannot_be_read_is_found(
    versions: list[AgendaVersion], how: Callable[[dict[str, Any]], object]
) -> None:
    change(versions[0], how)
    assert [line for line in checks.broken() if "version 1: cannot be read" in line]


def test_a_sequence_that_falls_is_found(versions: list[AgendaVersion]) -> None:
    uid = versions[0].document["items"][0]["uid"]
    change(versions[0], lambda document: document["items"][0].update(sequence=9))
    assert checks.broken() == [f"agenda of example, version 2: the SEQUENCE of {uid} falls."]


def test_an_entry_that_is_dropped_instead_of_cancelled_is_found(
    versions: list[AgendaVersion],
) -> None:
    change(versions[1], lambda document: document["items"].pop())
    assert "is gone instead of cancelled." in checks.broken()[0]


def test_an_entry_that_two_workshops_share_is_found(versions: list[AgendaVersion]) -> None:
    uid = versions[0].document["items"][0]["uid"]
    thief = make_item(make_workshop("other"))
    original = db.session.scalars(select(AgendaItem).where(AgendaItem.uid == uid)).one()
    original.uid = "elsewhere@plenum.test"
    db.session.flush()
    thief.uid = uid
    db.session.flush()
    assert checks.broken() == [
        "agenda of example, version 1: uses a calendar entry of other.",
        "agenda of example, version 2: uses a calendar entry of other.",
    ]


def test_a_draft_that_points_into_another_is_found(versions: list[AgendaVersion]) -> None:
    other = make_workshop("other")
    make_item(other, key="stray", day_id=db.session.scalars(select(Day.id)).first())
    make_part(make_item(other, key="spoken-for"), make_speaker(make_workshop("third")))
    assert checks.broken() == [
        "agenda of other: item stray of the draft has a day of another workshop.",
        "agenda of other: item spoken-for of the draft has a speaker of another workshop.",
    ]


def test_a_public_workshop_without_a_version_is_found(versions: list[AgendaVersion]) -> None:
    make_workshop("bare", state=WorkshopState.PUBLISHED)
    assert checks.broken() == ["agenda of bare: is public, but has no version."]
