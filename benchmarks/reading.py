"""Readers that ask one address as fast as it answers: wrk, or a small one in Python."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Measure:
    #: Answers per second.
    rate: float
    #: Milliseconds within which 95 of 100 answers came.
    p95: float
    #: Answers that were neither 2xx nor 304.
    wrong: int


HAS_WRK = shutil.which("wrk") is not None

_REPORT = """
done = function(summary, latency)
  io.write(string.format("REPORT %d %d %.3f %d\\n", summary.requests, summary.duration,
    latency:percentile(95) / 1000, summary.errors.status))
end
"""


def read(address: str, *, readers: int, seconds: float, headers: Mapping[str, str]) -> Measure:
    if HAS_WRK:
        return _with_wrk(address, readers, seconds, headers)
    return asyncio.run(_with_python(address, readers, seconds, headers))


def _with_wrk(address: str, readers: int, seconds: float, headers: Mapping[str, str]) -> Measure:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "report.lua")
        script.write_text(_REPORT)
        command = ["wrk", "-t1", f"-c{readers}", f"-d{max(1, round(seconds))}s", "-s", str(script)]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        done = subprocess.run([*command, address], capture_output=True, text=True, check=True)
    found = re.search(r"REPORT (\d+) (\d+) ([\d.]+) (\d+)", done.stdout)
    if found is None:
        raise RuntimeError(f"wrk said: {done.stdout}{done.stderr}")
    requests, microseconds, p95, wrong = found.groups()
    return Measure(int(requests) / (int(microseconds) / 1e6), float(p95), int(wrong))


async def _with_python(
    address: str, readers: int, seconds: float, headers: Mapping[str, str]
) -> Measure:
    parts = urlsplit(address)
    lines = [f"GET {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    asked = ("\r\n".join(lines) + "\r\n\r\n").encode()
    took: list[float] = []
    wrong = 0
    began = time.perf_counter()
    until = began + seconds

    async def reader() -> None:
        nonlocal wrong
        incoming, outgoing = await asyncio.open_connection(parts.hostname, parts.port)
        while (start := time.perf_counter()) < until:
            outgoing.write(asked)
            head = await incoming.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            if length:
                await incoming.readexactly(int(length[1]))
            took.append(time.perf_counter() - start)
            wrong += head[9:10] != b"2" and head[9:12] != b"304"
        outgoing.close()

    await asyncio.gather(*(reader() for _ in range(readers)))
    took.sort()
    return Measure(
        len(took) / (time.perf_counter() - began), took[int(len(took) * 0.95)] * 1000, wrong
    )
