"""`python -m benchmarks.serving TARGET PORT WORKERS`: one of the two servers, set up alike."""

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
            [sys.executable, "-m", "benchmarks.serving", target, str(port), str(workers)],
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

    def megabytes(self) -> list[float]:
        """Resident memory of each worker."""
        mine = self.process.pid
        children = Path(f"/proc/{mine}/task/{mine}/children").read_text().split()
        found = []
        for child in children:
            status = Path(f"/proc/{child}/status").read_text()
            if "VmRSS" in status:
                found.append(int(status.split("VmRSS:")[1].split()[0]) / 1024)
        return found


def main() -> None:
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server.mp import MPServer  # noqa: PLC0415

    target, port, workers = sys.argv[1:]
    # As app.cli.serving serves; the bare page gets the same.
    MPServer(
        target,
        factory=True,
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=int(workers),
        blocking_threads=8,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main()
