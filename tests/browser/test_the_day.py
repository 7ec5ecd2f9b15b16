"""At the door with a phone on a bad line, and through the personal link into the meeting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from app import links
from tests.browser.conftest import House

pytestmark = pytest.mark.browser

MEETING = "https://meet.example.org/42"
WORKSHOP = """\
format: plenum-workshop/1
workshop:
  slug: the-day
  title: {{en: The day}}
  languages: [en]
  time_zone: UTC
  way: hybrid
  join_url: {meeting}
  days: [{{date: {today}}}]
  items: [{{key: talk, kind: talk, day: {today}, title: {{en: A talk}}}}]
  registration:
    closes: 2099-01-01T00:00:00Z
    seats: {{on_site: 2}}
"""


@pytest.fixture
def phone(chromium: Browser, house: House) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=house.url, locale="en-GB", viewport={"width": 360, "height": 740}
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


def test_the_door_and_the_way_in(house: House, phone: BrowserContext, tmp_path: Path) -> None:
    file = tmp_path / "the-day.yaml"
    today = datetime.now(UTC).date().isoformat()
    file.write_text(WORKSHOP.format(meeting=MEETING, today=today), "utf-8")
    house.plenum("load", str(file), "--publish")
    page = phone.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(house.sign_in)
    page.get_by_role("button").last.click()

    # Somebody walks in, and is taken back and checked in again while there is no line.
    page.goto("/organise/the-day/check-in")
    page.get_by_text("Somebody who has not registered").click()
    page.get_by_label("Full name").fill("Đặng Văn Lâm")
    page.get_by_role("button", name="Register and check in").click()
    count = page.locator("#count")
    expect(count).to_have_text("1 of 1 here")
    page.get_by_label("Name in any script").fill("dang")
    phone.set_offline(True)
    page.get_by_role("button", name="Undo Đặng Văn Lâm").click()
    expect(page.locator("#unsent")).to_contain_text("is kept on this device")
    expect(page.locator(".door-row")).to_have_attribute("data-unsent", "not sent yet")
    phone.set_offline(False)
    expect(count).to_have_text("0 of 1 here")
    page.get_by_role("button", name="Check in Đặng Văn Lâm").click()
    expect(page.get_by_text("here since")).to_be_visible()
    expect(count).to_have_text("1 of 1 here")

    # The button leads to a host that no policy of ours names, and is not stopped on the way.
    with sqlite3.connect(house.data / "plenum.db") as database:
        ((key,),) = database.execute("SELECT key FROM registrations WHERE name LIKE '%Lâm'")
    secret = (house.data / "secret_key").read_text().strip()
    phone.route(f"{MEETING}**", lambda route: route.fulfill(body="the meeting"))
    page.goto(f"/r/{links.derive(secret, 'participant', key, 0)}/join")
    page.get_by_role("button", name="Join the meeting").click()
    page.wait_for_url(MEETING)
    assert wrong == []
