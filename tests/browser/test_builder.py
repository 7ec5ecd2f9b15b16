"""The agenda builder by hand: dragged, by key, by two at once, offline, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.browser.conftest import House

pytestmark = pytest.mark.browser

PLANNED = """\
format: plenum-workshop/1
workshop:
  slug: {slug}
  title: {{en: A day by the river}}
  languages: [en, de]
  time_zone: Asia/Shanghai
  zones: [Europe/Berlin]
  days: [{{date: 2027-05-20, starts: "14:00"}}]
  rooms: {rooms}
  themes:
    - {{key: water, number: I, title: {{en: Water}}}}
    - {{key: trees, number: II, title: {{en: Trees}}}}
  items:
    - {{key: welcome, kind: opening, day: 2027-05-20, minutes: 10, title: {{en: Welcome}}}}
    - {{key: wells, kind: talk, day: 2027-05-20, theme: water, minutes: 20, title: {{en: Wells}}}}
    - {{key: roots, kind: talk, day: 2027-05-20, theme: trees, minutes: 20, title: {{en: Roots}}}}
    - {{key: bark, kind: talk, day: 2027-05-20, theme: trees, minutes: 20, title: {{en: Bark}}}}
"""
ROOMS = "[{key: red, name: {en: Red}}, {key: blue, name: {en: Blue}}]"

#: Titles in their order, each with its beginning.
_SHOWN = """() => [...document.querySelectorAll(".plan .card-row")].map((row) =>
  [".card-open", ".here time"].map((part) => row.querySelector(part).textContent).join(" "))"""


class Desk:
    """A page with the builder, in somebody's hands."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def shown(self) -> list[str]:
        shown: list[str] = self.page.evaluate(_SHOWN)
        return shown

    def expect(self, *rows: str) -> None:
        """The page comes to show this."""
        wanted = list(rows)
        try:
            self.page.wait_for_function(
                f"(wanted) => JSON.stringify(({_SHOWN})()) === JSON.stringify(wanted)", arg=wanted
            )
        except TimeoutError:
            assert self.shown() == wanted

    def card(self, title: str) -> tuple[float, float]:
        box = self.page.locator(".plan .card-row", has_text=title).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, title: str, x: float, y: float, *, drop: bool = True) -> None:
        mouse, at = self.page.mouse, self.card(title)
        mouse.move(*at)
        mouse.down()
        mouse.move(at[0], at[1] + 9, steps=2)
        mouse.move(x, y, steps=4)
        if drop:
            mouse.up()

    def tray(self) -> tuple[float, float]:
        box = self.page.locator("#tray").bounding_box()
        assert box is not None
        return box["x"] + 20, box["y"] + 20

    def focus(self, title: str) -> None:
        self.page.locator(".card-open", has_text=title).focus()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def expect_focus(self, title: str) -> None:
        expect(self.page.locator(".card-open:focus")).to_have_text(title)


Sit = Callable[..., Desk]
ADA, BEN = "organiser@example.org", "ben@example.org"


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, house: House) -> dict[str, Any]:
    """What the browsers of two organisers keep."""
    house.plenum("account", "add", BEN, "--name", "Ben Bo", "--admin")
    return {email: _sign_in(chromium, house, email) for email in (ADA, BEN)}


def _sign_in(chromium: Browser, house: House, email: str) -> Any:
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(house.plenum("account", "link", email).strip())
        page.locator("main button").first.click()
        return context.storage_state()


@pytest.fixture
def sit(
    chromium: Browser, house: House, signed_in: dict[str, Any], tmp_path: Path
) -> Iterator[Callable[..., Desk]]:
    """Somebody opens the builder of a workshop; no script may fail or be stopped by the policy."""
    said: list[str] = []
    loaded: set[str] = set()
    with ExitStack() as stack:

        def open_builder(
            slug: str, who: str = ADA, *, rooms: str = "[]", script: bool = True
        ) -> Desk:
            if slug not in loaded:
                (tmp_path / slug).write_text(PLANNED.format(slug=slug, rooms=rooms), "utf-8")
                house.plenum("load", str(tmp_path / slug))
                loaded.add(slug)
            context = chromium.new_context(
                base_url=house.url, locale="en-GB", reduced_motion="reduce",
                viewport={"width": 1280, "height": 900}, storage_state=signed_in[who],
                java_script_enabled=script,
            )  # fmt: skip
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.on("pageerror", lambda fault: said.append(str(fault)))
            page.goto(f"/organise/{slug}/agenda")
            if script:
                expect(page.locator("#find")).to_be_visible()  # the script has begun
            return Desk(page)

        yield open_builder
    assert said == []


def test_a_card_is_dragged_to_another_theme_and_undo_takes_it_back(sit: Sit) -> None:
    desk = sit("dragged")
    x, y = desk.card("Wells")
    desk.drag("Bark", x, y - 30, drop=False)
    expect(desk.page.locator(".drop-line")).to_contain_text("I · Water")
    desk.press("Escape")
    desk.page.mouse.up()
    expect(desk.page.locator(".drop-line")).to_have_count(0)
    desk.drag("Bark", x, y - 30)
    desk.expect("Welcome 14:00", "Bark 14:10", "Wells 14:30", "Roots 14:50")
    expect(desk.page.locator("#said")).to_have_text(
        "“Bark” is saved: 14:10–14:30 (Shanghai); 08:10–08:30 (Berlin), number 1 of 2 in “Water”."
    )
    desk.expect_focus("Bark")
    desk.press("Control+z")
    desk.expect("Welcome 14:00", "Wells 14:10", "Roots 14:30", "Bark 14:50")
    desk.drag("Roots", *desk.tray())
    desk.expect("Welcome 14:00", "Wells 14:10", "Bark 14:30")
    expect(desk.page.locator("#tray .card-open")).to_have_text("Roots")


def test_a_card_dropped_on_a_theme_of_the_list_joins_its_others(sit: Sit) -> None:
    desk = sit("onto-theme")
    box = desk.page.locator(".frame-list [data-theme='trees']").bounding_box()
    assert box is not None
    desk.drag("Welcome", box["x"] + 30, box["y"] + box["height"] / 2)
    desk.expect("Wells 14:00", "Roots 14:20", "Bark 14:40", "Welcome 15:00")
    welcome = desk.page.locator(".plan .card-row", has_text="Welcome")
    expect(welcome).to_have_attribute("data-theme", "trees")


def test_a_card_goes_to_the_room_it_is_dropped_in(sit: Sit) -> None:
    desk = sit("rooms", rooms=ROOMS)
    plan = desk.page.locator(".plan .list").bounding_box()
    assert plan is not None
    x, y = desk.card("Roots")
    desk.drag("Wells", plan["x"] + plan["width"] * 0.8, y)
    wells = desk.page.locator(".plan .card-row", has_text="Wells")
    expect(wells).to_have_attribute("data-room", "blue")


def test_cards_are_moved_made_and_removed_by_key(sit: Sit) -> None:
    desk = sit("by-key")
    desk.focus("Welcome")
    desk.press("ArrowDown", "Alt+ArrowDown")
    desk.expect("Welcome 14:00", "Roots 14:10", "Wells 14:30", "Bark 14:50")
    desk.expect_focus("Wells")
    desk.press("Alt+ArrowRight", "Alt+ArrowRight")
    desk.expect("Welcome 14:00", "Roots 14:10", "Wells 14:30", "Bark 15:00")
    desk.press("b")
    desk.expect("Welcome 14:00", "Roots 14:10", "Wells 14:30", "Break 15:00", "Bark 15:15")
    desk.expect_focus("Break")
    desk.press("Delete")
    desk.expect("Welcome 14:00", "Roots 14:10", "Wells 14:30", "Bark 15:00")
    desk.page.locator(".toast button", has_text="Undo").click()
    desk.expect("Welcome 14:00", "Roots 14:10", "Wells 14:30", "Break 15:00", "Bark 15:15")
    desk.focus("Bark")
    desk.press("n")
    desk.page.keyboard.type("Next ?/b")  # letters are letters where somebody types
    desk.press("Enter")
    desk.expect_focus("Next ?/b")
    desk.press("/")
    desk.page.keyboard.type("roots")
    expect(desk.page.locator(".plan .card-row:visible")).to_have_count(1)
    desk.press("Escape", "?")
    expect(desk.page.locator("#help")).to_be_visible()


def test_what_another_person_does_appears_and_meets_what_one_types(sit: Sit) -> None:
    ada, ben = sit("together"), sit("together", BEN)
    ben.focus("Roots")
    ben.press("Enter")
    title = ben.page.locator("#inspect [name='title-en']")
    title.fill("Roots and soil")
    title.blur()
    expect(ben.page.locator(".plan .card-row", has_text="Roots and soil")).to_be_visible()
    ada.focus("Roots")
    ada.press("Enter")
    mine = ada.page.locator("#inspect [name='title-en']")
    expect(mine).to_be_visible()
    ada.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(ada.page.locator("#builder-state")).to_contain_text("Ben Bo")
    expect(ada.page.locator(".plan .card-row", has_text="Roots and soil")).to_be_visible()
    title.fill("Roots in soil")
    title.blur()
    expect(ben.page.locator(".plan .card-row", has_text="Roots in soil")).to_be_visible()
    mine.fill("Roots at night")
    mine.blur()
    conflict = ada.page.locator("#inspect .conflict")
    expect(conflict.locator(".theirs")).to_have_text("Roots in soil")
    expect(mine).to_have_value("Roots at night")


def test_what_is_done_without_a_line_is_kept_and_saved_in_its_order(sit: Sit) -> None:
    desk = sit("offline")
    desk.page.context.set_offline(True)
    desk.focus("Welcome")
    desk.press("Alt+ArrowDown", "b")
    expect(desk.page.locator(".toast")).to_contain_text("Not saved yet")
    expect(desk.page.locator("#builder")).to_have_attribute("data-unsaved", "")
    desk.page.context.set_offline(False)
    desk.expect("Wells 14:00", "Welcome 14:20", "Break 14:30", "Roots 14:45", "Bark 15:05")
    expect(desk.page.locator(".toast")).to_contain_text("everything is saved")


def test_without_a_script_buttons_move_and_put_a_break_between(sit: Sit) -> None:
    desk = sit("plain", script=False)
    page = desk.page
    page.locator(".card-row", has_text="Roots").hover()
    page.get_by_role("button", name="earlier: Roots").click()
    expect(page).to_have_url(re.compile("#item-roots$"))
    assert [one.split()[0] for one in page.locator(".plan .card-open").all_inner_texts()] == [
        "Welcome", "Roots", "Wells", "Bark",
    ]  # fmt: skip
    page.locator(".card-row", has_text="Roots").hover()
    page.get_by_role("link", name="More… Roots").click()
    page.get_by_role("button", name="15 min", exact=True).click()
    expect(page.locator(".plan .card-row", has_text="Wells").locator(".here time")).to_have_text(
        "14:45"
    )
