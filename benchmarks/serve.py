"""`python -m benchmarks.serve APPLICATION PORT WORKERS`: serve it as Plenum is served."""

from __future__ import annotations

import sys

from app.cli.serving import server_of

if __name__ == "__main__":
    application, port, workers = sys.argv[1:]
    server_of("127.0.0.1", int(port), int(workers), application).serve()
