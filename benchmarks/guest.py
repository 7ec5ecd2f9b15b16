"""Jobs of a guest as a person does them in a browser, held to what pages and e-mails show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from benchmarks.gatherings import Gathering
from benchmarks.hands import Hands
from benchmarks.letters import Letters, calendar, own_page
from benchmarks.person import Job, NotDone
from benchmarks.reader import Reader

if TYPE_CHECKING:
    from benchmarks.ways import Way

#: Nobody fills in the form sooner, and robots are told from people by that.
NOT_SOONER = 2.1
NAME, OFFICE, CHANGED = "Katharina Vogt", "Stadtgartenamt Musterstadt", "Shili"
#: Calendars of others: where they are, and what they are told the title and the begin by.
CALENDARS = {
    "calendar.google.com": ("text", "dates"),
    "outlook.live.com": ("subject", "startdt"),
    "outlook.office.com": ("subject", "startdt"),
}


class Guest(Reader):
    """Somebody with a mail box and a calendar, and no account."""

    def __init__(
        self,
        page: Page,
        way: Way,
        address: str,
        *,
        letters: Letters,
        gathering: Gathering,
        rests: float = NOT_SOONER,
    ) -> None:
        super().__init__(page, way, address, letters=letters)
        self.gathering, self.rests = gathering, rests
        #: How often they registered; each time by another address.
        self.times = 0
        for host in CALENDARS:
            page.context.route(
                f"https://{host}/**", lambda route: route.fulfill(body="A calendar")
            )

    # -- The jobs ---------------------------------------------------------------------------------

    def add_to_calendar(self) -> None:
        """9: from the page that the e-mail led to, to the entry that a calendar offers."""
        self._add_to_calendar(self.gathering.online, self.gathering.online_title)

    def choose_and_add_to_calendar(self) -> None:
        """9: the same, where one can also take part on site, and says how."""
        self._add_to_calendar(self.gathering.hybrid, self.gathering.hybrid_title, chooses=True)

    def get_the_calendar(self) -> None:
        """9: the same, where mail programs put what is attached into the calendar."""
        with self.working() as hands:
            email = self._register(hands, self.gathering.hybrid, chooses=True)
            mail = self.letters.next_to(email)
        _check_file(calendar(mail))
        self.page.goto(self.address + urlsplit(own_page(mail)).path)
        self.stands("confirmed")

    def cancel(self) -> None:
        """10: from the e-mail to the page that says it."""
        with self.following(self.gathering.guest) as hands:
            hands.go(self.button_said("Cancel my registration"))
            self.stands("cancelled")
            self.is_told("Your cancellation has arrived.")

    def take_back(self) -> None:
        """10: from the e-mail as well; the page may be long gone."""
        with self.following(self.gathering.guest) as hands:
            hands.go(self.button_said("Take the cancellation back"))
            self.stands("confirmed")
            self.is_told("Your cancellation is taken back.")

    def change_way(self) -> None:
        """10: on site instead of online."""
        way = self.said("on site")
        with self.following(self.gathering.guest) as hands:
            hands.go(self.button_said("Change to: %(way)s", way=way))
            self.stands("confirmed")
            self.is_told(
                "You have changed how you take part. You now take part: %(way)s.", way=way
            )

    def change_office(self) -> None:
        """10: the name of their organisation."""
        with self.following(self.gathering.guest) as hands:
            hands.go(self.link_said("Change or add something"))
            hands.amend(self.page.locator("[name='affiliation']"), "Musterstadt", CHANGED)
            hands.go(self.button_said("Save"))
            self.is_told("What you changed is saved.")
        expect(self.page.locator("main")).to_contain_text(f"City of {CHANGED}")

    def leave_to_the_next(self) -> None:
        """11: counted from the cancellation on; nobody does anything but who leaves."""
        waits = self.gathering.waits
        before = len([self.letters.next_to(waits)])
        link = own_page(self.letters.next_to(self.gathering.leaves))
        self.open(link)
        who_leaves = self.way.hands(self.page)
        with self.working():
            who_leaves.go(self.button_said("Cancel my registration"))
            mail = self.letters.next_to(waits, before)
        _check_file(calendar(mail))
        self.open(own_page(mail))
        self.stands("confirmed")

    # -- What they are made of --------------------------------------------------------------------

    def _add_to_calendar(self, slug: str, title: dict[str, str], *, chooses: bool = False) -> None:
        with self.working() as hands:
            self._register(hands, slug, chooses=chooses)
            program = self.link_said(self.way.calendar)
            if self.way.calendar == "As a file":
                with self.page.expect_download() as download:
                    hands.press(program)
            else:
                hands.go(program)
        if self.way.calendar == "As a file":
            _check_file(download.value.path().read_text("utf-8"))
        else:
            _check_entry(self.page.url, title[self.way.language])

    def _register(self, hands: Hands, slug: str, *, chooses: bool) -> str:
        """The fields that most people fill in; their address."""
        self.times += 1
        email = f"k.vogt-{self.times}@{slug}.example.org"
        self.open(f"/w/{slug}")
        hands.go(self.link_said("Register"))
        if chooses:
            hands.tick(self.page.locator("label.way input").first)
        hands.fill(self.page.locator("[name='name']"), NAME)
        hands.fill(self.page.locator("[name='email']"), email)
        hands.fill(self.page.locator("[name='affiliation']"), OFFICE)
        hands.rest(self.rests)
        hands.go(self.button_said("Register"))
        self.stands("confirmed")
        return email


def _check_entry(address: str, wanted: str) -> None:
    parts = urlsplit(address)
    told = parse_qs(parts.query)
    title, begins = (told[name][0] for name in CALENDARS[parts.netloc])
    if not re.match(r"\d{4}-?\d\d-?\d\dT\d\d", begins) or wanted not in title:
        raise NotDone(f"The calendar is told {title!r}, {begins!r}")


def _check_file(text: str) -> None:
    text = text.replace("\r\n", "\n")
    if "\nDTSTART" not in text or "\nSUMMARY" not in text:
        raise NotDone(f"No entry in the calendar file: {text[:200]}")


JOBS = {
    "9": Job("in the calendar", Guest.add_to_calendar, 3, 60, is_besides_typing=True),
    # One choice more than three, which a workshop of one way spares its guests.
    "9h": Job(
        "and choosing a way", Guest.choose_and_add_to_calendar, 4, 60, is_besides_typing=True
    ),
    "9m": Job("calendar by e-mail", Guest.get_the_calendar, 3, 60, is_besides_typing=True),
    "10": Job("cancel", Guest.cancel, 3, 60),
    "10b": Job("take it back", Guest.take_back, 3, 60),
    "10w": Job("on site instead", Guest.change_way, 3, 60),
    "10o": Job("another office", Guest.change_office, 3, 60, is_besides_typing=True),
    "11": Job("next one told", Guest.leave_to_the_next, 0, 60),
}
