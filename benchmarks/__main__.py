"""Runs the measurements and prints them as a table; see the package."""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from app import clock, create_app
from app.demo import service as demo
from app.exchange import reading as files
from app.exchange import service as exchange
from app.extensions import db
from app.publishing import service as publishing
from benchmarks import big
from benchmarks.reading import HAS_WRK, Measure, read
from benchmarks.serving import BARE, PLENUM, Serving
from config import from_environment


@dataclass(slots=True)
class Case:
    name: str
    path: str
    #: Ratio to the bare page that is aimed at.
    aim: float
    headers: dict[str, str] = field(default_factory=dict)
    #: Bytes of an answer, filled in before measuring.
    size: int = 0
    rounds: list[tuple[Measure, Measure]] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(ours.rate / bare.rate for bare, ours in self.rounds)

    @property
    def rate(self) -> float:
        return median(ours.rate for _, ours in self.rounds)

    @property
    def p95(self) -> float:
        return median(ours.p95 for _, ours in self.rounds)

    @property
    def wrong(self) -> int:
        return sum(bare.wrong + ours.wrong for bare, ours in self.rounds)


def fill(environment: dict[str, str]) -> str:
    """A database with the seed and the workshop of 300 items; returns the slug of the seed."""
    app = create_app(from_environment(environment))
    with app.app_context():
        db.create_all()
        at = clock.now()
        seed = files.read(demo.SEED.read_bytes())
        for file in (seed, files.read(big.workshop_file())):
            workshop = exchange.load(file, at=at, account_id=None)
            publishing.publish(workshop, at=at, account_id=None)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return seed.slug


def fetch(address: str, headers: dict[str, str] | None = None) -> tuple[bytes, dict[str, str]]:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers or {})) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def cases(plenum: Serving, seed: str) -> list[Case]:
    etag = fetch(f"{plenum.address}/w/{seed}")[1]["etag"]
    feed_etag = fetch(f"{plenum.address}/w/{seed}/calendar.ics")[1]["etag"]
    found = [
        Case("seed page", f"/w/{seed}", 0.5),
        Case("seed page, 304", f"/w/{seed}", 0.7, {"If-None-Match": etag}),
        Case("seed feed", f"/w/{seed}/calendar.ics", 0.6),
        Case("seed feed, 304", f"/w/{seed}/calendar.ics", 0.7, {"If-None-Match": feed_etag}),
        Case("300-item page", f"/w/{big.SLUG}", 0.25),
        Case("300-item feed", f"/w/{big.SLUG}/calendar.ics", 0.4),
        Case("home", "/", 0.25),
    ]
    for case in found:
        body, _ = fetch(plenum.address + case.path)
        case.size = 0 if "If-None-Match" in case.headers else len(body)
    return found


def first_visit(address: str) -> tuple[int, int]:
    """Bytes of the page with its style and script, packed; and how many answers that takes."""
    import re  # noqa: PLC0415

    page, _ = fetch(address)
    parts = re.findall(rb'(?:href|src)="(/static/[^"]+)"', page)
    base = address.split("/w/")[0]
    bodies = [page, *(fetch(base + part.decode())[0] for part in parts)]
    return sum(len(gzip.compress(body, 6)) for body in bodies), len(bodies)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog="What a first visit costs on a slow line: python -m benchmarks.first_visit",
    )
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--port", type=int, default=8100, help="and the next one")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="plenum-benchmark-") as folder:
        environment = {
            "PLENUM_DATA": str(Path(folder)),
            "PLENUM_BASE_URL": f"http://127.0.0.1:{chosen.port}",
        }
        seed = fill(environment)
        with (
            Serving(PLENUM, chosen.port, chosen.workers, environment) as plenum,
            Serving(BARE, chosen.port + 1, chosen.workers, {}) as bare,
        ):
            measured = cases(plenum, seed)
            for number in range(chosen.rounds + 1):
                for case in measured:
                    pair = _pair(bare, plenum, case, chosen)
                    if number:  # the first round warms both up
                        case.rounds.append(pair)
            _report(measured, plenum, chosen, seed)


def _pair(
    bare: Serving, plenum: Serving, case: Case, chosen: argparse.Namespace
) -> tuple[Measure, Measure]:
    how = {"readers": chosen.readers, "seconds": chosen.seconds}
    return (
        read(f"{bare.address}/bytes/{case.size}", headers={}, **how),
        read(plenum.address + case.path, headers=case.headers, **how),
    )


def _report(measured: list[Case], plenum: Serving, chosen: argparse.Namespace, seed: str) -> None:
    loader = "wrk" if HAS_WRK else "the reader in Python (install wrk for truer numbers)"
    print(f"granian, {chosen.workers} workers, {chosen.readers} readers, by {loader}\n")
    print(f"{'':16} {'bytes':>8} {'ratio':>7} {'aim':>6} {'a second':>9} {'p95 ms':>7}")
    missed = []
    for case in measured:
        mark = "" if case.ratio >= case.aim and case.p95 < 50 and not case.wrong else "  missed"
        missed += [case.name] if mark else []
        print(
            f"{case.name:16} {case.size:8} {case.ratio:7.2f} {case.aim:6.2f} {case.rate:9.0f}"
            f" {case.p95:7.1f}{mark}" + (f"  {case.wrong} wrong answers" if case.wrong else "")
        )
    resident, share = plenum.megabytes()
    print(
        f"\nmemory of a worker: {resident:.0f} MB resident (aim 120), {share:.0f} MB of it its own"
    )
    packed, answers = first_visit(f"{plenum.address}/w/{seed}")
    print(
        f"first visit to the seed page: {packed / 1000:.1f} kB packed, {answers} answers (aim 60)"
    )
    if missed or resident >= 120 or packed > 60_000:
        print("\nmissed: " + ", ".join(missed or ["memory or first visit"]))
        sys.exit(1)


if __name__ == "__main__":
    main()
