"""The time zone stays while something of the agenda stands in it."""

from datetime import datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.agenda import queries as agenda
from app.extensions import db
from app.workshops import service
from app.workshops.models import Workshop
from app.workshops.rules import ZoneNeeded
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_day, make_item, make_workshop


@pytest.fixture
def workshop(app: Flask, client: FlaskClient, at: datetime) -> Workshop:
    ada = make_account()
    with client.session_transaction() as session:
        session["account"], session["generation"] = ada.id, 0
    return make_workshop("urban", owner=ada)


def clear(client: FlaskClient, workshop: Workshop) -> tuple[int, str]:
    db.session.commit()
    form = {"revision": str(workshop.revision), "title-en": "New", "languages": "en"}
    answer = client.post("/organise/urban/settings", data=form | {"way": "", "time_zone": ""})
    db.session.expire_all()
    return answer.status_code, answer.text


@ON_BOTH
@pytest.mark.parametrize("what", ["a day begins", "a day ends", "an item is pinned"])
def test_it_is_not_cleared_while(client: FlaskClient, workshop: Workshop, what: str) -> None:
    day = make_day(workshop, starts=time(9) if what == "a day begins" else None)
    day.ends = time(17) if what == "a day ends" else None
    make_item(workshop, day, pinned=time(10) if what == "an item is pinned" else None)
    status, page = clear(client, workshop)
    assert status == 422
    assert page.count("hours need a time zone") == 2  # on top, and beside the field
    assert (workshop.time_zone, workshop.title) == ("Asia/Shanghai", {"en": "Cities and nature"})


def test_it_goes_with_days_that_have_no_hours(client: FlaskClient, workshop: Workshop) -> None:
    make_item(workshop, make_day(workshop, starts=None))
    other = make_workshop("other")
    make_day(other)
    status, _ = clear(client, workshop)
    assert status == 303
    assert workshop.time_zone is None


@ON_BOTH
def test_it_stays_whoever_would_clear_it(workshop: Workshop) -> None:
    make_day(workshop, starts=time(9))
    db.session.commit()
    cleared = {"title": {"en": "New"}, "time_zone": None}
    with pytest.raises(ZoneNeeded):
        service.change(
            workshop, cleared, zone_is_needed=agenda.says_hours, at=NOON, account_id=None
        )
    assert (workshop.time_zone, workshop.title) == ("Asia/Shanghai", {"en": "Cities and nature"})


@pytest.mark.parametrize("zone", [{}, {"time_zone": "Asia/Tokyo"}])
def test_nobody_asks_what_stands_in_it_while_there_is_one(
    workshop: Workshop, zone: dict[str, str]
) -> None:
    def asked(_: Workshop) -> bool:
        raise AssertionError

    values = {"title": {"en": "New"}} | zone
    changed = service.change(workshop, values, zone_is_needed=asked, at=NOON, account_id=None)
    assert set(changed) == set(values)
