"""The worker: sends letters and does timed work until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from flask import Flask

from app import clock
from app.extensions import config, db
from app.mail import wake
from app.mail.delivery import deliver_due, next_due
from app.mail.post import is_paced, post_for

log = logging.getLogger(__name__)

#: Work of a feature that is done at times: called each minute, decides from `at` what is due,
#: does not commit.
TimedJob = Callable[[datetime], None]

#: Seconds between two looks at the outbox when nobody calls.
SWEEP = 60.0
#: Seconds to the next try when the database does not answer.
TROUBLED = 2.0


def each_minute(app: Flask, job: TimedJob) -> None:
    """Let the worker of this application call the job; for create_app."""
    timed_jobs(app).append(job)


def timed_jobs(app: Flask) -> list[TimedJob]:
    jobs: list[TimedJob] = app.extensions.setdefault("plenum.timed_jobs", [])
    return jobs


def run(app: Flask, *, once: bool) -> None:
    """Do what is due and end, or go on until SIGTERM or SIGINT."""
    with app.app_context():
        if once:
            _do_timed_jobs(app)
            deliver_due(post_for(config()), clock.now)
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        go_on(app, stop)


def go_on(app: Flask, stop: threading.Event) -> None:
    """Look at each wake-up, when a letter falls due, and at least each minute."""
    post = post_for(config(), stop)
    next_sweep = monotonic()
    while not stop.is_set():
        if monotonic() >= next_sweep:
            next_sweep = monotonic() + SWEEP
            _do_timed_jobs(app)
        pause = next_sweep - monotonic()
        try:
            if deliver_due(post, clock.now, stop):
                pause = min(pause, _seconds_to_next(paced=is_paced(post)))
                wake.called(stop, pause)
            else:
                stop.wait(pause)  # nothing can leave the house; calls would not change that
        except Exception:  # such as a database that restarts
            log.exception("the outbox could not be looked at")
            db.session.rollback()
            stop.wait(TROUBLED)
    wake.hang_up()
    log.info("the worker stops")


def _seconds_to_next(*, paced: bool) -> float:
    due = next_due(paced=paced)
    return SWEEP if due is None else max((due - clock.now()).total_seconds(), 0.0)


def _do_timed_jobs(app: Flask) -> None:
    for job in timed_jobs(app):
        try:
            job(clock.now())
            db.session.commit()
        except Exception:  # one job never stops the others
            log.exception("timed work failed: %s", getattr(job, "__qualname__", job))
            db.session.rollback()
