"""What a person does to a page: by mouse, by finger or by keys. Every act is counted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page

#: A person's pace: seconds for an act with its aiming, and for a key among many.
AN_ACT, A_KEY = 1.2, 1 / 5
#: Where the tab key should have come to everything of a page.
MOST_STOPS = 300
_HAS_FOCUS = "one => one === document.activeElement"


class OutOfReach(AssertionError):
    """The tab key does not come to it."""


class Hands(ABC):
    """Acts are clicks, taps, and keys that do something; typing and finding the way are keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acts = 0
        #: So many of the acts only lead into a field to be typed into.
        self.into = 0
        #: Letters typed, and presses of tab and arrows that only lead somewhere.
        self.letters = self.steps = 0
        #: Seconds that were waited because no person is as quick as this.
        self.rested = 0.0

    @property
    def pace(self) -> float:
        """Seconds that a person needs for what was done, besides the machine's."""
        return self.acts * AN_ACT + (self.letters + self.steps) * A_KEY

    def follow(self, address: str) -> None:
        """A link in an e-mail, or a page that lies open already."""
        self.acts += 1
        self.page.goto(address)

    def go(self, target: Locator) -> None:
        """Press what answers with a page."""
        with self.page.expect_navigation():
            self.press(target)

    def type(self, words: str) -> None:
        self.letters += len(words)
        self.page.keyboard.type(words)

    def key(self, name: str) -> None:
        """A key or a few together that do something."""
        self.acts += 1
        self.page.keyboard.press(name)

    def way(self, name: str, times: int = 1) -> None:
        """A key that only leads somewhere."""
        self.steps += times
        for _ in range(times):
            self.page.keyboard.press(name)

    def fill(self, field: Locator, words: str) -> None:
        """An empty field."""
        self.enter(field)
        self.type(words)

    def amend(self, field: Locator, was: str, words: str) -> None:
        """The end of what stands in a field."""
        self.enter(field)
        self.way("End")
        self.way("Backspace", len(was))
        self.type(words)

    def paste(self, field: Locator) -> None:
        """What was copied in another program; on a phone a long press, and the word Paste."""
        self.enter(field)
        self.key("Control+V")

    def rest(self, seconds: float) -> None:
        """What a person spends typing has not passed here; it is in `pace` already."""
        self.rested += seconds
        self.page.wait_for_timeout(seconds * 1000)

    def pick(self, field: Locator, file: Path) -> None:
        """Opens the browser's list of files, and presses the file twice in it."""
        with self.page.expect_file_chooser() as chooser:
            self.press(field)
        self.acts += 1
        chooser.value.set_files(file)

    @abstractmethod
    def press(self, target: Locator) -> None: ...

    @abstractmethod
    def enter(self, field: Locator) -> None: ...

    @abstractmethod
    def choose(self, field: Locator, label: str) -> None: ...

    def tick(self, choice: Locator) -> None:
        """The first of some choices, or one that stands alone."""
        self.press(choice)

    def set_date(self, field: Locator, day: date) -> None:
        """The order of day and month is the browser's: here they must be the same number."""
        assert day.day == day.month
        self.enter(field)
        self.type(f"{day:%d%m%Y}")


class Mouse(Hands):
    def press(self, target: Locator) -> None:
        self.acts += 1
        target.click()

    def enter(self, field: Locator) -> None:
        """At its left end, where a date has its first part."""
        self.acts += 1
        self.into += 1
        field.click(position={"x": 14, "y": 12})

    def choose(self, field: Locator, label: str) -> None:
        self.acts += 2  # opens it, and presses the choice; no script reaches into the open list
        field.select_option(label=label)


class Finger(Hands):
    def press(self, target: Locator) -> None:
        self.acts += 1
        target.tap()

    def enter(self, field: Locator) -> None:
        self.acts += 1
        self.into += 1
        field.tap(position={"x": 14, "y": 12})

    def choose(self, field: Locator, label: str) -> None:
        self.acts += 2
        field.select_option(label=label)

    def set_date(self, field: Locator, day: date) -> None:
        self.acts += 4  # a phone opens a calendar: that, the next month, the day, and done
        field.fill(day.isoformat())


class Keys(Hands):
    """No mouse at all."""

    def reach(self, target: Locator) -> None:
        target.wait_for()
        for _ in range(MOST_STOPS):
            if target.evaluate(_HAS_FOCUS):
                return
            self.way("Tab")
        raise OutOfReach(f"The tab key does not come to {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.key("Enter")

    def tick(self, choice: Locator) -> None:
        self.reach(choice)
        self.key("Space")

    def enter(self, field: Locator) -> None:
        self.reach(field)

    def choose(self, field: Locator, label: str) -> None:
        self.reach(field)
        self.type(label)


def copied(page: Page, address: str, words: str) -> None:
    """As if in another program: a page beside, since it takes a script to fill the clipboard."""
    browser = page.context.browser
    assert browser is not None
    beside = browser.new_context()
    beside.grant_permissions(["clipboard-read", "clipboard-write"])
    other = beside.new_page()
    other.goto(f"{address}/static/plenum.svg")
    other.evaluate("words => navigator.clipboard.writeText(words)", words)
    beside.close()
    page.bring_to_front()
