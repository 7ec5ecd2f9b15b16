"""People do their jobs in as few clicks as promised, by mouse, finger and keys, with and without
JavaScript, in three languages. `python -m benchmarks.jobs` does more jobs in more ways, and takes
the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from app import clock
from app.accounts import queries as accounts
from app.demo import service as demo
from app.extensions import config, db
from app.mail.delivery import deliver_due
from app.mail.post import folder_of, post_for
from benchmarks import gatherings, guest, lists
from benchmarks.guest import Guest
from benchmarks.letters import Letters
from benchmarks.organiser import JOBS, Organiser
from benchmarks.ways import MORE_WAYS, WAYS
from screens.house import House, Served

pytestmark = pytest.mark.browser

#: Each with the jobs that are done so.
GUESTS_WAYS = {
    "keyboard": (WAYS["keyboard"], ("9", "9m", "10", "10b", "10w", "10o", "11")),
    "plain, German": (replace(WAYS["plain"], language="de"), ("9h", "10", "10b", "11")),
    "360 px, Chinese": (MORE_WAYS["360 px, Chinese"], ("9m", "10w", "10o")),
}


class Village(House):
    """Nobody there but those of the jobs, and somebody who carries the letters."""

    def __init__(self) -> None:
        super().__init__(is_empty=True)

    def __enter__(self) -> Served:
        self.served = super().__enter__()
        return self.served

    def organiser(self, browser: Browser, name: str, listed: str = "") -> Organiser:
        one = Organiser.at(browser, WAYS[name], self.served.address, listed=listed)
        cookie = self.served.cookies["organiser"]
        one.page.context.add_cookies(
            [{"name": "plenum", "value": cookie, "url": self.served.address}]
        )
        return one

    def gathering(self, n: int, language: str) -> gatherings.Gathering:
        with self.app.app_context():
            owner = accounts.find_by_email(demo.ORGANISER)
            assert owner is not None
            found = gatherings.build(n, language, owner=owner.id, at=clock.now())
            db.session.commit()
            db.session.remove()
        return found

    @property
    def letters(self) -> Letters:
        with self.app.app_context():
            return Letters(folder_of(config()), self.deliver)

    def deliver(self) -> None:
        with self.app.app_context():
            deliver_due(post_for(config()), clock.now)
            db.session.remove()


@pytest.fixture(scope="module")
def village() -> Iterator[Village]:
    village = Village()
    with village:
        yield village


@pytest.mark.parametrize("name", ["pointer", "plain"])
def test_rows_are_pasted_and_a_break_put_in_few_clicks(
    chromium: Browser, village: Village, name: str
) -> None:
    organiser = village.organiser(chromium, name)
    for job in (JOBS["3"], JOBS["4"]):
        job.do(organiser)
        assert organiser.work.acts <= job.acts, job.name
    organiser.page.context.close()


@pytest.mark.parametrize("name", GUESTS_WAYS)
def test_guests_come_into_the_calendar_change_and_leave_to_the_next_in_few_clicks(
    chromium: Browser, village: Village, name: str
) -> None:
    way, numbers = GUESTS_WAYS[name]
    one = Guest.at(
        chromium, way, village.served.address,
        letters=village.letters, rests=0.0,
        gathering=village.gathering(list(GUESTS_WAYS).index(name), way.language),
    )  # fmt: skip
    for job in map(guest.JOBS.__getitem__, numbers):
        job.do(one)
        assert job.acts_of(one.work) <= job.acts, job.name
    one.page.context.close()


def test_a_list_in_chinese_letters_is_imported_and_its_faults_shown(
    chromium: Browser, village: Village
) -> None:
    one = village.organiser(chromium, "plain", village.gathering(9, "en").listed)
    [job] = lists.JOBS.values()
    job.do(one)
    assert one.work.acts <= job.acts
    one.page.context.close()
