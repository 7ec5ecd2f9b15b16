"""The word a page says of a workshop, asked of the page itself."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app import clock
from app.agenda import service as agenda
from app.agenda.models import Day
from app.extensions import db
from app.registration.models import SeatPool
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState
from tests.conftest import NOON
from tests.factories import make_day, make_form, make_item, make_workshop
from tests.site.pages import publish

#: 09:00 to 09:20 in Shanghai.
BEGINS = datetime(2027, 5, 21, 1, 0, tzinfo=UTC)
ENDS = datetime(2027, 5, 21, 1, 20, tzinfo=UTC)


def workshop(**values: object) -> Workshop:
    made = make_workshop("nature", **values)
    make_item(made, make_day(made))
    return made


def says(client: FlaskClient) -> tuple[str, str]:
    """The state of the page, and all of it."""
    text = client.get("/w/nature").text
    found = re.search(r'data-state="(\w+)"', text)
    assert found
    return found[1], text


@pytest.mark.usefixtures("at")
class TestBefore:
    def test_without_registration_it_is_announced(self, client: FlaskClient) -> None:
        publish(workshop())
        word, text = says(client)
        assert word == "announced"
        assert "/w/nature/register" not in text

    def test_open_with_a_button_and_when_it_closes(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made, online=None)
        publish(made)
        word, text = says(client)
        assert word == "open"
        assert text.count('href="/w/nature/register"') == 2  # aside, and bar of small screens
        assert "Open until the workshop begins." in text

    def test_closing_before_it_begins_is_dated(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made, closes=datetime(2027, 5, 20, 10, tzinfo=UTC))
        publish(made)
        assert "Until Thursday, 20 May 2027, 18:00 (Shanghai, UTC+8)" in says(client)[1]

    def test_not_yet_open_says_when(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made, opens=datetime(2027, 4, 1, 7, tzinfo=UTC))
        publish(made)
        word, text = says(client)
        assert word == "soon"
        assert "Opens on Thursday, 1 April 2027, 15:00 (Shanghai, UTC+8)" in text
        assert "/w/nature/register" not in text

    def test_few_places_left_are_counted(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made, online=40)
        pool = db.session.query(SeatPool).one()
        pool.used = 39
        publish(made)
        word, text = says(client)
        assert word == "few"
        assert "1 place left online" in text

    def test_a_way_without_limit_keeps_it_open(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made, online=None, on_site=2)
        publish(made)
        word, text = says(client)
        assert word == "open"
        assert "2 places left on site" in text

    def test_full_with_a_waiting_list(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made, online=0)
        publish(made)
        word, text = says(client)
        assert word == "waiting"
        assert "Join the waiting list" in text

    def test_full_without_one(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made, online=0, waiting_list=False)
        publish(made)
        word, text = says(client)
        assert word == "full"
        assert "/w/nature/register" not in text

    def test_closed(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made, closes=datetime(2027, 2, 1, tzinfo=UTC))
        publish(made)
        assert says(client)[0] == "closed"

    def test_cancelled_says_so_and_keeps_the_agenda(self, client: FlaskClient) -> None:
        made = workshop()
        make_form(made)
        publish(made)
        made = db.session.query(Workshop).one()
        made.state, made.cancelled_at = WorkshopState.CANCELLED, NOON
        agenda.freeze_cancelled(made, at=NOON, account_id=None)
        db.session.commit()
        word, text = says(client)
        assert word == "cancelled"
        assert "does not take place" in text
        assert 'class="row' in text
        assert "/w/nature/register" not in text


@pytest.mark.parametrize(
    ("moment", "word"), [(BEGINS, "running"), (ENDS, "over"), (NOON, "announced")]
)
def test_the_clock_makes_it_running_and_over(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, moment: datetime, word: str
) -> None:
    publish(workshop())
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert says(client)[0] == word


def test_a_day_without_hours_is_said_to_be_today(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_workshop("nature")
    make_item(made, make_day(made, starts=None), minutes=None)
    publish(made)
    said = []
    for moment in (NOON, BEGINS, BEGINS + timedelta(hours=24)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        said.append(says(client)[0])
    assert said == ["announced", "today", "over"]


def test_what_is_on_is_marked_and_linked_from_the_aside(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_workshop("nature")
    day = make_day(made)
    now, later = make_item(made, day), make_item(made, day)
    keys = now.key, later.key
    publish(made)
    assert "is-now" not in client.get("/w/nature").text
    monkeypatch.setattr(clock, "now", lambda: BEGINS)
    text = client.get("/w/nature").text
    assert re.findall(r'<li class="row (is-\w+)" id="item-([\w-]+)"', text) == [
        ("is-now", keys[0]),
        ("is-next", keys[1]),
    ]
    aside = text.split('class="on-now"')[1].split("</ul>")[0]
    assert re.findall(r'href="#item-([\w-]+)"', aside) == list(keys)


def test_a_moved_workshop_says_for_which_day_it_was_planned(client: FlaskClient) -> None:
    publish(workshop())
    made = db.session.query(Workshop).one()
    db.session.query(Day).one().date = date(2027, 6, 4)
    publish(made)
    _, text = says(client)
    assert "It was planned for 21 May 2027." in text


def test_a_page_that_was_kept_follows_the_clock(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(workshop())
    said = []
    for moment in (NOON, BEGINS, ENDS):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        said.append(says(client)[0])
    assert said == ["announced", "running", "over"]


def test_a_day_without_hours_is_over_when_it_has_ended_everywhere(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_workshop("nature", time_zone=None, zones=[])
    make_item(made, make_day(made, starts=None), minutes=None)
    publish(made)
    said = []
    for day in (20, 21, 22, 23):
        monkeypatch.setattr(clock, "now", lambda day=day: datetime(2027, 5, day, 11, tzinfo=UTC))
        said.append(says(client)[0])
    assert said == ["announced", "announced", "announced", "over"]


@pytest.mark.usefixtures("at")
def test_a_seat_taken_shows_with_the_next_look(client: FlaskClient) -> None:
    made = workshop()
    make_form(made, online=1)
    publish(made)
    assert says(client)[0] == "few"
    db.session.query(SeatPool).one().used = 1
    db.session.commit()
    assert says(client)[0] == "waiting"
