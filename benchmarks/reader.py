"""Somebody who acts from the e-mails they get, without an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from benchmarks.hands import Hands
from benchmarks.letters import Letters, own_page
from benchmarks.person import Person

if TYPE_CHECKING:
    from benchmarks.ways import Way


class Reader(Person):
    """Guests and speakers."""

    def __init__(self, page: Page, way: Way, address: str, *, letters: Letters) -> None:
        super().__init__(page, way, address)
        self.letters = letters

    @contextmanager
    def following(self, email: str) -> Iterator[Hands]:
        """The link of the first e-mail."""
        link = own_page(self.letters.next_to(email))
        with self.working() as hands:
            hands.follow(self.address + urlsplit(link).path)
            yield hands

    def stands(self, state: str) -> None:
        main = self.page.locator("main")
        expect(main).to_have_attribute("data-state", state)
        expect(self.page.locator("html")).to_have_attribute("lang", re.compile(self.way.language))

    def is_told(self, sentence: str, **values: object) -> None:
        expect(self.page.get_by_role("status").first).to_have_text(self.said(sentence, **values))
