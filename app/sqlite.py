"""SQLite as this house runs it: readers never wait, writers wait for their turn.

Write-ahead logging lets readers and one writer work side by side. A transaction that means to
write says so at BEGIN, because one that turns writer later fails at once instead of waiting
(sqlite.org/lang_transaction.html). SQLite's own waiting looks ever more seldom, up to every tenth
of a second, so that in a rush whoever has waited longest is served last, or not at all; here all
who wait look equally often.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import ConnectionPoolEntry

#: Milliseconds of SQLite's own waiting before we begin to look anew.
LOOK = 20


def prepare(engine: Engine, *, busy_seconds: float, means_to_write: Callable[[], bool]) -> None:
    """Set up each new connection, and begin each transaction as what it means to be."""
    patience = f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}"

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",  # a success page means it is on disk
            "secure_delete = ON",  # what is erased is overwritten, not only forgotten
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(patience)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        if not means_to_write():
            connection.exec_driver_sql("BEGIN")
            return
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute(f"PRAGMA busy_timeout = {LOOK}")
        try:
            _take_turn(raw, until=time.monotonic() + busy_seconds)
        finally:
            raw.execute(patience)
        if not raw.in_transaction:  # once more, so that the refusal is SQLAlchemy's
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _take_turn(connection: sqlite3.Connection, *, until: float) -> None:
    while time.monotonic() < until:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        else:
            return
