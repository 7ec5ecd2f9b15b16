"""Every page: axe finds nothing, no text is cut off, and the keyboard finds its
way. Here each page is asked in one state and one language, so that the tests stay quick;
`./run screens --check`, a step of .ci/run, asks all of them, in all languages and more ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.i18n import LANGUAGES
from screens.browser import Visit
from screens.checks import AXE, FORCED, NARROW, WIDE, brief, printed
from screens.house import House, Served
from screens.table import SCREENS, Screen

pytestmark = pytest.mark.browser

#: A state of each page.
ONE_OF_EACH = list({screen.page: screen for screen in reversed(SCREENS)}.values())


@pytest.fixture(scope="module")
def houses() -> Iterator[tuple[Served, Served]]:
    with House() as full, House(is_empty=True) as empty:
        yield full, empty


@contextmanager
def visiting(
    chromium: Browser, houses: tuple[Served, Served], language: str = "en"
) -> Iterator[Visit]:
    with Visit(chromium, *houses, language, AXE) as visit:
        yield visit


def named(name: str) -> Screen:
    return next(screen for screen in SCREENS if screen.name == name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_inaccessible_or_cut_off(
    chromium: Browser, houses: tuple[Served, Served], language: str
) -> None:
    number = list(LANGUAGES).index(language)
    mine = ONE_OF_EACH[number :: len(LANGUAGES)]
    with visiting(chromium, houses, language) as visit:
        found = [one for screen in mine for one in brief(visit.open(screen), screen, language)]
    assert "\n".join(map(str, found)) == ""


def test_the_check_itself_finds_what_is_wrong(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    """Otherwise that it finds nothing would say nothing."""
    screen = named("Home")
    with visiting(chromium, houses) as visit:
        page = visit.open(screen)
        page.evaluate("""() => {
          const main = document.querySelector("main");
          main.insertAdjacentHTML("beforeend", "<button></button><p id=cut>" + "word ".repeat(99));
          const cut = document.getElementById("cut");
          Object.assign(cut.style, {overflow: "hidden", whiteSpace: "nowrap", width: "5em"});
          cut.style.color = "#999";
        }""")
        found = [(one.by, one.what.partition(" ")[0]) for one in brief(page, screen, "en")]
    assert ("axe", "button-name") in found
    assert ("axe", "color-contrast") in found
    assert ("clipped", "cut") in found


# -- Paper, forced colours, reduced motion --------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "state"), [("en", "practice"), ("zh", "rooms"), ("de", "kunming-montreal-2023")]
)
def test_a_programme_prints_whole_on_few_pages(
    chromium: Browser, houses: tuple[Served, Served], language: str, state: str
) -> None:
    screen = named(f"Workshop · {state}")
    with visiting(chromium, houses, language) as visit:
        found = printed(visit.open(screen), screen, language)
    assert "\n".join(map(str, found)) == ""


def test_the_check_of_paper_finds_what_is_wrong(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    screen = named("Workshop · open")
    with visiting(chromium, houses) as visit:
        page = visit.open(screen)
        page.evaluate("""() => {
          const row = document.querySelector(".agenda .row");
          row.querySelector("time:last-of-type").remove();
          const end = document.querySelector(".about");
          for (let n = 0; n < 50; n++) end.append(row.cloneNode(true));
          row.querySelector(".name").style.cssText = "width: 3em; white-space: nowrap";
        }""")
        found = {one.what.partition(" “")[0] for one in printed(page, screen, "en")}
    assert any(what.startswith("runs out by") for what in found)
    assert any(what.startswith("not told in every zone") for what in found)
    assert any(what.endswith("pages of paper instead of 1") for what in found)


_PLAIN = """() => document.styleSheets[0].insertRule(
  "label, button, .button { all: unset !important; display: block !important }",
  document.styleSheets[0].cssRules.length)"""


def test_what_colour_says_is_said_when_colours_are_forced(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    names = ("Workshop · open", "Register · open", "Participants", "Agenda · three rooms")
    with visiting(chromium, houses) as visit:
        for name in names:
            page = visit.open(named(name))
            page.emulate_media(forced_colors="active")
            assert page.evaluate(FORCED) == [], name
            if name == "Register · open":
                page.locator("[name='way']").first.check()
                assert page.evaluate(FORCED) == []
                assert [one["what"] for one in stops(page) if one["ring"] < 2] == []
            # And it would be missed.
            page.evaluate(_PLAIN)
            assert page.evaluate(FORCED) != [], name
            page.emulate_media(forced_colors="none")


_MOVING = """() => [...document.querySelectorAll("*")].flatMap((one) =>
  ["", "::before", "::after"].map((part) => getComputedStyle(one, part))
    .filter((style) => style.animationName !== "none"
      || style.transitionDuration.split(", ").some((long) => parseFloat(long) > 0)
      || style.scrollBehavior === "smooth")
    .map(() => one.tagName + "." + one.className))"""


def test_nothing_moves_for_who_asks_for_rest(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    with visiting(chromium, houses) as visit:
        page = visit.open(named("Register · open"))
        assert page.evaluate(_MOVING) == []
        page.emulate_media(reduced_motion="no-preference")
        assert page.evaluate(_MOVING) != []  # there is something that could
        page.emulate_media(reduced_motion="reduce")


# -- The keyboard ---------------------------------------------------------------------------------

_FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = one.getBoundingClientRect();
  const middle = [box.x + Math.min(box.width, 80) / 2, box.y + box.height / 2];
  const at = document.elementFromPoint(...middle);
  // A choice may wear its ring around its label.
  const rings = [one, one.closest("label")].filter(Boolean).map((ringed) => {
    const style = getComputedStyle(ringed);
    return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  });
  let fixed = one;
  while (fixed && !["fixed", "sticky"].includes(getComputedStyle(fixed).position)) {
    fixed = fixed.parentElement;
  }
  return {
    what: one.tagName + " " + (one.innerText || one.name || "").trim().slice(0, 40),
    top: box.top + scrollY,
    bottom: box.bottom + scrollY,
    ring: Math.max(...rings),
    uncovered: !!at && (one.contains(at) || at.contains(one) || at.control === one),
    stays: fixed !== null,
    inMain: !!one.closest("main"),
  };
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Where the tab key leads, from the beginning of the page to its end."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    found: list[dict[str, Any]] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop is None:
            return found
        found.append(stop)
    raise AssertionError("The tab key does not come to the end of the page")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", ["Workshop · open", "Register · open"])
def test_focus_is_seen_and_follows_the_reading(
    chromium: Browser, houses: tuple[Served, Served], name: str, size: dict[str, int]
) -> None:
    with visiting(chromium, houses) as visit:
        page = visit.open(named(name))
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found = stops(page)
    assert len(found) > 8
    assert [stop["what"] for stop in found if stop["ring"] < 2] == []
    assert [stop["what"] for stop in found if not stop["uncovered"]] == []
    # What stays beside the text while it scrolls has no place in it.
    read = [stop for stop in found if stop["inMain"] and not stop["stays"]]
    back = [
        (one["what"], then["what"])
        for one, then in zip(read, read[1:], strict=False)
        if then["bottom"] <= one["top"]
    ]
    assert back == []


def test_the_first_stop_leads_past_the_head(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    with visiting(chromium, houses) as visit:
        page = visit.open(named("Workshop · open"))
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


# -- Screen readers -------------------------------------------------------------------------------


def heard(page: Page) -> str:
    """The page as a tree of roles and names."""
    return page.locator("body").aria_snapshot()


def test_a_workshop_page_has_landmarks_and_one_title(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    with visiting(chromium, houses) as visit:
        page = visit.open(named("Workshop · open"))
        tree = heard(page)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for landmark in ("banner", "main", "contentinfo", 'navigation "'):
        assert re.search(rf"^\s*- {landmark}", tree, re.M), f"{landmark} is missing:\n{tree}"
    # Nothing to press or follow is without a name.
    assert re.findall(r"- (?:link|button|textbox|combobox|radio|checkbox):?$", tree, re.M) == []


def test_errors_of_a_form_are_announced_and_lead_to_their_fields(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    with visiting(chromium, houses) as visit:
        page = visit.open(named("Register · errors"))
        summary = page.get_by_role("alert", name="There is a problem")
        expect(summary).to_be_focused()
        links = summary.get_by_role("link")
        assert links.count() >= 4
        field = page.locator("[name='name']")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("Error: .*your name"))
        for n in range(links.count()):
            to = links.nth(n).get_attribute("href")
            expect(page.locator(f"{to}")).to_have_count(1)
        summary.locator("a[href='#name']").click()
        expect(field).to_be_focused()
        expect(page).to_have_title(re.compile("^Error: "))


def test_every_field_of_the_form_is_named(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    with visiting(chromium, houses) as visit:
        page = visit.open(named("Register · open"))
        for role, name in (
            ("textbox", "Full name as it should appear"),
            ("textbox", "E-mail"),
            ("textbox", "Organisation"),
            ("combobox", "Country or region"),
            ("group", "How will you take part?"),
        ):
            found = page.get_by_role(role, name=re.compile(re.escape(name)))  # type: ignore[arg-type]
            expect(found).to_have_count(1)


def test_what_was_done_is_said_as_a_status(
    chromium: Browser, houses: tuple[Served, Served]
) -> None:
    with visiting(chromium, houses) as visit:
        page = visit.open(named("Publish · nothing to publish, said"))
        said = page.get_by_role("status")
        expect(said).to_contain_text("Nothing has changed since the last version")


@pytest.mark.parametrize("name", ["Settings", "Item", "Person", "Invitation", "Registration"])
def test_a_conflict_is_announced_with_both_texts(
    chromium: Browser, houses: tuple[Served, Served], name: str
) -> None:
    with visiting(chromium, houses) as visit:
        page = visit.open(named(f"{name} · conflict"))
        conflict = page.get_by_role("alert", name="Somebody else saved in the meantime")
        expect(conflict).to_have_count(1)
        for header in ("Saved now", "Yours"):
            expect(conflict.get_by_role("columnheader", name=header)).to_have_count(1)
