"""The two servers, as processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError, URLError

PLENUM = "app:create_app"
BARE = "benchmarks.bare:create_app"


class Serving:
    """A server process and its workers, ended with the `with` block."""

    def __init__(self, target: str, port: int, workers: int, environment: dict[str, str]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.serve", target, str(port), str(workers)],
            env=os.environ | environment,
            cwd=Path(__file__).parent.parent,
        )

    def __enter__(self) -> Serving:
        for _ in range(200):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server at {self.address} ended")
            try:
                urllib.request.urlopen(self.address, timeout=1).close()
            except HTTPError:
                return self
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError(f"nothing answers at {self.address}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)

    def megabytes(self) -> tuple[float, float]:
        """Memory of the largest worker: what is resident, and its share of what is shared."""
        mine = self.process.pid
        children = Path(f"/proc/{mine}/task/{mine}/children").read_text().split()
        found = [Path(f"/proc/{child}/smaps_rollup").read_text() for child in children]
        return max((_of(text, "Rss"), _of(text, "Pss")) for text in found)


def _of(smaps: str, name: str) -> float:
    return int(smaps.split(f"{name}:")[1].split()[0]) / 1024
