"""Sign-ups a second beside a bare Flask form: `python -m benchmarks.signups [--database URL]`.

A sign-up is what a guest's browser does: GET the form, POST it; Plenum takes a seat, keeps the
registration and writes the e-mail with its calendar file into the outbox, in one transaction.
The bare form (benchmarks/bare_form.py) commits one row of the same six fields to a database of
the same kind with the same guarantee that it is on the disk. All are asked in turns by as many
guests at once, on as many workers. A second workshop asks two questions and a consent more, none
of which may be left out: what that costs is told beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import re
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from app import create_app
from app.extensions import db
from benchmarks.bare_form import DATABASE
from benchmarks.rush import database
from benchmarks.serving import PLENUM, Serving
from config import from_environment
from tests.registration.workshops import open_workshop

BARE = "benchmarks.bare_form:create_app"
#: Of the bare form's rate.
AIM = 0.4
#: A sign-up without them is refused, so that what is counted is sure to hold them.
ASKS: dict[str, object] = {
    "questions": [
        {
            "key": "diet",
            "label": {"en": "What do you eat?"},
            "kind": "choice",
            "choices": [
                {"key": "all", "label": {"en": "Everything"}},
                {"key": "vegan", "label": {"en": "Vegan"}},
            ],
            "required": True,
        },
        {"key": "access", "label": {"en": "What do you need?"}, "kind": "text", "required": True},
    ],
    "consents": [{"key": "photos", "label": {"en": "Photos of me"}, "required": True}],
}
_numbers = itertools.count()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.signups", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--guests", type=int, default=16, help="at once")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--port", type=int, default=8100, help="and the next one")
    parser.add_argument("--database", default="", help="postgresql://user:password@host/name")
    chosen = parser.parse_args()
    with ExitStack() as until_done:
        folder = until_done.enter_context(tempfile.TemporaryDirectory(prefix="plenum-signups-"))
        ours, bares = (until_done.enter_context(database(chosen.database)) for _ in range(2))
        environment = {
            "PLENUM_DATA": folder,
            "PLENUM_BASE_URL": f"http://127.0.0.1:{chosen.port}",
            "PLENUM_RATE_LIMITS": "off",
        } | ({"PLENUM_DATABASE_URL": ours} if ours else {})
        plain, asking = _fill(environment)
        bare_url = bares.replace("postgresql://", "postgresql+psycopg://")
        bare_url = bare_url or f"sqlite:///{Path(folder) / 'bare.db'}"
        plenum = until_done.enter_context(
            Serving(PLENUM, chosen.port, chosen.workers, environment)
        )
        bare = until_done.enter_context(
            Serving(BARE, chosen.port + 1, chosen.workers, {DATABASE: bare_url})
        )
        rounds = []
        for number in range(chosen.rounds + 1):
            rates = [
                asyncio.run(_sign_up(address, path, chosen.guests, chosen.seconds))
                for address, path in (
                    (bare.address, "/form"),
                    (plenum.address, f"/w/{plain}/register"),
                    (plenum.address, f"/w/{asking}/register"),
                )
            ]
            if number:  # the first round warms all up
                rounds.append(rates)
    _report(rounds, chosen)


def _fill(environment: dict[str, str]) -> tuple[str, str]:
    """Two workshops in two months, without a limit of places; the second asks something."""
    app = create_app(from_environment(environment))
    with app.app_context():
        db.create_all()
        day = (datetime.now(UTC) + timedelta(days=60)).date()
        plain, asking = (
            open_workshop(slug, online=None, on_site=None, day=day, form=form).slug
            for slug, form in (("signups", None), ("signups-asking", ASKS))
        )
        db.session.remove()
        db.engine.dispose()
    return plain, asking


async def _sign_up(address: str, path: str, guests: int, seconds: float) -> float:
    """How many a second got through the form; raises where one was refused."""
    parts = urlsplit(address)
    done = 0
    began = time.perf_counter()
    until = began + seconds

    async def guest() -> None:
        nonlocal done
        incoming, outgoing = await asyncio.open_connection(parts.hostname, parts.port)
        while time.perf_counter() < until:
            _, page = await _ask(incoming, outgoing, f"GET {path}", parts.netloc)
            key = re.search(rb'name="key"[^>]*value="([^"]+)"', page)
            answer, _ = await _ask(
                incoming, outgoing, f"POST {path}", parts.netloc, _typed(key[1] if key else b"")
            )
            if answer != 303:
                raise RuntimeError(f"{address}{path} answered {answer}")
            done += 1
        outgoing.close()

    await asyncio.gather(*(guest() for _ in range(guests)))
    return done / (time.perf_counter() - began)


def _typed(key: bytes) -> bytes:
    number = next(_numbers)
    fields = {
        "name": f"Guest {number}",
        "email": f"guest{number}@example.org",
        "affiliation": "Office of Nature",
        "position": "Officer",
        "country": "DE",
        "way": "online",
        "q-diet": "vegan",
        "q-access": "Captions, and documents beforehand.",
        "consent-photos": "y",
    } | ({"key": key.decode()} if key else {})
    return urlencode(fields).encode()


async def _ask(
    incoming: asyncio.StreamReader,
    outgoing: asyncio.StreamWriter,
    what: str,
    host: str,
    body: bytes = b"",
) -> tuple[int, bytes]:
    head = f"{what} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
    if body:
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
    outgoing.write(f"{head}\r\n".encode() + body)
    answer = await incoming.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", answer)
    page = await incoming.readexactly(int(length[1])) if length else b""
    return int(answer[9:12]), page


def _report(rounds: list[list[float]], chosen: argparse.Namespace) -> None:
    bare, plain, asking = (median(rates[place] for rates in rounds) for place in range(3))
    ratios = sorted(rates[1] / rates[0] for rates in rounds)
    ratio = median(ratios)
    print(
        f"granian, {chosen.workers} worker(s), {chosen.guests} guests at once, "
        f"{chosen.rounds} rounds of {chosen.seconds:g} s, "
        f"{'PostgreSQL' if chosen.database else 'SQLite'}\n"
        f"bare form, one row committed         {bare:7.1f} sign-ups a second\n"
        f"Plenum, the same six fields          {plain:7.1f} sign-ups a second\n"
        f"with two questions and a consent     {asking:7.1f} a second, {asking / bare:.2f}\n"
        f"ratio {ratio:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}; aim {AIM})"
    )
    sys.exit(0 if ratio >= AIM else 1)


if __name__ == "__main__":
    main()
