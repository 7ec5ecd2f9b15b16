"""Four jobs of an organiser in a browser: clicks and seconds beside their goals.

`python -m benchmarks.jobs` serves Plenum as it serves (granian) and does each job by mouse, by
finger on a narrow page, by keys alone, and by mouse on pages without script. Acts are clicks, taps
and keys that do something; beside them stand letters typed, and keys that only lead somewhere
(tab, arrows). Seconds are the machine's, and those of a person who needs 1.2 more for an act and
0.2 for any other key, and does not stop to read; the goal is for the latter. It ends with 1 where
a job is not done or a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error

from app import clock, create_app
from app.accounts import service as accounts
from app.extensions import db
from benchmarks.organiser import JOBS, Organiser
from benchmarks.serving import PLENUM, Serving
from benchmarks.ways import WAYS
from config import from_environment
from screens.browser import chromium


def links(environment: dict[str, str], names: list[str]) -> dict[str, str]:
    """A database with a fresh account for each name, and the links that sign them in."""
    app = create_app(from_environment(environment))
    with app.app_context():
        db.create_all()
        at = clock.now()
        made = [
            accounts.add_account(email=f"organiser-{n}@example.org", name="Ada Organiser", at=at)
            for n, _ in enumerate(names)
        ]
        db.session.commit()
        found = [accounts.sign_in_link(account, at=at) for account in made]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return dict(zip(names, found, strict=True))


def do_all(browser: Browser, address: str, link: str, name: str, folder: Path | None) -> int:
    """Every job this way, one after the other; how many are missed."""
    one = Organiser.at(browser, WAYS[name], address, link=link)
    missed = 0
    for number, job in JOBS.items():
        try:
            job.do(one)
            trouble = ""
        except (AssertionError, Error) as error:
            trouble = str(error)
        if folder:
            file = f"{number}-{name.split(',')[0]}-{one.way.width}.png"
            one.page.screenshot(path=folder / file)
        missed += _line(number, name, one, trouble)
    one.page.context.close()
    return missed


def _line(number: int, name: str, one: Organiser, trouble: str) -> bool:
    job, work = JOBS[number], one.work
    if trouble:
        print(f"{number} {job.name:20} {name:16} not done: {trouble}", flush=True)
        return True
    is_met = job.is_met(work)
    print(
        f"{number} {job.name:20} {name:16} {work.acts:4} ≤{job.acts:3} {work.letters:8}"
        f" {work.steps:6} {work.machine:8.1f}s {work.person:7.1f}s <{job.seconds:4.0f}s"
        f"  {'' if is_met else 'missed'}",
        flush=True,
    )
    return not is_met


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.jobs", description=__doc__)
    parser.add_argument("--way", choices=sorted({name.split(",")[0] for name in WAYS}))
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER")
    parser.add_argument("--port", type=int, default=8120)
    chosen = parser.parse_args()
    names = [name for name in WAYS if not chosen.way or name.startswith(chosen.way)]
    if chosen.screenshots:
        chosen.screenshots.mkdir(parents=True, exist_ok=True)
    print(f"{'':22} {'':16} {'acts':>9} {'letters':>8} {'steps':>6} {'machine':>9} {'person':>8}")
    with tempfile.TemporaryDirectory(prefix="plenum-benchmark-") as folder:
        environment = {
            "PLENUM_DATA": str(Path(folder)),
            "PLENUM_BASE_URL": f"http://127.0.0.1:{chosen.port}",
        }
        of = links(environment, names)
        with Serving(PLENUM, chosen.port, 1, environment) as plenum, chromium() as browser:
            missed = sum(
                do_all(browser, plenum.address, of[name], name, chosen.screenshots)
                for name in names
            )
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
