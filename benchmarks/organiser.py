"""Four jobs of an organiser as a person does them in a browser, held to what the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from app import clock
from benchmarks.hands import Hands, copied
from benchmarks.person import Job, NotDone, Person
from benchmarks.programmes import (
    BEFORE_BREAK,
    BEGINS,
    BREAK,
    FIRST,
    FIRST_SHEET,
    SHEET,
    THEMES,
    TITLE,
    TWELVE,
    ZONE,
    Row,
)

if TYPE_CHECKING:
    from benchmarks.letters import Letters
    from benchmarks.panels import Panel
    from benchmarks.ways import Way

_ROWS = """rows => rows.map(row => ({
  title: row.querySelector(".card-open").textContent.trim(),
  begins: row.querySelector(".here time")?.textContent.trim() ?? "",
  ends: row.querySelector(".until")?.textContent.replace("–", "") ?? "",
  minutes: parseInt(row.querySelector(".length").textContent),
  names: [...row.querySelectorAll(".card-people bdi")].map(one => one.textContent),
}))"""


class Organiser(Person):
    """Somebody who plans. `link` signs in, once; the rest is come by on the pages. `listed` is
    a workshop of theirs that waits for a list of guests, `panel` has those that ask speakers, who
    read `letters`."""

    def __init__(
        self,
        page: Page,
        way: Way,
        address: str,
        *,
        link: str = "",
        listed: str = "",
        panel: Panel | None = None,
        letters: Letters | None = None,
    ) -> None:
        super().__init__(page, way, address)
        self.link, self.listed = link, listed
        self.panel, self.letters = panel, letters

    def be_signed_in(self) -> None:
        """Before a job that begins at the desk; counted by none."""
        if not self.link:
            return
        self.page.goto(self.link)
        with self.page.expect_navigation():
            self.page.locator("main form button").click()
        self.link = ""

    def card(self, title: str) -> Locator:
        opens = self.page.locator(".card-open", has_text=title)
        return self.page.locator(".plan .card-row").filter(has=opens)

    def rows(self) -> list[Row]:
        """The agenda as the builder shows it."""
        read = self.page.locator(".plan .card-row").evaluate_all(_ROWS)
        return [Row(**one | {"names": tuple(one["names"])}) for one in read]

    # -- The jobs ---------------------------------------------------------------------------------

    def begin_from_zero(self) -> None:
        """1: from the link of a fresh account to a public page with agenda and feed."""
        day = soon(clock.now().date())
        copied(self.page, self.address, FIRST_SHEET)
        with self.working() as hands:
            hands.follow(self.link)
            self.link = ""
            hands.go(self.button("^Sign in$"))
            hands.go(self.link_to("^New workshop$"))
            hands.fill(self.field("Title"), TITLE)
            hands.set_date(self.field("Date"), day)
            hands.fill(self.field("Begins at"), BEGINS)
            hands.choose(self.field("Time zone"), ZONE)
            hands.go(self.button("^Make the workshop$"))
            self._paste(hands, len(FIRST))
            hands.go(self.link_to("^Rehearse$"))
            hands.go(self.button("^Publish version 1$"))
            hands.go(self.link_to("^Public page$"))
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(TITLE)
        self._check_public(day)

    def begin_from_the_last(self) -> None:
        """2: the next workshop, which is like the last one, on another day."""
        self.be_signed_in()
        self.open("/organise/")
        last = self.link_to(f"^{TITLE}")
        self.open(last.get_attribute("href") or "")
        before, was = self.rows(), self._day()
        day = soon(was)
        self.open("/organise/")
        with self.working() as hands:
            hands.go(self.link_to(f"^Copy {TITLE}"))
            hands.set_date(self.field("First day"), day)
            hands.go(self.button("^Make the copy$"))
            expect(self.page.locator(".plan .card-row")).to_have_count(len(before))
        _same(self.rows(), before)
        _same([self._day()], [day])

    def paste_an_agenda(self) -> None:
        """3: twelve rows of a sheet into a workshop without an agenda."""
        self._make_empty()
        copied(self.page, self.address, SHEET)
        with self.working() as hands:
            self._paste(hands, len(TWELVE))
        _same(self.rows(), TWELVE)

    def put_a_break(self) -> None:
        """4: a break between two items of the agenda that lies open; what follows, follows."""
        self.page.reload()
        if self.way.is_scripted:
            expect(self.page.locator("#find")).to_be_visible()
        before = self.rows()
        first, rest = before[: BEFORE_BREAK + 1], before[BEFORE_BREAK + 1 :]
        with self.working() as hands:
            self.way.put_break(self, hands, first[-1].title)
            expect(self.page.locator(".plan .card-row")).to_have_count(len(before) + 1)
            moved = rest[0].later(BREAK)
            when = self.card(moved.title).locator(".here time")
            expect(when).to_have_text(moved.begins)
            expect(when).to_be_in_viewport()
        now = self.rows()
        pause = now.pop(len(first))
        _same([pause.begins, pause.minutes], [first[-1].ends, BREAK])
        _same(now, [*first, *(row.later(BREAK) for row in rest)])
        said = self.page.get_by_role("status").filter(has_text=pause.begins)
        expect(said).to_contain_text(f"{pause.begins}–{pause.ends}")

    def _paste(self, hands: Hands, count: int) -> None:
        hands.paste(self.field("Paste your programme"))
        hands.go(self.button("^Read the rows$"))
        hands.go(self.button("^Add these rows$"))
        expect(self.page.locator(".plan .card-row")).to_have_count(count)

    def _make_empty(self) -> None:
        self.be_signed_in()
        self.open("/organise/new")
        self.field("Title").fill("A day for twelve")
        self.field("Date").fill(soon(clock.now().date()).isoformat())
        self.field("Begins at").fill(BEGINS)
        self.field("Time zone").select_option(label=ZONE)
        with self.page.expect_navigation():
            self.button("^Make the workshop$").click()

    # -- What the pages say -----------------------------------------------------------------------

    def _day(self) -> date:
        name = self.page.locator(".plan .list").first.get_attribute("data-day")
        return date.fromisoformat(name or "")

    def _check_public(self, day: date) -> None:
        page = self.page.locator("main")
        for row in FIRST:
            for words in (row.title, row.begins, *row.names):
                expect(page).to_contain_text(words)
        for theme in THEMES:
            expect(page).to_contain_text(theme)
        feed = self.page.locator("a[href$='/calendar.ics']:not([href^='webcal'])").first
        where = urljoin(self.page.url, feed.get_attribute("href"))
        calendar = self.page.request.get(where).text().replace("\r\n ", "")
        for row in FIRST:
            entry = next(
                (one for one in calendar.split("BEGIN:VEVENT") if row.title in one), "",
            )  # fmt: skip
            hours = row.begins.replace(":", "")
            if f":{day:%Y%m%d}T{hours}00" not in entry:
                raise NotDone(f"The feed does not have {row.title} at {row.begins}")


def soon(after: date) -> date:
    """About a month later; the numbers of day and month are one, so no browser mixes them up."""
    start = after + timedelta(days=20)
    days = (start + timedelta(days=n) for n in range(60))
    return next(day for day in days if day.day == day.month)


def _same(found: Sequence[object], wanted: Sequence[object]) -> None:
    if list(found) != list(wanted):
        raise NotDone(f"The page shows {found} instead of {wanted}")


JOBS = {
    "1": Job("zero to published", Organiser.begin_from_zero, 25, 300),
    "2": Job("new from the last", Organiser.begin_from_the_last, 6, 60),
    "3": Job("paste twelve rows", Organiser.paste_an_agenda, 5, 90),
    "4": Job("break of 20 minutes", Organiser.put_a_break, 3, 5),
}
