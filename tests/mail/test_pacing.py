"""How fast letters go to one provider, and how they travel."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.extensions import config, db
from app.mail import providers
from app.mail.delivery import deliver_due, next_due
from app.mail.models import Letter
from app.mail.post import post_for
from app.mail.rules import BURST, INTERVAL, LEASE, LetterState
from config import ROOT
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.mail.conftest import Write, only_letter
from tests.mail.sinks import Sink, certified_by_nobody, running


def deliver(url: str, at: datetime = NOON) -> bool:
    return deliver_due(post_for(replace(config(), mail_url=url)), lambda: at)


def sent() -> int:
    found = db.session.scalar(db.select(db.func.count()).where(Letter.state == LetterState.SENT))
    db.session.rollback()
    return found or 0


@ON_BOTH
def test_a_burst_then_one_after_another_and_nobody_else_waits(app: Flask, write: Write) -> None:
    for n in range(BURST + 10):
        write(act=f"test:{n}", to_email=f"guest{n}@QQ.com")
    write(act="other", to_email="bo@example.org")
    db.session.commit()
    with running(Sink()) as sink:
        deliver(sink.url)
        assert sent() == BURST + 1
        for step in range(1, 4):
            due = next_due(paced=True)
            assert due == NOON + step * INTERVAL
            deliver(sink.url, due - timedelta(milliseconds=1))
            assert sent() == BURST + step
            deliver(sink.url, due)
            assert sent() == BURST + 1 + step


@ON_BOTH
def test_workers_agree_upon_the_pace(app: Flask, write: Write) -> None:
    """Without the condition in the UPDATE each of them would send a burst of its own."""
    passed: list[bool] = []
    both = threading.Barrier(4, timeout=20)

    def work() -> None:
        with app.app_context():
            both.wait()
            for _ in range(BURST):
                passed.append(providers.pass_one("qq.com", NOON))
                db.session.commit()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert passed.count(True) == BURST


# -- Encryption -----------------------------------------------------------------------------------


def test_where_encryption_was_taken_away_letters_wait(app: Flask, write: Write) -> None:
    write()
    db.session.commit()
    with running(Sink()) as sink:
        assert deliver(sink.elsewhere) is False
        letter = only_letter()
        assert (letter.state, letter.attempts) == (LetterState.WAITING, 0)
        assert "no encryption" in (letter.trouble or "")
        assert sink.raw == []
        db.session.rollback()
        # Somebody who runs both machines may say so.
        assert deliver(f"{sink.elsewhere}?tls=off", NOON + timedelta(hours=1))
    assert sent() == 1


def test_a_certificate_that_nobody_signed_is_not_trusted(
    app: Flask, write: Write, tmp_path: Path
) -> None:
    write()
    db.session.commit()
    with running(Sink(), certified_by_nobody(tmp_path)) as sink:
        assert deliver(sink.elsewhere) is False
        assert sink.raw == []
    letter = only_letter()
    assert letter.state is LetterState.WAITING
    assert "certificate" in (letter.trouble or "").lower()


# -- A worker that is killed ----------------------------------------------------------------------


@contextmanager
def worker(folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        "PATH": os.environ["PATH"],
        "PLENUM_DATA": str(folder),
        "PLENUM_SECRET_KEY": config().secret_key,
        "PLENUM_MAIL_URL": url,
    }
    code = (
        "from app import create_app; from app.mail import worker;"
        "worker.run(create_app(), once=False)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_worker_killed_before_it_noted_the_250_sends_the_same_message_again(
    app: Flask, write: Write, tmp_path: Path
) -> None:
    write(at=clock.now())
    db.session.commit()
    with running(Sink(holds=threading.Event())) as sink:
        with worker(tmp_path, sink.url) as process:
            until = time.monotonic() + 20
            while not sink.raw and time.monotonic() < until:
                time.sleep(0.05)
            process.kill()
            process.wait()
        assert sink.holds is not None
        sink.holds.set()
        letter = only_letter()
        assert (letter.state, letter.attempts) == (LetterState.SENDING, 1)
        db.session.rollback()
        deliver(sink.url, clock.now())
        assert len(sink.mails) == 1
        deliver(sink.url, clock.now() + LEASE)
    assert sent() == 1
    assert len(sink.mails) == 2
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1


@pytest.mark.parametrize("drops", ["before", "after"])
def test_a_connection_that_drops_around_the_data_is_tried_again(
    app: Flask, write: Write, drops: str
) -> None:
    write()
    db.session.commit()
    with running(
        Sink(drop_before_data=drops == "before", drop_after_data=drops == "after")
    ) as sink:
        assert deliver(sink.url)
        assert only_letter().state is LetterState.WAITING
        db.session.rollback()
        sink.drop_before_data = sink.drop_after_data = False
        deliver(sink.url, NOON + timedelta(minutes=1))
    assert sent() == 1
    assert len(sink.mails) == (1 if drops == "before" else 2)
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1
