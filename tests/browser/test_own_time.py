"""The reader's own clock beside those of the agenda: what the script adds, and when nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House

pytestmark = pytest.mark.browser

#: Two days in Shanghai. On the first, Berlin shows the same time as Johannesburg, and still the
#: evening before; on the second, after its clocks have changed, it does not.
AUTUMN = """\
format: plenum-workshop/1
workshop:
  slug: autumn
  title: {en: Autumn, de: Herbst, zh: 秋}
  languages: [en, de, zh]
  time_zone: Asia/Shanghai
  zones: [Africa/Johannesburg]
  days:
    - {date: 2027-10-30, starts: "05:00"}
    - {date: 2027-11-01, starts: "09:00"}
  items:
    - {key: early, kind: talk, day: 2027-10-30, minutes: 90, title: {en: Early, de: Früh, zh: 早}}
    - {key: late, kind: talk, day: 2027-11-01, minutes: 45, title: {en: Late, de: Spät, zh: 晚}}
"""

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def autumn(house: House, tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("files") / "autumn.yaml"
    file.write_text(AUTUMN, "utf-8")
    house.plenum("load", str(file), "--publish")
    return "/w/autumn"


@pytest.fixture
def visit(chromium: Browser, house: House) -> Iterator[Visit]:
    """A reader somewhere opens a page; no script may fail, nor be stopped by the policy."""
    said: list[str] = []
    with ExitStack() as stack:

        def open_page(path: str, zone: str, *, scripts: bool = True) -> Page:
            context = chromium.new_context(
                base_url=house.url, timezone_id=zone, java_script_enabled=scripts
            )
            stack.callback(context.close)
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("console", lambda message: said.append(message.text))
            page.goto(path)
            return page

        yield open_page
    assert said == []


@pytest.mark.parametrize(
    ("language", "evening", "aside", "chip", "city"),
    [
        (
            "de",
            "Fr., 29. Okt. 23:00 UTC+2",
            "Fr., 29. Okt. 23:00 – Sa., 30. Okt. 00:30 Meine Zeit (UTC+2)",
            "Meine Zeit (UTC+2, später UTC+1)",
            "Berlin",
        ),
        (
            "zh",
            "10月29日周五 23:00 UTC+2",
            "10月29日周五 23:00 – 10月30日周六 00:30 我的时间（UTC+2）",
            "我的时间（UTC+2，之后为UTC+1）",
            "柏林",
        ),
    ],
)
def test_the_reader_s_clock_stands_in_gutter_and_aside_dated_where_it_differs(
    visit: Visit, autumn: str, language: str, evening: str, aside: str, chip: str, city: str
) -> None:
    page = visit(f"{autumn}?lang={language}", "Europe/Berlin")
    expect(page.locator(".gutter .mine")).to_have_text([evening, "02:00 UTC+1"])
    assert page.locator(".hours .mine").all_inner_texts()[0] == aside
    assert "02:00–02:45" in page.locator(".hours .mine").all_inner_texts()[1]
    expect(page.locator(".clocks .mine")).to_have_text(chip)
    page.locator(".clocks .mine a").click()
    page.wait_for_url(f"**{autumn}?lang={language}&zone=Europe%2FBerlin#agenda")
    expect(page.locator(".gutter .here").first).to_have_text("23:00")
    expect(page.locator(".clocks [aria-current]")).to_contain_text(city)
    expect(page.locator(".gutter .mine, .hours .mine")).to_have_count(0)


def test_offsets_are_those_of_the_day_and_may_be_no_whole_hours(visit: Visit, autumn: str) -> None:
    assert_mine(visit(f"{autumn}?lang=zh", "America/Bogota"), "UTC−5")
    assert_mine(visit(f"{autumn}?lang=de", "Asia/Kolkata"), "UTC+5:30")
    assert_mine(visit(f"{autumn}?lang=de", "Africa/Abidjan"), "UTC+0")


def assert_mine(page: Page, offset: str) -> None:
    expect(page.locator(".gutter .mine").first).to_contain_text(offset)
    expect(page.locator(".clocks .mine")).to_contain_text(offset)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Africa/Johannesburg", "Asia/Taipei"])
def test_nothing_is_added_where_the_page_shows_the_same_times_already(
    visit: Visit, autumn: str, zone: str
) -> None:
    page = visit(autumn, zone)
    expect(page.locator(".mine")).to_have_count(1)
    expect(page.locator(".clocks .mine")).to_be_hidden()


def test_the_page_says_the_same_without_scripts(visit: Visit, autumn: str) -> None:
    bare = visit(autumn, "Europe/Berlin", scripts=False)
    expect(bare.locator(".mine")).to_have_count(1)
    expect(bare.locator(".clocks .mine")).to_be_hidden()
    expect(bare.locator(".copy")).to_be_hidden()
    bare.get_by_role("link", name="Another zone").click()
    bare.get_by_label("City").select_option("Bogotá")
    bare.get_by_role("button").click()
    expect(bare.locator(".clocks [aria-current]")).to_have_text("Bogotá (UTC−5)")
    bare.get_by_role("link", name="Another zone").click()
    expect(bare.locator("option:checked")).to_have_text("Bogotá")


def test_the_list_of_zones_opens_at_the_reader_s_own_by_any_name(
    visit: Visit, autumn: str
) -> None:
    page = visit(f"{autumn}/zones?lang=de", "Asia/Calcutta")  # as some browsers still say
    expect(page.locator("option:checked")).to_have_text("Kalkutta")
    chosen = visit(f"{autumn}/zones?lang=de&zone=America/Bogota", "Asia/Kolkata")
    expect(chosen.locator("option:checked")).to_have_text("Bogotá")


def test_the_address_of_the_calendar_is_copied(visit: Visit, autumn: str) -> None:
    page = visit(f"{autumn}?lang=de", "Asia/Shanghai")
    page.locator("#calendars summary").click()
    button = page.get_by_role("button", name="Adresse kopieren")
    button.click()
    expect(page.locator("[data-copies]")).to_have_text("Kopiert")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#feed-address").inner_text()
