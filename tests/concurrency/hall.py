"""Three server processes over one database, and a crowd in front of them."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from config import ROOT, Config

SERVERS = 3
#: Seconds a server may take to answer for the first time on a busy machine.
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Hall:
    ports: tuple[int, ...]

    def post(self, n: int, path: str, *, cookie: str = "", **fields: str) -> Answer:
        """To the n-th server, counted round."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.ports[n % len(self.ports)], timeout=PATIENCE
        )
        with contextlib.closing(connection):
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            if cookie:
                headers["Cookie"] = cookie
            connection.request("POST", path, urlencode(fields), headers)
            answer = connection.getresponse()
            answer.read()
            return Answer(answer.status, answer.getheader("Location", ""))

    def get(self, n: int, path: str, *, cookie: str) -> str:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.ports[n % len(self.ports)], timeout=PATIENCE
        )
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Cookie": cookie})
            return connection.getresponse().read().decode()

    def register(self, n: int, slug: str, email: str, **more: str) -> Answer:
        fields = {"name": f"Guest {n}", "email": email, "way": "online"} | more
        return self.post(n, f"/w/{slug}/register", **fields)


def all_at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Every act in a thread of its own, started together."""
    barrier = threading.Barrier(len(acts))

    def act(perform: Callable[[], Answer]) -> Answer:
        barrier.wait()
        return perform()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(act, acts))


@contextlib.contextmanager
def serving(settings: Config, factory: str) -> Iterator[Hall]:
    """Start the servers, wait until each answers, and end them without further ado."""
    ports = tuple(_free_port() for _ in range(SERVERS))
    log = settings.data / "servers.log"
    with log.open("wb") as output:
        process = _start(ports, settings, factory, output.fileno())
    try:
        for port in ports:
            _wait_for(port, process, log)
        yield Hall(ports)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(
    ports: Sequence[int], settings: Config, factory: str, log: int
) -> subprocess.Popen[bytes]:
    """As `plenum serve` starts them, with a test's own application."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
        "PLENUM_DATA": str(settings.data),
        "PLENUM_DATABASE_URL": settings.database_url,
        "PLENUM_SECRET_KEY": settings.secret_key,
        "PLENUM_BASE_URL": settings.base_url,
        "PLENUM_UID_DOMAIN": settings.uid_domain,
        "PLENUM_RATE_LIMITS": "off",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.concurrency.servers", factory, *map(str, ports)],
        cwd=settings.data,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        time.sleep(0.05)
    raise AssertionError(f"A server did not start:\n{log.read_text('utf-8', 'replace')}")
