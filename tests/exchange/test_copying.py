"""A copy of a workshop: the same on other days, and nothing of the people who signed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.agenda.models import AgendaVersion
from app.exchange import queries, reading, service
from app.exchange.carrying import ALL, Carried
from app.exchange.faults import FaultyFile
from app.exchange.shifting import Skipped
from app.exchange.values import WorkshopInFile
from app.extensions import db
from app.invitations.models import Invitation
from app.invitations.rules import Task
from app.publishing import service as publishing
from app.registration.models import Registration
from app.workshops.models import Workshop
from app.workshops.queries import find_workshop
from app.workshops.rules import Role, SlugTaken, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.exchange.example import EXAMPLE
from tests.factories import make_account


def load() -> Workshop:
    workshop = service.load(reading.read(EXAMPLE.encode()), at=NOON, account_id=None)
    publishing.publish(workshop, at=NOON, account_id=None)
    db.session.commit()
    return workshop


@ON_BOTH
def test_a_copy_is_a_draft_of_its_own_on_other_days(app: Flask) -> None:
    account, original = make_account(), load()
    copied = service.copy(
        original, slug="again", title={"en": "Again"}, days=7, at=NOON, account_id=account.id
    )
    db.session.commit()
    before, after = queries.in_file(original), queries.in_file(copied)
    assert [day.date for day in after.days] == [date(2027, 5, 28), date(2027, 5, 29)]
    assert [day.starts for day in after.days] == [time(9), time(9, 30)]
    assert [item.day for item in after.items] == [date(2027, 5, 28), date(2027, 5, 28), None]
    assert (after.title, after.slug, copied.state) == (
        {"en": "Again"},
        "again",
        WorkshopState.DRAFT,
    )
    assert not {item.uid for item in before.items} & {item.uid for item in after.items}
    assert {item.sequence for item in after.items} == {0}
    assert after.invitations is not None
    assert (after.invitations.answer_by, after.invitations.tasks) == (
        date(2027, 4, 23),
        {Task.PHOTO: None, Task.SLIDES: date(2027, 5, 21)},
    )
    assert after.registration is not None
    assert after.registration.opens == datetime(2027, 5, 8, 1, 0, tzinfo=UTC)
    assert [(one.account_id, one.role) for one in copied.members] == [(account.id, Role.OWNER)]
    assert _unmoved(after) == _unmoved(before)
    assert any(item.summary for item in before.items)
    assert not any(item.summary or item.caption for item in after.items)
    for kind in (Registration, Invitation):
        assert db.session.scalar(select(func.count()).select_from(kind)) == 0
    assert db.session.scalar(select(func.count()).select_from(AgendaVersion)) == 1


def _unmoved(file: WorkshopInFile, *, with_what_was_said: bool = False) -> WorkshopInFile:
    """All that a copy shares with its original."""
    said = {} if with_what_was_said else {"summary": None, "caption": None, "registration": None}
    form = said.pop("registration", file.registration)
    if form is not None:
        form = replace(form, opens=None, closes=None)
    items = tuple(replace(item, day=None, uid=None, sequence=None, **said) for item in file.items)
    asking = file.invitations
    if asking is not None:
        asking = replace(asking, answer_by=None, tasks={})
    return replace(
        file, slug="", title={}, days=(), items=items, registration=form, invitations=asking
    )


def test_a_copy_is_no_practice_unless_asked(app: Flask) -> None:
    original = load()
    original.practice = True
    one = service.copy(original, slug="one", at=NOON, account_id=None)
    two = service.copy(original, slug="two", practice=True, at=NOON, account_id=None)
    assert (one.practice, two.practice) == (False, True)


def test_hours_on_the_wall_stay_across_a_change_of_clocks(app: Flask) -> None:
    file = reading.read(EXAMPLE.encode())
    original = service.load(replace(file, time_zone="Europe/Berlin"), at=NOON, account_id=None)
    copied = service.copy(original, slug="winter", days=210, at=NOON, account_id=None)
    after = queries.in_file(copied)
    assert after.days[0].starts == time(9)
    assert after.registration is not None
    assert after.registration.closes == datetime(2027, 12, 16, 17, 0, tzinfo=UTC)


def test_a_clock_that_is_skipped_on_the_new_day_is_named(app: Flask) -> None:
    file = reading.read(EXAMPLE.encode())
    early = replace(file.days[0], starts=time(2, 30))
    file = replace(file, time_zone="Europe/Berlin", days=(early,), items=())
    original = service.load(file, at=NOON, account_id=None)
    days = (date(2028, 3, 26) - date(2027, 5, 21)).days
    with pytest.raises(FaultyFile) as refusal:
        service.copy(original, slug="spring", days=days, at=NOON, account_id=None)
    assert str(refusal.value.faults) == (
        "days[0].starts: 02:30 does not exist on 2028-03-26 in Europe/Berlin: "
        "clocks go from 01:30 to 03:30"
    )


def test_a_copy_overwrites_nothing(app: Flask) -> None:
    original = load()
    with pytest.raises(SlugTaken):
        service.copy(original, slug="example-2027", at=NOON, account_id=None)
    first = service.copy(original, slug="again", key="k1", at=NOON, account_id=None)
    assert service.copy(original, slug="again", key="k1", at=NOON, account_id=None) is first
    with pytest.raises(SlugTaken):
        service.copy(original, slug="again", key="k2", at=NOON, account_id=None)
    assert find_workshop("again") is first


@pytest.mark.parametrize("left", Carried)
def test_each_part_stays_behind_alone_and_nothing_points_at_it(app: Flask, left: Carried) -> None:
    original = load()
    copied = service.copy(original, slug="again", parts=ALL - {left}, at=NOON, account_id=None)
    before, after = queries.in_file(original), queries.in_file(copied)
    kept = _unmoved(after, with_what_was_said=True)
    whole = _unmoved(before, with_what_was_said=True)
    assert kept == _without(whole, left) != whole


def _without(file: WorkshopInFile, left: Carried) -> WorkshopInFile:
    """As the words of the form say it, item by item."""
    cleared = {
        Carried.THEMES: {"theme": None},
        Carried.ROOMS: {"room": None},
        Carried.PEOPLE: {"speakers": ()},
        Carried.TEXTS: {"abstract": None},
        Carried.REPORT: {"summary": None, "caption": None},
    }.get(left, {})
    file = replace(file, items=tuple(replace(item, **cleared) for item in file.items))
    if left is Carried.PEOPLE:
        file = replace(file, themes=tuple(replace(one, guests=()) for one in file.themes))
    whole = {
        Carried.THEMES: {"themes": ()},
        Carried.ITEMS: {"items": ()},
        Carried.PEOPLE: {"people": ()},
        Carried.ROOMS: {"rooms": ()},
        Carried.ORGANISATIONS: {"organisations": (), "programme": None},
        Carried.REGISTRATION: {"registration": None},
        Carried.INVITATIONS: {"invitations": None},
    }
    return replace(file, **whole.get(left, {}))


@pytest.mark.parametrize(
    ("skipped", "starts"), [(Skipped.EARLIER, time(1, 30)), (Skipped.LATER, time(3, 30))]
)
def test_a_skipped_clock_becomes_its_neighbour_when_somebody_says_which(
    app: Flask, skipped: Skipped, starts: time
) -> None:
    file = reading.read(EXAMPLE.encode())
    early = replace(file.days[0], starts=time(2, 30))
    file = replace(file, time_zone="Europe/Berlin", days=(early,), items=())
    original = service.load(file, at=NOON, account_id=None)
    days = (date(2028, 3, 26) - date(2027, 5, 21)).days
    copied = service.copy(
        original, slug="spring", days=days, skipped=skipped, at=NOON, account_id=None
    )
    assert queries.in_file(copied).days[0].starts == starts


@ON_BOTH
def test_without_an_address_one_is_made_of_the_title_and_a_doubled_post_finds_its_twin(
    app: Flask,
) -> None:
    account, original = make_account(), load()
    title = {"en": "Example"}

    def copied(key: str) -> Workshop:
        made = service.copy(
            original, title=title, days=365, key=key, at=NOON, account_id=account.id
        )
        db.session.commit()
        return made

    assert [copied(key).slug for key in ("k1", "k1", "k2", "k3")] == [
        "example", "example", "example-2028", "example-2",
    ]  # fmt: skip
