"""The databases tests run on: SQLite always, PostgreSQL where there is a server.

The server is the one PLENUM_TEST_DATABASE_URL names, else Debian's, started for the run in a
folder of its own under the temporary one, reachable by a socket there and by nobody else.
"""

from __future__ import annotations

import os
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
        self.folder = Path(tempfile.mkdtemp(prefix="plenum-pg-"))
        if IS_ROOT:
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        self._as_server(
            "initdb", "-D", data, "-U", "plenum", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync",
        )  # fmt: skip
        options = (
            f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off "
            "-c full_page_writes=off -c max_connections=200 -c timezone=America/St_Johns"
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
        head, _, query = self.url.partition("?")
        return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")

    def drop(self, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
