"""What is asked of each page: axe's rules in both schemes, and that no text is cut off, at any
width, with colours forced, or on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT as AXE
from playwright.sync_api import Page

from screens.table import Screen

__all__ = ["AXE", "Finding", "brief", "printed", "thorough"]

CLIPPED = Path(__file__).with_name("clipped.js").read_text("utf-8")
FORCED = Path(__file__).with_name("forced.js").read_text("utf-8")

#: All that axe knows by default, and the size of targets (WCAG 2.2, 2.5.8), which it leaves off.
EVERYTHING: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
#: The same without the one rule that reads all stylesheets anew, in half the time.
IN_TESTS: dict[str, Any] = {
    "rules": {"target-size": {"enabled": True}, "css-orientation-lock": {"enabled": False}},
    "preload": False,
}
#: What another scheme or a narrower window can change.
BY_LOOK: dict[str, Any] = {
    "preload": False,
    "runOnly": {
        "type": "rule",
        "values": [
            "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable",
        ],
    }
}  # fmt: skip
#: A mail program shows a letter within a page of its own, which has the landmarks.
NOT_OF_LETTERS = ("landmark-one-main", "region")
_RUN = """(options) => axe.run(document, {resultTypes: ["violations"], ...options}).then(
  (done) => done.violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(" "))])
)"""

WIDE, NARROW, NARROWEST = (
    {"width": 1280, "height": 900},
    {"width": 360, "height": 780},
    {"width": 320, "height": 700},
)
#: As wide as A4 is between its margins: 180 mm.
PAPER = {"width": 680, "height": 1000}
#: How many pages of paper a workshop may take, by state and language; the others take one.
SHEETS = {
    "rooms": {"en": 2, "de": 2, "zh": 2},
    "kunming-montreal-2023": {"en": 2, "de": 3, "zh": 2},
}
#: Times on paper that are not told in every zone of the programme, and days without their hours.
_UNTOLD = """() => {
  const told = (one) => [...one.querySelectorAll("time")].filter((time) => time.checkVisibility());
  const zones = document.querySelector("[data-zones]").dataset.zones.split(" ").length;
  return [...document.querySelectorAll(".agenda .gutter:has(time), .standing .hours")]
    .filter((one) => told(one).length < zones)
    .map((one) => "not told in every zone: " + one.parentElement.innerText.slice(0, 40));
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    screen: str
    language: str
    #: Under which circumstances: light, dark, 320, 200 %.
    how: str
    #: "axe", "clipped", "forced", "print" or "status".
    by: str
    what: str

    def __str__(self) -> str:
        return f"{self.screen} [{self.language}, {self.how}] {self.by}: {self.what}"


class Looking:
    """At one page that is open, with AXE in it, in this language; what is found is kept."""

    def __init__(self, page: Page, screen: Screen, language: str) -> None:
        self.page, self.screen, self.language = page, screen, language
        self.found: list[Finding] = []

    def axe(self, how: str, options: dict[str, Any]) -> None:
        for rule, places in self.page.evaluate(_RUN, options):
            if self.screen.is_letter and rule in NOT_OF_LETTERS:
                continue
            shown = ", ".join(places[:3]) + (" …" if len(places) > 3 else "")
            self._add(how, "axe", f"{rule} × {len(places)}: {shown}")

    def clipped(self, how: str, *, may_scroll: bool = True) -> None:
        for what in self.page.evaluate(CLIPPED, may_scroll):
            self._add(how, "clipped", what)

    def forced(self) -> None:
        for what in self.page.evaluate(FORCED):
            self._add("forced colours", "forced", what)

    def printed(self) -> None:
        """On A4. A letter is printed by the program that shows it."""
        if self.screen.is_letter:
            return
        self.page.emulate_media(media="print")
        self.page.set_viewport_size(PAPER)
        self.clipped("print", may_scroll=False)
        if self.screen.page == "Workshop":
            for what in self.page.evaluate(_UNTOLD):
                self._add("print", "print", what)
            most = SHEETS.get(self.screen.state, {}).get(self.language, 1)
            sheets = _sheets(self.page)
            if sheets > most:
                self._add("print", "print", f"{sheets} pages of paper instead of {most}")
        # Another word than "screen", which would hold for printing too.
        self.page.emulate_media(media="null")

    def _add(self, how: str, by: str, what: str) -> None:
        self.found.append(Finding(self.screen.name, self.language, how, by, what))


def _sheets(page: Page) -> int:
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


Check = Callable[[Page, Screen, str], list[Finding]]


def brief(page: Page, screen: Screen, language: str) -> list[Finding]:
    """For every run of the tests: both schemes, both widths."""
    look = Looking(page, screen, language)
    look.axe("light, 1280", IN_TESTS)
    look.clipped("1280", may_scroll=False)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    look.axe("dark, 360", BY_LOOK)
    look.clipped("360")
    _as_it_was(page)
    return look.found


def thorough(page: Page, screen: Screen, language: str) -> list[Finding]:
    """Before anything is shown to anybody: also 320 px, text twice as large, forced colours, and
    paper."""
    look = Looking(page, screen, language)
    look.axe("light, 1280", EVERYTHING)
    look.clipped("1280", may_scroll=False)
    page.emulate_media(color_scheme="dark")
    look.axe("dark, 1280", BY_LOOK)
    page.emulate_media(color_scheme="light", forced_colors="active")
    look.clipped("forced colours")
    look.forced()
    page.emulate_media(forced_colors="none")
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    look.clipped("200 % text")
    page.evaluate("() => { document.documentElement.style.fontSize = '' }")
    page.set_viewport_size(NARROW)
    look.axe("light, 360", BY_LOOK)
    look.clipped("360")
    page.set_viewport_size(NARROWEST)
    look.clipped("320")
    look.printed()
    _as_it_was(page)
    return look.found


def printed(page: Page, screen: Screen, language: str) -> list[Finding]:
    look = Looking(page, screen, language)
    look.printed()
    _as_it_was(page)
    return look.found


def _as_it_was(page: Page) -> None:
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size(WIDE)
