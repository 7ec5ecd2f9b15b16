"""The time zone stays while something of the agenda stands in it."""

from datetime import datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.workshops.models import Workshop
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
