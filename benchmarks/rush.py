"""Rushes on seats, again and again: `python -m benchmarks.rush [--runs 20] [--database URL]`.

Two crowds meet three server processes on a database of their own: 200 at once for 50 seats; and
90 who come while 30 go and organisers change the number of seats six times. Each run is checked
as `plenum check` does, for the order of the line, for every answer and every letter; it prints the
seconds from the first request to the last answer, and what went wrong, if anything.

Without --database it is SQLite in the temporary folder. With a postgresql:// address, that of a
server and a database whose user may create databases, each crowd gets a fresh one.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import psycopg
from flask import Flask

from app import create_app
from app.extensions import db
from config import Config, from_environment
from tests.concurrency.crowds import Mix, faults_of_rush, let_go, opened, rush
from tests.concurrency.hall import Hall, serving

#: Seconds a run may take.
AIM = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rush", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--database", default="", help="postgresql://user:password@host/name")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="plenum-rush-") as folder,
        database(chosen.database) as url,
    ):
        settings = from_environment(
            {"PLENUM_DATA": folder, "PLENUM_RATE_LIMITS": "off"}
            | ({"PLENUM_DATABASE_URL": url} if url else {})
        )
        well = _measure(settings, chosen.runs)
    sys.exit(0 if well else 1)


@contextmanager
def database(server: str) -> Iterator[str]:
    """The address of a fresh database on this server; empty for SQLite."""
    if not server:
        yield ""
        return
    name = f"plenum_rush_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, query = server.partition("?")
    try:
        yield f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measure(settings: Config, runs: int) -> bool:
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        db.session.remove()
        with serving(settings, "app:create_app") as hall:
            kinds: list[tuple[str, Callable[[Flask, Hall], tuple[float, list[str]]]]] = [
                ("200 at once for 50 seats", _rush),
                ("90 come, 30 go, seats change", _mix),
            ]
            well = [_repeat(name, act, app, hall, runs) for name, act in kinds]
        db.session.remove()
        db.engine.dispose()
    return all(well)


def _repeat(
    name: str,
    act: Callable[[Flask, Hall], tuple[float, list[str]]],
    app: Flask,
    hall: Hall,
    runs: int,
) -> bool:
    took, wrong = [], 0
    for number in range(1, runs + 1):
        seconds, faults = act(app, hall)
        took.append(seconds)
        wrong += bool(faults)
        for fault in faults:
            print(f"  run {number}: {fault}")
    print(
        f"{name}: {runs} runs, {runs - wrong} without a fault; seconds "
        f"{min(took):.2f} to {max(took):.2f}, median {median(took):.2f} (aim under {AIM:.0f})",
        flush=True,
    )
    return not wrong and max(took) < AIM


def _rush(app: Flask, hall: Hall) -> tuple[float, list[str]]:
    workshop = let_go(opened(seats=50))
    began = time.perf_counter()
    answers = rush(hall, workshop, 200)
    seconds = time.perf_counter() - began
    faults = faults_of_rush(workshop, answers, seats=50)
    db.session.commit()
    return seconds, faults


def _mix(app: Flask, hall: Hall) -> tuple[float, list[str]]:
    mix = Mix(app)
    began = time.perf_counter()
    answers = mix.go(hall)
    seconds = time.perf_counter() - began
    faults = mix.faults(answers)
    db.session.commit()
    return seconds, faults


if __name__ == "__main__":
    main()
