"""Tell the worker that letters wait. The rows of the outbox are the truth; this only saves time.

A wake-up that is lost costs at most the minute until the worker's next look, so nothing here may
ever fail or hold up the request that wrote the letters.
"""

from __future__ import annotations

import logging
import weakref
from threading import Event
from typing import TYPE_CHECKING

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.extensions import config, db
from app.mail.outbox import WROTE

if TYPE_CHECKING:
    from huey.api import Huey

log = logging.getLogger(__name__)


def queue() -> Huey:
    """The queue between the processes: beside the database, in a file or in PostgreSQL."""
    known: Huey | None = current_app.extensions.get("plenum.queue")
    if known is None:
        known = _open()
        current_app.extensions["plenum.queue"] = known
        weakref.finalize(current_app._get_current_object(), known.storage.close)  # type: ignore[attr-defined]
    return known


def _open() -> Huey:
    # With huey comes psycopg: ten megabytes that a process which writes no letter can do without.
    from huey.api import PostgresHuey, SqliteHuey  # noqa: PLC0415

    settings = config()
    if settings.is_sqlite:
        # Nothing in it is worth a write to the disk, or a wait.
        file = str(settings.data / "wake.db")
        return SqliteHuey("plenum", filename=file, fsync=False, timeout=1)
    url = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    return PostgresHuey("plenum", dsn=url, connect_timeout=2)


def call() -> None:
    """Wake the worker; one wake-up in the queue is enough for any number of letters."""
    waiting = queue().storage
    if not waiting.queue_size():
        waiting.enqueue(b"letters")


def called(stop: Event, seconds: float) -> bool:
    """Wait for a wake-up at most this long; False when none came, or the worker is to stop."""
    storage = queue().storage
    pause = 0.0 if storage.blocking else 0.25
    waited = 0.0
    while waited < seconds and not stop.wait(pause):
        if storage.dequeue() is not None:
            return True
        waited += pause or storage.read_timeout
    return False


def hang_up() -> None:
    """Close the connection on which this thread waited."""
    queue().storage.close()


def _committed(session: Session) -> None:
    if not session.info.pop(WROTE, False):
        return
    try:
        call()
    except Exception:
        log.warning("the worker could not be woken; it looks by itself later", exc_info=True)


def _rolled_back(session: Session) -> None:
    session.info.pop(WROTE, None)


def init_app(_: Flask) -> None:
    """Listen to the sessions of this process, once for all applications in it."""
    if not event.contains(db.session, "after_commit", _committed):
        event.listen(db.session, "after_commit", _committed)
        event.listen(db.session, "after_rollback", _rolled_back)
