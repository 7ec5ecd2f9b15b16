"""`./run` as people type it: one process to start and to stop, two that work."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from config import ROOT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not Path("/proc").exists(), reason="looks at processes as Linux shows them"
    ),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLENUM_")}
    return kept | {"PLENUM_DATA": str(data)}


class Started:
    """`plenum up` in a process group of its own, as a terminal starts it."""

    def __init__(self, data: Path, port: int) -> None:
        self.port = port
        self.log = data / "log"
        data.mkdir(exist_ok=True)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "up", "--port", str(port)],
                cwd=ROOT, env=environment(data), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def get(self, path: str) -> str:
        until = time.monotonic() + 20
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                    text: str = answer.read().decode()
                    return text
            except (URLError, ConnectionError):
                if time.monotonic() > until or self.process.poll() is not None:
                    pytest.fail(f"no answer: {self.log.read_text()}")
                time.sleep(0.05)

    def said(self) -> str:
        """What it says once it answers."""
        until = time.monotonic() + 20
        while "Ctrl-C" not in self.log.read_text():
            if time.monotonic() > until or self.process.poll() is not None:
                pytest.fail(f"not started: {self.log.read_text()}")
            time.sleep(0.05)
        return self.log.read_text()

    def children(self) -> list[int]:
        number = self.process.pid
        return [
            int(pid) for pid in Path(f"/proc/{number}/task/{number}/children").read_text().split()
        ]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    one = Started(tmp_path / "data", free_port())
    yield one
    if one.process.poll() is None:
        one.process.kill()
        one.process.wait()


def is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_serves_the_demo_says_where_and_ends_as_a_whole(
    started: Started, how: signal.Signals
) -> None:
    said = started.said()
    assert "<h1" in started.get("/")
    base = f"http://127.0.0.1:{started.port}"
    assert re.search(rf"^  Public pages +{base}/$", said, re.M)
    assert re.search(rf"^  Sign in, once +{base}/sign-in/\S+$", said, re.M)
    assert re.search(rf"^  Outgoing letters .*/letters.* {base}/organise/letters$", said, re.M)
    children = started.children()
    assert len(children) == 2
    if how is signal.SIGINT:
        os.killpg(started.process.pid, how)  # Ctrl-C reaches everything in the window
    else:
        started.process.send_signal(how)
    assert started.process.wait(15) == 0
    assert not any(is_alive(pid) for pid in children)
    assert "Traceback" not in started.log.read_text()


def test_when_the_worker_dies_it_says_so_and_ends(started: Started) -> None:
    started.said()
    worker = max(
        started.children(), key=lambda pid: "worker" in Path(f"/proc/{pid}/cmdline").read_text()
    )
    os.kill(worker, signal.SIGKILL)
    assert started.process.wait(15) == 1
    assert "The worker ended" in started.log.read_text()


def test_a_port_that_is_taken_is_answered_with_another(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", "up", "--port", str(port)],
            cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is taken by another program. Choose another one: --port {port + 1}\n"
    )
