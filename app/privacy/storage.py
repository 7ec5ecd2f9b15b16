"""Octets of what was erased that the database and the folder of e-mails may still hold.

SQLite overwrites what is deleted (`secure_delete`), yet what was written lately also lies in its
log until that is put away, which otherwise happens when it has grown.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.extensions import db
from app.privacy.models import Erasure
from app.privacy.service import copies

#: A letter that was under way while it was erased is delivered by then.
_SETTLED = timedelta(minutes=10)


def tidy(at: datetime) -> None:
    """The worker's job, after erasures and for a while."""
    lately = db.session.scalar(
        select(Erasure.id).where(Erasure.at > at - _SETTLED).order_by(Erasure.id).limit(1)
    )
    if lately is None:
        return
    copies.remove_strays()
    db.session.rollback()  # nothing was written; a reader of its own would keep the log
    put_log_away()


def put_log_away() -> None:
    """Write SQLite's log into the database file and empty it; busy readers leave it for later."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    finally:
        connection.close()
