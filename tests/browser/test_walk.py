"""The whole walk of a newcomer, in a browser without JavaScript, against what ./run starts."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import House

pytestmark = pytest.mark.browser


def fetched(house: House, path: str) -> str:
    with urllib.request.urlopen(house.url + path) as answer:
        text: str = answer.read().decode()
    return text.replace("\r\n ", "")


class Walk:
    """What a person does, said once."""

    def __init__(self, page: Page, house: House, shots: Path) -> None:
        self.page, self.house, self.shots = page, house, shots
        self.seen = 0

    def look(self, name: str) -> None:
        self.seen += 1
        file = self.shots / f"{self.seen:02d}-{name}.png"
        self.page.screenshot(path=file, full_page=True)

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def fill(self, field: str, text: str) -> None:
        self.page.locator(f"[name='{field}']").fill(text)

    def card(self, title: str) -> Locator:
        """The item of the builder with this title."""
        return self.page.locator("li:has(> .gutter)").filter(has_text=title)

    def says(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def sign_in(self) -> None:
        self.open(self.house.sign_in)
        self.press("Sign in")

    def register(self, slug: str, name: str, state: str, place: str = "") -> None:
        self.open(f"/w/{slug}/register")
        self.fill("name", name)
        self.fill("email", f"{name.split()[0].lower()}@example.org")
        self.page.locator("[name='way'][value='online']").check()
        self.press("Register")
        main = self.page.locator("main")
        expect(main).to_have_attribute("data-state", state)
        expect(main).to_have_attribute("data-place", place)

    def open_letter(self, to: str, subject: str) -> None:
        """The newest letter to this person, as an admin reads it."""
        self.house.plenum("worker", "--once")
        self.open("/organise/letters")
        row = self.page.locator("tr").filter(has_text=to).filter(has_text=subject).first
        row.get_by_role("link").first.click()

    def personal_link(self, prefix: str) -> str:
        """The link of the letter that is open."""
        link = self.page.locator(f"a[href*='{prefix}']:not([href*='/join'])").first.get_attribute(
            "href"
        )
        assert link is not None
        return link


@pytest.fixture
def walk(page: Page, house: House, shots: Path) -> Walk:
    return Walk(page, house, shots)


def test_the_july_workshop_reads_as_an_agenda_by_theme_in_three_languages(walk: Walk) -> None:
    walk.open("/")
    walk.look("home")
    walk.follow("Workshop on local action for the Kunming-Montreal Global Biodiversity Framework")
    walk.says(
        "Take Integrated Actions for the Kunming-Montreal Global Biodiversity Framework",
        "Local Actions: Targets, Progress and Vision",
        "Philipp LaHaela Walter",
        "not recorded",
    )
    walk.look("seed-en")
    walk.follow("Deutsch")
    expect(walk.page.locator("html")).to_have_attribute("lang", "de")
    walk.says("Lokales Handeln: Ziele, Fortschritte und Ausblick")
    walk.look("seed-de")
    walk.follow("中文")
    expect(walk.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    walk.says("地方行动：目标、进展与愿景")
    walk.look("seed-zh")


def test_the_whole_walk(walk: Walk, house: House) -> None:
    walk.sign_in()
    walk.says("Your workshops")
    walk.look("workshops")

    copy_the_practice_workshop(walk)
    add_a_theme_and_an_item(walk)
    invite_a_speaker_who_accepts(walk)
    publish(walk, "Version 1 is public.")
    register_until_the_places_are_gone(walk)
    cancel_and_see_the_next_one_promoted(walk)
    follow_the_next_published_change_in_the_feed(walk, house)
    house.plenum("check")  # fails where an invariant is broken


def copy_the_practice_workshop(walk: Walk) -> None:
    walk.open("/organise/practice/copy")
    walk.fill("slug", "my-first")
    walk.page.locator("main form button").last.click()
    walk.open("/organise/my-first/agenda")
    walk.says("Ten years from a paper plan to a park")
    walk.look("copied-agenda")


def add_a_theme_and_an_item(walk: Walk) -> None:
    walk.follow("Add a theme")
    walk.fill("number", "III")
    walk.fill("title-en", "Water in the street")
    walk.press("Save")
    walk.open("/organise/my-first/agenda/add-item")
    walk.fill("title-en", "Rain gardens")
    walk.fill("minutes", "20")
    walk.page.locator("select[name='theme']").select_option(label="III. Water in the street")
    walk.page.locator("select[name='parts-0-person']").select_option(label="Katharina Vogt")
    walk.look("new-item")
    walk.press("Save")
    walk.says("Rain gardens")
    card = walk.card("Rain gardens")
    began = card.locator(".here time")
    before = began.inner_text()
    card.hover()
    card.get_by_role("button", name=re.compile("↑")).click()
    expect(began).not_to_have_text(before)
    assert began.inner_text() < before
    walk.look("moved-item")


def invite_a_speaker_who_accepts(walk: Walk) -> None:
    walk.open("/organise/my-first/invitations")
    walk.page.get_by_role("row", name=re.compile("Katharina Vogt")).get_by_role(
        "link"
    ).last.click()
    walk.look("invitation")
    walk.press("Save")
    walk.press(re.compile("^Send to"))
    walk.look("invited")
    walk.open_letter("Katharina Vogt", "")
    walk.look("invitation-letter")
    desk = walk.personal_link("/s/")
    walk.open(desk)
    walk.look("desk")
    walk.press("Zusagen")  # the desk speaks her language
    walk.look("desk-accepted")
    walk.open("/organise/my-first/invitations")
    walk.says("accepted")


def publish(walk: Walk, sentence: str) -> None:
    walk.open("/organise/my-first/publish")
    walk.look("publish")
    walk.press(re.compile("^Publish version"))
    walk.says(sentence)


def register_until_the_places_are_gone(walk: Walk) -> None:
    walk.open("/w/my-first")
    walk.look("public-page")
    walk.register("my-first", "Anna Guest", "confirmed")
    walk.look("receipt")
    # The speaker who accepted holds the other one of the two places.
    walk.register("my-first", "Bao Guest", "waitlisted", "1")
    walk.register("my-first", "Chen Guest", "waitlisted", "2")
    walk.look("receipt-waiting")
    walk.open("/organise/my-first/participants")
    walk.look("participants")


def cancel_and_see_the_next_one_promoted(walk: Walk) -> None:
    walk.open_letter("Anna Guest", "")
    walk.open(walk.personal_link("/r/"))
    walk.look("my-registration")
    walk.page.locator("form[action*='cancel'] button").click()
    walk.look("cancelled")
    walk.open_letter("Bao Guest", "")
    walk.look("promoted-letter")
    walk.open(walk.personal_link("/r/"))
    expect(walk.page.locator("main")).to_have_attribute("data-state", "confirmed")


def follow_the_next_published_change_in_the_feed(walk: Walk, house: House) -> None:
    before = fetched(house, "/w/my-first/calendar.ics")
    # The copy of the practice workshop is marked as practice too, in calendars as well.
    assert "SUMMARY:Practice: Rain gardens" in before
    walk.open("/organise/my-first/agenda")
    walk.card("Rain gardens").get_by_role("link", name=re.compile("^Rain gardens")).click()
    walk.fill("title-en", "Rain gardens and cool streets")
    walk.press("Save")
    assert "cool streets" not in fetched(house, "/w/my-first/calendar.ics")
    publish(walk, "Version 2 is public.")
    assert "cool streets" in fetched(house, "/w/my-first/calendar.ics")
