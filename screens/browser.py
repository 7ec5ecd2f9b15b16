"""Debian's chromium, and how it comes to a screen of the table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from screens.house import Served
from screens.stages import MOMENT
from screens.table import VISITOR, Screen

CHROMIUM = Path("/usr/bin/chromium")
#: What keeps the browser from asking hosts of its maker's.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: What an Accept-Language header of each language looks like.
LOCALES = {"en": "en-GB", "de": "de-DE", "zh": "zh-CN"}

_SEND = """([fields, to]) => {
  const names = Object.keys(fields);
  const posts = [...document.querySelectorAll("main form")].filter((one) => one.method === "post");
  let form = to ? null : posts.find((one) => names.every((name) => one.elements.namedItem(name)));
  if (!form) {
    form = document.body.appendChild(document.createElement("form"));
    form.method = "post";
    form.action = to || location.href;
    for (const name of names) {
      form.appendChild(document.createElement("input")).name = name;
    }
  }
  for (const name of names) {
    const field = form.elements.namedItem(name);
    if (field.tagName === "SELECT") field.append(new Option(fields[name], fields[name]));
    if (["number", "date", "time", "datetime-local"].includes(field.type)) field.type = "text";
    field.value = fields[name];
  }
  HTMLFormElement.prototype.submit.call(form);
}"""


class WrongAnswer(AssertionError):
    """A screen of the table is not answered as the table says."""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Visit:
    """One language in one browser: a context for everybody who looks, made when they first do."""

    def __init__(
        self, browser: Browser, full: Served, empty: Served, language: str, script: str = ""
    ) -> None:
        """`script` is run in every page before anything else, whatever the page allows."""
        self.browser, self.houses, self.language = browser, (full, empty), language
        self.script = script
        self.contexts: dict[tuple[str, bool], BrowserContext] = {}
        #: Letters have a page of their own beside: what was there before has its own policy.
        self.pages: dict[tuple[str, bool, bool], Page] = {}

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        for context in self.contexts.values():
            context.close()

    def open(self, screen: Screen) -> Page:
        """The page of this screen, at rest. Raises WrongAnswer."""
        house = self.houses[screen.is_empty]
        page = self._page(screen, house)
        facts = house.facts[self.language]
        wanted = house.address + self._spoken(screen.path, facts)
        if screen.is_letter:
            return self._letter(page, wanted, screen)
        answer = page.goto(wanted)
        if screen.sends is not None:
            to = screen.to and self._spoken(screen.to, facts)
            with page.expect_navigation() as sent:
                page.evaluate(_SEND, [screen.sends, to])
            answer = sent.value
        _expect(screen, wanted, answer.status if answer else None)
        return page

    def _letter(self, page: Page, wanted: str, screen: Screen) -> Page:
        """Where it is served no script may run, so axe could not look: shown as by a mail
        program, on a page of its own."""
        answer = page.request.get(wanted)
        _expect(screen, wanted, answer.status)
        page.goto("about:blank")
        page.set_content(answer.text())
        return page

    def _spoken(self, path: str, facts: dict[str, str]) -> str:
        """The path with its facts, in this language: a link's owner may speak another."""
        address = path.format_map(facts)
        return f"{address}{'&' if '?' in address else '?'}lang={self.language}"

    def _page(self, screen: Screen, house: Served) -> Page:
        who = (screen.who, screen.is_empty)
        if who not in self.contexts:
            self.contexts[who] = self._context(screen, house)
        which = (*who, screen.is_letter)
        if which not in self.pages:
            self.pages[which] = self.contexts[who].new_page()
        return self.pages[which]

    def _context(self, screen: Screen, house: Served) -> BrowserContext:
        context = self.browser.new_context(
            locale=LOCALES[self.language],
            timezone_id="Europe/Berlin",
            viewport={"width": 1280, "height": 900},
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        context.clock.set_fixed_time(MOMENT)
        if self.script:
            context.add_init_script(self.script)
        if screen.who != VISITOR:
            host = urlsplit(house.address).hostname or ""
            cookie = house.cookies[screen.who]
            context.add_cookies([{"name": "plenum", "value": cookie, "domain": host, "path": "/"}])
        return context


def _expect(screen: Screen, wanted: str, status: int | None) -> None:
    if status != screen.status:
        raise WrongAnswer(f"{screen.name} at {wanted}: {status} instead of {screen.status}")
