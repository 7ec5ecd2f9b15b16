"""The databases tests run on: SQLite always, PostgreSQL where there is a server.

The server is the one PLENUM_TEST_DATABASE_URL names, else Debian's, started for the run in a
folder of its own, in memory where there is room and under the temporary one where not, reachable
by a socket there and by nobody else.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import pytest

ON_BOTH = pytest.mark.parametrize(
    "database",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)

NAMED = "PLENUM_TEST_DATABASE_URL"
IS_ROOT = os.geteuid() == 0


#: Octets that must be free in memory before files are kept there instead of on the disk.
ROOM = 2 * 1024**3


def in_memory() -> Path | None:
    """A folder in memory with room for all that tests write: nothing of it need outlive them."""
    folder = Path("/dev/shm")
    has_room = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM
    return folder if has_room else None


class NoServer(Exception):
    """Why there is no PostgreSQL to test on."""


class Postgres:
    """One server for the whole run; `url` reaches its maintenance database."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.url = os.environ.get(NAMED, "")
        if not self.url:
            self._start()

    def _start(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise NoServer("PostgreSQL is not installed (Debian: postgresql)")
        self.bin = found[-1].parent
        self.folder = Path(tempfile.mkdtemp(prefix="plenum-pg-", dir=in_memory()))
        if IS_ROOT:
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        self._as_server(
            "initdb", "-D", data, "-U", "plenum", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync",
        )  # fmt: skip
        options = (
            f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off "
            "-c full_page_writes=off -c max_connections=200 -c timezone=America/St_Johns "
            "-c max_wal_size=128MB"
        )
        self._as_server(
            "pg_ctl", "-D", data, "-o", options, "-l", self.folder / "log", "-w", "start"
        )
        self.url = f"postgresql://plenum@/postgres?host={self.folder}"

    def _as_server(self, program: str, *arguments: object) -> None:
        command = [str(self.bin / program), *map(str, arguments)]
        # The server refuses to run as root; Debian's package brings a user for it.
        user: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": []} if IS_ROOT else {}
        )
        # A server keeps an inherited pipe open for ever, so its output goes to a file.
        with (self.folder or Path("/")).joinpath("output").open("w+") as output:
            done = subprocess.run(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **user,
            )
            output.seek(0)
            said = output.read()
        if done.returncode:
            raise NoServer(f"{program} failed: {said}")

    def stop(self) -> None:
        if self.folder is not None:
            self._as_server("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
            shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database and return its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url_of(name)

    def url_of(self, name: str) -> str:
        head, _, query = self.url.partition("?")
        return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")

    def drop(self, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Lent:
    """One database for one test after the other: emptied between them, made anew where a test
    has changed its tables. Making one for each test would take longer than most tests."""

    def __init__(self, server: Postgres, template: str, tables: list[str]) -> None:
        """`tables` in an order in which they can be emptied."""
        self.server, self.template, self.tables = server, template, tables
        self.name = ""
        self.shape: set[tuple[object, ...]] = set()

    def take(self) -> str:
        """The address of a database with all tables, no rows, and numbers that begin with 1."""
        if not self.name:
            self.name = f"test_{secrets.token_hex(6)}"
            with psycopg.connect(self.server.create(self.name, self.template)) as connection:
                self.shape = _shape(connection)
        return self.server.url_of(self.name)

    def give_back(self) -> None:
        with psycopg.connect(self.server.url_of(self.name), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            now = _shape(connection)
            if self.shape <= now:
                # The queue that wakes the worker makes tables of its own where letters are sent.
                added = {str(name) for name, kind, *_ in now - self.shape if kind == "r"}
                emptying = [f'DROP TABLE "{table}"' for table in added]
                emptying += [f'DELETE FROM "{table}"' for table in self.tables]
                connection.execute(";".join(emptying))
                connection.execute(_NUMBERS_BEGIN_WITH_1)
                return
        self.close()

    def close(self) -> None:
        name, self.name = self.name, ""
        if name:
            self.server.drop(name)


_NUMBERS_BEGIN_WITH_1 = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', name);
  END LOOP;
END $$
"""


def _shape(connection: psycopg.Connection) -> set[tuple[object, ...]]:
    """Tables, indexes and columns by numbers that another one of the same name does not have."""
    rows = connection.execute(
        "SELECT relname, relkind, oid, relnatts, relchecks, relhastriggers FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace"
    )
    return set(rows)
