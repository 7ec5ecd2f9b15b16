"""The zone switch of the workshop page, which needs no script."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_day, make_item, make_workshop
from tests.site.pages import publish

pytestmark = pytest.mark.usefixtures("at")


def gutter(html: str) -> list[str]:
    """The lines of the first gutter."""
    found = re.search(r'<p class="gutter">(.*?)</p>', html, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "\n", found[1]).split()


def switch(html: str) -> list[tuple[str, bool]]:
    """The choices by their words, and which one is chosen."""
    nav = html.split('class="clocks"')[1].split("</nav>")[0]
    links = re.findall(r'<li><a href="[^"]+" rel="nofollow"( aria-current="true")?>([^<]+)', nav)
    return [(words, bool(chosen)) for chosen, words in links]


@pytest.fixture
def workshop(app: Flask) -> None:
    made = make_workshop("nature")
    make_item(made, make_day(made))
    publish(made)


@pytest.mark.usefixtures("workshop")
class TestTheSwitch:
    def test_begins_with_the_workshop_s_own_zone(self, client: FlaskClient) -> None:
        html = client.get("/w/nature").text
        assert switch(html) == [("Shanghai (UTC+8)", True), ("Berlin (UTC+2)", False)]
        assert gutter(html) == ["09:00", "Shanghai", "03:00", "Berlin"]

    def test_puts_the_chosen_zone_first_and_keeps_the_others(self, client: FlaskClient) -> None:
        html = client.get("/w/nature?zone=Europe/Berlin").text
        assert switch(html) == [("Shanghai (UTC+8)", False), ("Berlin (UTC+2)", True)]
        assert gutter(html) == ["03:00", "Berlin", "09:00", "Shanghai"]

    def test_takes_any_zone_and_names_a_day_that_differs(self, client: FlaskClient) -> None:
        html = client.get("/w/nature?zone=America/Lima").text
        assert switch(html)[-1] == ("Lima (UTC−5)", True)
        assert gutter(html)[:6] == ["20:00", "Thu", "20", "May", "Lima", "09:00"]

    @pytest.mark.parametrize("made_up", ["Mars/Olympus", "", "<b>", "CET"])
    def test_lets_made_up_zones_be(self, client: FlaskClient, made_up: str) -> None:
        html = client.get("/w/nature", query_string={"zone": made_up}).text
        assert switch(html)[0] == ("Shanghai (UTC+8)", True)
        assert "Olympus" not in html

    def test_keeps_zone_and_language_together(self, client: FlaskClient) -> None:
        html = client.get("/w/nature?zone=Europe/Berlin&lang=de").text
        assert "?zone=Europe/Berlin&amp;lang=zh" in html
        assert 'href="/w/nature?lang=de#agenda"' in html  # back to the workshop's own zone

    def test_leads_to_a_list_of_all_zones(self, client: FlaskClient) -> None:
        german = client.get("/w/nature/zones?lang=de")
        assert german.headers["X-Robots-Tag"] == "noindex"
        assert '<optgroup label="Europa">' in german.text
        assert '<option value="Europe/Vienna">Wien</option>' in german.text
        assert 'action="/w/nature#agenda"' in german.text
        assert 'name="lang" value="de"' in german.text


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize("page", ["/", "/w/nature", "/w/nature/zones"])
def test_the_zone_of_one_visitor_is_not_that_of_the_next(client: FlaskClient, page: str) -> None:
    client.get(f"{page}?zone=America/Lima")
    assert "zone=America/Lima" not in client.get(page).text


def selected(html: str) -> list[str]:
    """The cities the list of zones opens at."""
    return re.findall(r'<option value="[^"]+" selected[^>]*>([^<]+)', html)


@pytest.mark.usefixtures("workshop")
class TestTheListOfZones:
    def test_opens_at_the_workshop_s_own_zone(self, client: FlaskClient) -> None:
        assert selected(client.get("/w/nature/zones").text) == ["Shanghai"]

    def test_opens_at_the_chosen_zone_and_carries_it_on(self, client: FlaskClient) -> None:
        programme = client.get("/w/nature?zone=America/Lima").text
        assert 'class="other" href="/w/nature/zones?zone=America/Lima"' in programme
        html = client.get("/w/nature/zones?zone=America/Lima").text
        assert selected(html) == ["Lima"]
        assert 'href="/w/nature?zone=America/Lima"' in html  # back to the programme
        assert "?zone=America/Lima&amp;lang=zh" in html
        assert selected(client.get("/w/nature/zones").text) == ["Shanghai"]  # not the kept one

    def test_opens_at_a_zone_that_was_chosen_by_its_old_name(self, client: FlaskClient) -> None:
        assert selected(client.get("/w/nature/zones?zone=Asia/Calcutta").text) == ["Kolkata"]
        assert switch(client.get("/w/nature?zone=Asia/Calcutta").text)[-1][1]

    def test_lets_made_up_zones_be(self, client: FlaskClient) -> None:
        html = client.get("/w/nature/zones?zone=Mars/Olympus").text
        assert selected(html) == ["Shanghai"]
        assert "Olympus" not in html


def test_there_is_none_where_no_hour_is_known(client: FlaskClient) -> None:
    made = make_workshop("nature", time_zone=None, zones=[])
    make_item(made, make_day(made, starts=None), minutes=None)
    publish(made)
    assert 'class="clocks"' not in client.get("/w/nature?zone=Europe/Berlin").text


def test_the_list_of_zones_of_a_draft_is_not_there(client: FlaskClient) -> None:
    make_workshop("nature")
    assert client.get("/w/nature/zones").status_code == 404


def test_hours_that_begin_on_another_day_are_dated_before_the_hour(client: FlaskClient) -> None:
    made = make_workshop("nature", zones=["America/New_York"])
    make_item(made, make_day(made, date(2027, 5, 21)))
    publish(made)
    assert "Thu 20 May 21:00–21:20</time>" in client.get("/w/nature").text
