"""What a first visit to a public page costs on a slow line: kilobytes, requests, seconds.

`python -m benchmarks.first_visit` serves Plenum as it serves (granian), and opens each page in a
fresh Debian chromium whose line is made slow by the browser itself: 400 kbit/s, 400 ms. Bytes are
those on the line, packed and with their headers; the seconds are those to the largest
contentful paint, counted from the moment the visitor sets out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from app import clock, create_app
from app.demo import service as demo
from app.extensions import db
from benchmarks.serving import PLENUM, Serving
from config import from_environment
from screens.browser import chromium

KILOBYTES, SECONDS = 60, 1.5
#: 400 kbit/s either way, and the time to the first octet of an answer.
LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
PAGES = {
    "home": "/",
    "seed page": "/w/kunming-montreal-2023",
    "practice page": "/w/practice",
    "register": "/w/practice/register",
}
_PAINT = """() => new Promise((told) => {
  new PerformanceObserver((list) => {
    const last = list.getEntries().pop();
    const [way] = performance.getEntriesByType("navigation");
    const first = performance.getEntriesByName("first-contentful-paint")[0];
    told({
      paint: last.startTime, first: first ? first.startTime : 0, answer: way.responseStart,
      arrived: way.responseEnd, parsed: way.domInteractive,
      what: last.element ? last.element.tagName.toLowerCase() : "",
    });
  }).observe({type: "largest-contentful-paint", buffered: true});
})"""


@dataclass(frozen=True, slots=True)
class Visit:
    kilobytes: float
    requests: int
    #: Seconds to the largest contentful paint, what was painted, and the steps before it.
    paint: float
    what: str
    answer: float
    arrived: float
    #: Kilobytes on the line by kind of file.
    parts: str


def visit(browser: Browser, address: str) -> Visit:
    """With nothing kept from before."""
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="en-GB")
    page = context.new_page()
    line = context.new_cdp_session(page)
    octets: dict[str, float] = {}
    kinds: dict[str, str] = {}
    line.on(
        "Network.responseReceived", lambda seen: kinds.update({seen["requestId"]: seen["type"]})
    )
    line.on(
        "Network.loadingFinished",
        lambda seen: octets.update({seen["requestId"]: seen["encodedDataLength"]}),
    )
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.emulateNetworkConditions", LINE)
    page.goto(address, wait_until="networkidle")
    told = page.evaluate(_PAINT)
    context.close()
    by_kind: dict[str, float] = {}
    for number, size in octets.items():
        kind = kinds.get(number, "Other")
        by_kind[kind] = by_kind.get(kind, 0) + size / 1000
    return Visit(
        sum(octets.values()) / 1000, len(octets), told["paint"] / 1000, told["what"],
        told["answer"] / 1000, told["arrived"] / 1000,
        ", ".join(f"{kind.lower()} {size:.1f}" for kind, size in by_kind.items()),
    )  # fmt: skip


def fill(environment: dict[str, str]) -> None:
    app = create_app(from_environment(environment))
    with app.app_context():
        db.create_all()
        demo.load_demo(at=clock.now())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_visit", description=__doc__)
    parser.add_argument("--port", type=int, default=8110)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="plenum-benchmark-") as folder:
        environment = {
            "PLENUM_DATA": str(Path(folder)),
            "PLENUM_BASE_URL": f"http://127.0.0.1:{chosen.port}",
        }
        fill(environment)
        with Serving(PLENUM, chosen.port, 1, environment) as plenum, chromium() as browser:
            found = {
                name: [visit(browser, plenum.address + path) for _ in range(chosen.rounds)]
                for name, path in PAGES.items()
            }
    sys.exit(_report(found))


def _report(found: dict[str, list[Visit]]) -> int:
    print(f"{'':14} {'kB':>6} {'requests':>9} {'answer':>7} {'arrived':>8} {'painted':>8}")
    missed = 0
    for name, visits in found.items():
        kilobytes = max(one.kilobytes for one in visits)
        paint = median(one.paint for one in visits)
        wrong = kilobytes > KILOBYTES or paint > SECONDS
        missed += wrong
        print(
            f"{name:14} {kilobytes:6.1f} {visits[0].requests:9}"
            f" {median(one.answer for one in visits):6.2f}s"
            f" {median(one.arrived for one in visits):7.2f}s {paint:7.2f}s"
            f" {'missed' if wrong else '':6}  <{visits[0].what}>; {visits[0].parts}"
        )
    print(f"\naims: {KILOBYTES} kB, largest contentful paint within {SECONDS} s")
    return 1 if missed else 0


if __name__ == "__main__":
    main()
