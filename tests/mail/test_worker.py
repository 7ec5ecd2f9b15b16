from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import clock, create_app
from app.extensions import config, db
from app.mail import wake, worker
from app.mail.models import Letter
from app.mail.rules import LetterState
from config import ROOT
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.mail.conftest import Write
from tests.mail.sinks import dripping


def waits_for(what: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


def all_sent() -> bool:
    states = set(db.session.scalars(db.select(Letter.state)))
    db.session.rollback()  # reading holds the database as writing does, outside of pages
    return states == {LetterState.SENT}


class Running:
    """A worker in a thread of this process."""

    def __init__(self, app: Flask) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(app,))

    def _run(self, app: Flask) -> None:
        with app.app_context():
            worker.go_on(app, self.stop)

    def __enter__(self) -> Running:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


@ON_BOTH
def test_once_sends_everything_that_is_due_and_ends(app: Flask, write: Write) -> None:
    for n in range(3):
        write(act=f"test:{n}", at=clock.now())
    db.session.commit()
    worker.run(app, once=True)
    assert all_sent()
    assert len(list(config().letters.glob("*.eml"))) == 3


def test_once_leaves_what_is_not_due(app: Flask, write: Write) -> None:
    write(at=clock.now() + timedelta(hours=1))
    db.session.commit()
    worker.run(app, once=True)
    assert not all_sent()


@ON_BOTH
def test_a_commit_that_wrote_letters_wakes_the_worker(app: Flask, write: Write) -> None:
    with Running(app):
        time.sleep(0.5)  # it has looked, and sleeps
        write(at=clock.now())
        committed = time.monotonic()
        db.session.commit()
        assert waits_for(all_sent)
        assert time.monotonic() - committed < 2


@ON_BOTH
def test_a_lost_wake_up_loses_no_letter(
    app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SWEEP", 0.5)
    monkeypatch.setattr(wake, "call", lambda: None)
    with Running(app):
        time.sleep(0.2)
        write(at=clock.now())
        db.session.commit()
        assert waits_for(all_sent)


def test_a_queue_that_fails_never_fails_the_act(
    app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> None:
        raise OSError("disk full")

    monkeypatch.setattr(wake, "call", breaks)
    write()
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count(Letter.id))) == 1


@ON_BOTH
def test_many_letters_leave_one_wake_up_and_a_rolled_back_act_none(
    app: Flask, write: Write
) -> None:
    write()
    db.session.rollback()
    assert wake.queue().storage.queue_size() == 0
    for n in range(3):
        write(act=f"test:{n}")
        db.session.commit()
    assert wake.queue().storage.queue_size() == 1


def test_a_transaction_without_letters_wakes_nobody(app: Flask, write: Write) -> None:
    write()
    db.session.commit()
    assert wake.called(threading.Event(), 1)
    db.session.scalar(db.select(db.func.count(Letter.id)))
    db.session.commit()
    assert wake.queue().storage.queue_size() == 0


def test_timed_work_is_called_with_the_moment_and_committed_for(app: Flask, write: Write) -> None:
    seen: list[datetime] = []

    def remind(at: datetime) -> None:
        seen.append(at)
        write(at=at)

    worker.each_minute(app, remind)
    worker.run(app, once=True)
    assert len(seen) == 1
    assert all_sent()


def test_timed_work_that_fails_stops_nothing(app: Flask, write: Write) -> None:
    def fails(at: datetime) -> None:
        write(act="half done", at=at)
        raise RuntimeError("a bug")

    worker.each_minute(app, fails)
    write(at=NOON - timedelta(days=365))
    db.session.commit()
    worker.run(app, once=True)
    assert all_sent()
    assert db.session.scalar(db.select(db.func.count(Letter.id))) == 1


def test_a_worker_in_a_hanging_conversation_stops_within_ten_seconds(
    app: Flask, write: Write
) -> None:
    write(at=clock.now())
    db.session.commit()
    with dripping() as url:
        hanging = create_app(replace(config(), mail_url=url))
        with Running(hanging):
            time.sleep(1)
            told = time.monotonic()
        assert time.monotonic() - told < 8
        with hanging.app_context():
            db.engine.dispose()
    letter = db.session.execute(db.select(Letter)).scalar_one()
    assert (letter.state, letter.leased_until) == (LetterState.WAITING, None)


WORK = (
    "from app import create_app; from app.mail import worker; worker.run(create_app(), once=False)"
)


def test_the_process_stops_at_sigterm_and_leaves_nothing_leased(
    app: Flask, write: Write, tmp_path: Path
) -> None:
    write(at=clock.now())
    db.session.commit()
    environment = {
        "PATH": os.environ["PATH"],
        "PLENUM_DATA": str(tmp_path),
        "PLENUM_SECRET_KEY": config().secret_key,
    }
    with subprocess.Popen(
        [sys.executable, "-c", WORK],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert waits_for(all_sent, 20)
            told = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            assert time.monotonic() - told < 5
        finally:
            process.kill()
    letter = db.session.execute(db.select(Letter)).scalar_one()
    assert (letter.state, letter.leased_until) == (LetterState.SENT, None)
