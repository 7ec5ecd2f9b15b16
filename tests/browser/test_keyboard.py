"""Every job by the keyboard alone and without JavaScript: reached by Tab, done by Enter or Space,
and at every stop it is seen where one is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from screens.house import House, Served

pytestmark = pytest.mark.browser

MOST_STOPS = 120

#: What has the focus: its name as far as these pages need it, and how wide the ring around it is.
_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const ring = Math.max(...[one, one.closest("label, .card-row")].filter(Boolean).map((ringed) => {
    const style = getComputedStyle(ringed);
    return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  }));
  const words = one.labels && one.labels.length ? one.labels[0] : one;
  return {
    name: words.textContent.trim().replace(/\\s+/g, " "), ring: ring,
    field: one.name || "",
  };
}"""


class Keyboard:
    """A person with a page and no mouse."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page, self.served = page, served

    def open(self, path: str) -> None:
        facts = self.served.facts["en"]
        answer = self.page.goto(self.served.address + path.format_map(facts))
        assert answer is not None
        assert answer.status == 200, path

    def tab(self) -> dict[str, str]:
        self.page.keyboard.press("Tab")
        stop: dict[str, str] | None = self.page.evaluate(_STOP)
        assert stop is not None, "The tab key has left the page"
        assert float(stop["ring"]) >= 2, f"Nothing shows that one is at “{stop['name']}”"
        return stop

    def reach(self, what: str, by: str = "name") -> None:
        for _ in range(MOST_STOPS):
            if re.search(what, self.tab()[by]):
                return
        raise AssertionError(f"The tab key does not come to “{what}”")

    def press(self, name: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Enter")

    def go(self, name: str) -> None:
        """Press what leads to another page, or answers with one."""
        self.reach(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, field: str, words: str) -> None:
        self.reach(f"^{field}$", "field")
        self.page.keyboard.type(words)

    def says(self, sentence: str) -> None:
        expect(self.page.locator("main")).to_contain_text(sentence)


Sitting = Callable[..., Keyboard]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A house of its own: what is done here, other tests of the screens shall not see."""
    with House() as served:
        yield served


@pytest.fixture
def sitting(chromium: Browser, served: Served) -> Iterator[Sitting]:
    with ExitStack() as stack:

        def sit(who: str = "") -> Keyboard:
            context = chromium.new_context(locale="en-GB", java_script_enabled=False)
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            if who:
                host = urlsplit(served.address).hostname or ""
                cookie = {"name": "plenum", "value": served.cookies[who]}
                context.add_cookies([{**cookie, "domain": host, "path": "/"}])  # type: ignore[typeddict-item]
            return Keyboard(context.new_page(), served)

        yield sit


def test_a_guest_registers_and_is_led_to_what_is_missing(sitting: Sitting) -> None:
    guest = sitting()
    guest.open("/w/open")
    guest.go("^Register$")
    guest.go("^Register$")  # with nothing filled in
    summary = guest.page.get_by_role("alert", name="There is a problem")
    expect(summary).to_be_focused()
    guest.press("name")
    expect(guest.page.locator("[name='name']")).to_be_focused()
    guest.page.keyboard.press("Shift+Tab")  # back to the ways of taking part
    guest.page.keyboard.press("Space")
    guest.type("name", "Tab Guest")
    guest.type("email", "tab@example.org")
    guest.go("^Register$")
    guest.says("You have a place.")
    expect(guest.page.get_by_role("heading", level=1)).to_contain_text("You have a place.")
    assert guest.tab()["name"] == "Skip to the content"


def test_a_participant_cancels_and_takes_it_back(sitting: Sitting) -> None:
    participant = sitting()
    participant.open("/r/{online}")
    participant.go("^Cancel my registration")
    main = participant.page.locator("main")
    expect(main).to_have_attribute("data-state", "cancelled")
    participant.go("^Take the cancellation back")
    expect(main).to_have_attribute("data-state", "confirmed")


def test_a_speaker_accepts(sitting: Sitting) -> None:
    speaker = sitting()
    speaker.open("/s/{desk-asked}")
    speaker.go("^Accept$")
    expect(speaker.page.locator("main")).to_have_attribute("data-state", "accepted")
    speaker.says("you have accepted")
    speaker.press("^Add a note$")
    speaker.type("note", "Gladly.")
    speaker.go("^Save only the note$")
    speaker.reach("^Change your note$")


def test_an_organiser_signs_in(sitting: Sitting) -> None:
    organiser = sitting()
    organiser.open("/sign-in/{sign-in}")
    organiser.go("^Sign in$")
    expect(organiser.page).to_have_url(re.compile("/organise/$"))
    organiser.reach("^Sign out$")


def test_an_organiser_adds_an_item_moves_it_and_publishes(sitting: Sitting) -> None:
    organiser = sitting("organiser")
    organiser.open("/organise/few/agenda")
    organiser.go(r"^\+ item")
    organiser.type("title-en", "What the moss knows")
    organiser.go("^Save$")
    organiser.says("What the moss knows")
    organiser.go("earlier: What the moss knows$")
    # Where one was: at what has moved.
    assert "What the moss knows" in organiser.tab()["name"]
    organiser.open("/organise/few/publish")
    organiser.go("^Publish version 2$")
    expect(organiser.page.get_by_role("status")).to_contain_text("Version 2 is public.")
    assert organiser.tab()["name"] == "Skip to the content"


def test_an_organiser_opens_what_is_folded_away_and_confirms(sitting: Sitting) -> None:
    organiser = sitting("organiser")
    organiser.open("/organise/{acts}/participants")
    organiser.press("^More…: Carlos")
    organiser.press("^Cancel")
    question = organiser.page.locator(".question:visible")
    expect(question).to_have_count(1)
    organiser.reach("Cancel")
    assert question.locator(":focus").count() == 1
    with organiser.page.expect_navigation():
        organiser.page.keyboard.press("Enter")
    expect(organiser.page.get_by_role("status")).to_have_count(1)


def test_a_visitor_changes_clock_and_language_and_finds_the_calendars(sitting: Sitting) -> None:
    visitor = sitting()
    visitor.open("/w/rooms")
    visitor.press("^Add to your calendar")
    expect(visitor.page.locator("#calendars")).to_have_attribute("open", "")
    visitor.reach("^Apple, Thunderbird, phone")
    visitor.go("^Berlin")
    expect(visitor.page.locator(".clocks [aria-current]")).to_contain_text("Berlin")
    visitor.open("/w/rooms")
    visitor.go("^Deutsch$")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "de")
