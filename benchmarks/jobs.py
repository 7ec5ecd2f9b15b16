"""People's jobs in a browser: clicks and seconds beside their goals.

`python -m benchmarks.jobs` serves Plenum as it serves (granian, the worker beside) and does each
job by mouse, by finger on a narrow page, by keys alone, and by mouse on pages without script;
those of guests and speakers in three languages. Acts are clicks, taps and keys that do something;
beside them stand those that only lead into a field, which the goals of guests and speakers leave
to typing, letters typed, and keys that only lead somewhere (tab, arrows). Seconds are the
machine's, and those of a person who needs 1.2 more for an act and 0.2 for any other key, and does
not stop to read; the goal is for the latter. It ends with 1 where a job is not done or a goal is
missed.

1–4 an agenda; 5 asking ten speakers in three languages, each with a talk of their own, from the
agenda to the page that names them all, an e-mail of each language read on the way; 6 from the
first page to reminders of those who are silent; 7 a speaker's answer from the e-mail on, and the
same with a biography and a photo; 8 naming a colleague, at once and after a no; 9 from a
workshop's page into the calendar, by the receipt and by the e-mail; 10 changing and cancelling; 11
from a cancellation to the e-mail of the next in line, at which nobody acts; 13 importing 200
guests.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error

from app import clock, create_app
from app.accounts import service as accounts
from app.cli import migrating
from app.extensions import db
from benchmarks import asking, gatherings, guest, lists, organiser, panels, speakers
from benchmarks.gatherings import Gathering
from benchmarks.guest import Guest
from benchmarks.letters import Letters
from benchmarks.organiser import Organiser
from benchmarks.panels import Panel
from benchmarks.person import Job, Person
from benchmarks.serving import PLENUM, Serving
from benchmarks.speakers import Speaker
from benchmarks.ways import MORE_WAYS, WAYS
from config import from_environment
from screens.browser import chromium

EVERY_WAY = WAYS | MORE_WAYS
BY_ORGANISERS: Mapping[str, Job[Any]] = {**organiser.JOBS, **asking.JOBS, **lists.JOBS}
BY_SPEAKERS: Mapping[str, Job[Any]] = speakers.JOBS
BY_GUESTS: Mapping[str, Job[Any]] = guest.JOBS


@dataclass(frozen=True, slots=True)
class Start:
    """What somebody has before they begin."""

    link: str
    gathering: Gathering
    panel: Panel


def begin(environment: dict[str, str], names: list[str]) -> dict[str, Start]:
    """A database with an account and workshops for each way."""
    app = create_app(from_environment(environment))
    with app.app_context():
        migrating.upgrade()
        at = clock.now()
        started = {}
        for n, name in enumerate(names):
            account = accounts.add_account(
                email=f"organiser-{n}@example.org", name="Ada Organiser", at=at
            )
            language = EVERY_WAY[name].language
            ready = gatherings.build(n, language, owner=account.id, at=at)
            panel = panels.build(n, language, owner=account.id, at=at)
            started[name] = Start(accounts.sign_in_link(account, at=at), ready, panel)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return started


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    """The process that sends e-mails."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"],
        env=os.environ | environment, cwd=Path(__file__).parent.parent, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def _is_asked(number: str, only: list[str]) -> bool:
    return not only or number in only or number.rstrip("abcdefghijklmnopqrstuvwxyz") in only


class Doing:
    """All that is done in one way, and how much of it is missed."""

    def __init__(self, name: str, only: list[str], folder: Path | None) -> None:
        self.name, self.only, self.folder = name, only, folder
        self.missed = 0

    def all_of(self, jobs: Mapping[str, Job[Any]], one: Person) -> None:
        for number, job in jobs.items():
            if _is_asked(number, self.only):
                self._do(number, job, one)
        one.page.context.close()

    def _do(self, number: str, job: Job[Any], one: Person) -> None:
        try:
            job.do(one)
            trouble = ""
        except (AssertionError, Error) as error:
            trouble = str(error)
        if self.folder:
            way = one.way
            file = f"{number}-{self.name.split(',')[0]}-{way.width}-{way.language}.png"
            one.page.screenshot(path=self.folder / file, full_page=True)
        self.missed += _line(number, self.name, job, one, trouble)


def _line(number: str, name: str, job: Job[Any], one: Person, trouble: str) -> bool:
    work = one.work
    if trouble:
        print(f"{number:3} {job.name:20} {name:16} not done: {trouble}", flush=True)
        return True
    is_met = job.is_met(work)
    print(
        f"{number:3} {job.name:20} {name:16} {job.acts_of(work):4} ≤{job.acts:3}"
        f" {work.acts - job.acts_of(work):6} {work.letters:8}"
        f" {work.steps:6} {work.machine:8.1f}s {work.person:7.1f}s <{job.seconds:4.0f}s"
        f"  {'' if is_met else 'missed'}",
        flush=True,
    )
    return not is_met


def do_all(
    browser: Browser, address: str, name: str, start: Start, letters: Letters, doing: Doing
) -> int:
    """Every job this way, one after the other; how many are missed."""
    way = EVERY_WAY[name]
    # An agenda is planned in one language, and each job on it begins where the one before ended.
    jobs = BY_ORGANISERS if name in WAYS else lists.JOBS
    one = Organiser.at(
        browser, way, address, link=start.link, listed=start.gathering.listed, panel=start.panel,
        letters=letters,
    )  # fmt: skip
    doing.all_of(jobs, one)
    speaker = Speaker.at(browser, way, address, letters=letters, panel=start.panel)
    doing.all_of(BY_SPEAKERS, speaker)
    other = Guest.at(browser, way, address, letters=letters, gathering=start.gathering)
    doing.all_of(BY_GUESTS, other)
    return doing.missed


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.jobs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="JOB", help="such as 9 10 13")
    parser.add_argument("--way", nargs="+", choices=list(EVERY_WAY), default=list(EVERY_WAY))
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER")
    parser.add_argument("--port", type=int, default=8120)
    chosen = parser.parse_args()
    if chosen.screenshots:
        chosen.screenshots.mkdir(parents=True, exist_ok=True)
    print(
        f"{'':24} {'':16} {'acts':>9} {'fields':>6} {'letters':>8} {'steps':>6}"
        f" {'machine':>9} {'person':>8}"
    )
    with tempfile.TemporaryDirectory(prefix="plenum-benchmark-") as folder:
        environment = {
            "PLENUM_DATA": str(Path(folder)),
            "PLENUM_BASE_URL": f"http://127.0.0.1:{chosen.port}",
        }
        started = begin(environment, chosen.way)
        letters = Letters(Path(folder) / "letters")
        with (
            Serving(PLENUM, chosen.port, 1, environment) as plenum,
            worker(environment),
            chromium() as browser,
        ):
            missed = sum(
                do_all(
                    browser, plenum.address, name, started[name], letters,
                    Doing(name, chosen.only, chosen.screenshots),
                )
                for name in chosen.way
            )  # fmt: skip
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
