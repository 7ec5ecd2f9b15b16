"""How Alembic reaches the database: through the running app, whose settings name it.

An upgrade is one transaction, and only one process upgrades at a time; the next one then finds
nothing left to do.
"""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

migrate = current_app.extensions["migrate"]
#: Any number will do, as long as every Plenum takes the same lock.
LOCK = 20231021


def watch_foreign_keys(connection: Connection, on: bool) -> None:
    """SQLite changes a table by making it anew; with its foreign keys watched, dropping the old
    one would delete every row that points to it. Works outside of transactions only."""
    word = "ON" if on else "OFF"
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys = {word}")


def change(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=migrate.db.metadata, **migrate.configure_args
    )
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            lost = connection.execute(text("PRAGMA foreign_key_check")).first()
            if lost is not None:
                raise RuntimeError(f"The migration leaves a row that points nowhere: {lost}")


if context.is_offline_mode():
    raise SystemExit("Migrations look at the database that they change; --sql is not offered.")
with migrate.db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        watch_foreign_keys(connection, on=False)
        try:
            change(connection)
        finally:
            watch_foreign_keys(connection, on=True)
    else:
        change(connection)
