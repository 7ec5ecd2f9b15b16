"""What a move in the builder costs with 300 items: milliseconds in the server, octets on the line.

`python -m benchmarks.moves` moves items of a big agenda over the WSGI interface as the builder's
script does, and prints the medians beside those of a bare Flask page measured in the same run.
"""

from __future__ import annotations

import gzip
import random
import tempfile
from collections.abc import Callable
from statistics import median
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient

from app import clock, create_app
from app.accounts.service import add_account
from app.agenda import outlines
from app.exchange import reading as files
from app.exchange import service as exchange
from app.extensions import db
from app.workshops.queries import find_workshop
from benchmarks import big
from config import from_environment

ITEMS = 300
LIMIT = 100.0
JSON = {"Accept": "application/json"}
HOME = f"/organise/{big.SLUG}/agenda"


def build(app: Flask) -> int:
    """A workshop of 300 items; the id of its owner."""
    with app.app_context():
        db.create_all()
        at = clock.now()
        owner = add_account(email="ada@example.org", name="Ada", at=at)
        db.session.flush()
        exchange.load(files.read(big.workshop_file(ITEMS)), at=at, account_id=owner.id)
        db.session.commit()
        return owner.id


def timed(call: Callable[[], object]) -> float:
    begun = perf_counter()
    call()
    return (perf_counter() - begun) * 1000


def signed_in(app: Flask, account_id: int) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account_id, 0
    return client


def bare() -> Flask:
    app = Flask("bare")
    app.add_url_rule("/", "page", lambda: "bare")
    return app


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        settings = from_environment(
            {"PLENUM_DATA": folder, "PLENUM_BASE_URL": "http://127.0.0.1:8000"}
        )
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        client = signed_in(app, build(app))
        since = 10_000
        moves: dict[str, list[float]] = {}
        sizes: dict[str, list[int]] = {}
        draw = random.Random(1)

        def move(name: str, path: str, **fields: str) -> None:
            nonlocal since
            begun = perf_counter()
            answer = client.post(f"{HOME}/{path}", data={"since": since, **fields}, headers=JSON)
            moves.setdefault(name, []).append((perf_counter() - begun) * 1000)
            assert answer.status_code == 200, answer.text
            sizes.setdefault(name, []).append(len(gzip.compress(answer.data, 6)))
            since = answer.json["number"]  # type: ignore[index]

        with app.app_context():
            workshop = find_workshop(big.SLUG)
            assert workshop is not None
            outline = outlines.read(workshop)
        keys = [item.key for item in outline.items]
        days = [day.key for day in outline.days]
        move("warm", f"items/{keys[5]}/up")
        for _ in range(15):
            key = draw.choice(keys)
            move("one place earlier", f"items/{key}/up")
            move("five minutes longer", f"items/{key}/quick", minutes=str(draw.randrange(5, 60)))
            other = draw.choice(keys)
            if other != key:
                there = draw.choice(days)
                move("to another day", f"items/{key}/place", day=there, spot="first")
            move("undo", "undo")
        page = median(timed(lambda: client.get(HOME)) for _ in range(7))
        plain_client = bare().test_client()
        plain = median(timed(lambda: plain_client.get("/")) for _ in range(200))
        for name, taken in moves.items():
            kilobytes = median(sizes[name]) / 1024
            print(
                f"{name:22} {median(taken):7.1f} ms   worst {max(taken):7.1f} ms   "
                f"{kilobytes:6.1f} kB packed   {median(taken) / plain:6.0f} × a bare page"
            )
        print(f"{'whole page':22} {page:7.1f} ms   {page / plain:6.0f} × a bare page")
        worst = max(median(taken) for name, taken in moves.items() if name != "warm")
        return 0 if worst < LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
