"""Somebody at a browser, and what their jobs take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page

from app.i18n import gettext, speaking
from benchmarks.hands import Finger, Hands
from screens.browser import LOCALES

if TYPE_CHECKING:
    from benchmarks.ways import Way


class NotDone(AssertionError):
    """The pages do not show what the job was to bring about."""


@dataclass(slots=True)
class Work:
    """What a job took."""

    acts: int = 0
    #: Those of the acts that only lead into a field to be typed into.
    into: int = 0
    letters: int = 0
    steps: int = 0
    machine: float = 0.0
    person: float = 0.0


class Person:
    """Somebody at one browser, who speaks one language."""

    def __init__(self, page: Page, way: Way, address: str) -> None:
        self.page, self.way, self.address = page, way, address
        self.work = Work()

    @classmethod
    def at(cls, browser: Browser, way: Way, address: str, **more: Any) -> Self:
        """In a browser that knows nothing of them."""
        context = browser.new_context(
            viewport={"width": way.width, "height": 900 if way.hands is not Finger else 780},
            locale=LOCALES[way.language],
            timezone_id="Europe/Berlin",
            java_script_enabled=way.is_scripted,
            has_touch=way.hands is Finger,
        )
        context.set_default_timeout(10_000)
        return cls(context.new_page(), way, address, **more)

    @contextmanager
    def working(self) -> Iterator[Hands]:
        """What is done inside is counted; it ends with what the person sees then."""
        hands = self.way.hands(self.page)
        began = perf_counter()
        yield hands
        machine = perf_counter() - began - hands.rested
        self.work = Work(
            hands.acts, hands.into, hands.letters, hands.steps, machine, machine + hands.pace
        )

    def open(self, path: str) -> None:
        """Here, whatever host the address names."""
        self.page.goto(self.address + urlsplit(path).path)

    def said(self, sentence: str, **values: object) -> str:
        """As the pages say it in this person's language."""
        with speaking(self.way.language):
            return gettext(sentence, **values)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(name)).first

    def link_to(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=re.compile(name)).first

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def button_said(self, sentence: str, **values: object) -> Locator:
        return self.button(f"^{re.escape(self.said(sentence, **values))}")

    def link_said(self, sentence: str, **values: object) -> Locator:
        return self.link_to(f"^{re.escape(self.said(sentence, **values))}")


P = TypeVar("P", bound=Person)


@dataclass(frozen=True, slots=True)
class Job(Generic[P]):
    name: str
    do: Callable[[P], None]
    #: At most; infinite where there is no goal for them.
    acts: float
    seconds: float
    #: Whether going into a field counts as typing, as in "three clicks, besides typing".
    is_besides_typing: bool = False

    def acts_of(self, work: Work) -> int:
        return work.acts - work.into if self.is_besides_typing else work.acts

    def is_met(self, work: Work) -> bool:
        return self.acts_of(work) <= self.acts and work.person < self.seconds
