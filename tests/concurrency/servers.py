"""Several servers as `plenum serve` starts one, forked from a process that has imported them.

python -m tests.concurrency.servers tests.concurrency.unprotected:create_app 8001 8002 8003
"""

from __future__ import annotations

import importlib
import os
import signal
import sys

from app.cli.serving import server_of


def main(factory: str, *ports: str) -> None:
    importlib.import_module(factory.partition(":")[0])
    for port in ports:
        if not os.fork():
            server_of("127.0.0.1", int(port), workers=1, application=factory).serve()
            return
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
