"""Whether every letter arrives while mail server and workers misbehave.

`python -m benchmarks.deliveries` writes 1,000 letters to 250 domains, starts two workers
(`plenum worker`, processes of their own) and a mail server that answers with 4xx, hesitates, and
drops connections before and after it has kept a letter. Workers are killed with SIGKILL at random
moments and started again. It ends when no letter waits any longer: what a killed worker held is
taken by another one after two minutes.

What is printed: letters, those delivered, copies beyond the first (and how many of them bore
another Message-ID), those lost, kills, seconds. `--domain` writes to one provider only and shows
the pace instead: how many came at once, and the gaps after that.

Without --database it is SQLite in the temporary folder. A postgresql:// address is that of an
empty database.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import create_engine, func, select

from app import clock, create_app
from app.extensions import db
from app.mail.models import Letter
from app.mail.rules import LetterState
from config import ROOT, from_environment

WORKERS = 2
DOMAINS = 250
#: A letter meets at most so many faults, so that the run ends while one waits for it.
FAULTS = 2
#: Seconds after which something must have gone wrong with the run itself.
PATIENCE = 1800


def drop(server: SMTP) -> None:
    """End the conversation without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


@dataclass
class Sink:
    """A mail server with moods, drawn from `chance`."""

    chance: random.Random
    good: bool = False
    #: When which Message-ID came in whole, whether or not its sender heard so.
    came: list[tuple[float, str]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        mood = "" if self.good or self.met[address] >= FAULTS else self._mood()
        if mood:
            self.met[address] += 1
            self.faults[mood] += 1
        session.mood = mood  # type: ignore[attr-defined]
        if mood == "451":
            envelope.rcpt_tos.clear()
            return "451 4.3.0 Temporary problem"
        if mood == "450":
            envelope.rcpt_tos.clear()
            return "450 4.2.0 Busy"
        return "250 OK"

    def _mood(self) -> str:
        moods = ("451", "450", "dropped before", "dropped after", "slow", "")
        return self.chance.choices(moods, (4, 4, 4, 4, 3, 81))[0]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mood = session.mood  # type: ignore[attr-defined]
        if mood == "slow":
            await asyncio.sleep(1.5)
        if mood == "dropped before":
            drop(server)
            return "250 never said"
        content = envelope.content
        assert isinstance(content, bytes)
        self.came.append((time.monotonic(), str(message_from_bytes(content)["Message-ID"])))
        if mood == "dropped after":
            drop(server)
        return "250 OK"


class Worker:
    """`plenum worker`, killed and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker"],
            cwd=ROOT,
            env=os.environ | self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = self._start()

    def stop(self) -> None:
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        self.process.kill()


def write(letters: int, domain: str) -> set[str]:
    """The rows as features leave them; their Message-IDs."""
    at = clock.now()
    rows = [
        Letter(
            act=f"benchmark:{n}", kind="benchmark", recipient=f"registration:{n}",
            workshop_id=1, to_name=f"Guest {n}",
            to_email=f"guest{n}@{domain or f'domain{n % DOMAINS}.example'}", language="en",
            subject=f"Letter {n}", text=f"Dear guest {n}\n", html=f"<p>Dear guest {n}", links=[],
            message_id=f"<{secrets.token_hex(16)}@benchmark.example>",
            state=LetterState.WAITING, next_try_at=at, written_at=at,
        )
        for n in range(letters)
    ]  # fmt: skip
    db.session.add_all(rows)
    names = {one.message_id for one in rows}
    db.session.commit()
    return names


def run(arguments: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        chance = random.Random(arguments.seed)
        sink = Sink(chance, good=bool(arguments.domain))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(sink, hostname="127.0.0.1", port=port)
        controller.start()
        environment = {
            "PLENUM_DATA": folder,
            "PLENUM_SECRET_KEY": "for benchmarks only, for benchmarks only",
            "PLENUM_MAIL_URL": f"smtp://127.0.0.1:{port}",
        } | ({"PLENUM_DATABASE_URL": arguments.database} if arguments.database else {})
        subprocess.run(
            [sys.executable, "-m", "app.cli", "db", "upgrade"],
            cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        app = create_app(from_environment(environment))
        with app.app_context():
            names = write(arguments.letters, arguments.domain)
            url = db.engine.url
            db.session.remove()
            db.engine.dispose()
        began = time.monotonic()
        workers = [Worker(environment) for _ in range(WORKERS)]
        try:
            kills = wait(url, workers, chance, arguments.kills)
        finally:
            for worker in workers:
                worker.stop()
            controller.stop()
        return report(names, sink, kills, began, one_domain=bool(arguments.domain))


def wait(url: object, workers: list[Worker], chance: random.Random, most: int) -> int:
    """Kill workers at random moments until nothing waits; how many were killed."""
    engine = create_engine(url)  # type: ignore[call-overload]
    left = select(func.count()).where(Letter.state.in_((LetterState.WAITING, LetterState.SENDING)))
    kills, until = 0, time.monotonic() + PATIENCE
    try:
        while time.monotonic() < until:
            time.sleep(chance.uniform(0.8, 3.0))
            with engine.connect() as connection:
                if not connection.scalar(left):
                    break
            if kills < most:
                chance.choice(workers).kill()
                kills += 1
    finally:
        engine.dispose()
    return kills


def report(names: set[str], sink: Sink, kills: int, began: float, *, one_domain: bool) -> bool:
    copies = Counter(name for _, name in sink.came)
    lost, foreign = names - set(copies), set(copies) - names
    doubles = sum(copies.values()) - len(copies)
    last = max((at for at, _ in sink.came), default=began)
    print(f"  letters         {len(names):>6}")
    print(f"  delivered       {len(names & set(copies)):>6}")
    print(f"  copies          {sum(copies.values()):>6}")
    print(f"  doubles         {doubles:>6}  (with another Message-ID: {len(foreign)})")
    print(f"  lost            {len(lost):>6}")
    print(f"  workers killed  {kills:>6}")
    said = ", ".join(f"{n} {mood}" for mood, n in sorted(sink.faults.items())) or "none"
    print(f"  faults          {sum(sink.faults.values()):>6}  ({said})")
    print(f"  seconds         {last - began:>8.1f}")
    if one_domain:
        times = sorted(at - began for at, _ in sink.came)
        burst = sum(1 for at in times if at - times[0] < 2)
        gaps = sorted(
            then - at for at, then in zip(times[burst:], times[burst + 1 :], strict=False)
        )
        middle = gaps[len(gaps) // 2] if gaps else 0.0
        print(f"  at once         {burst:>6}  then one in {middle:.2f} s (the median gap)")
    sys.stdout.flush()
    return not lost and not foreign


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20, help="workers killed, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--domain", default="", help="write to this provider only")
    parser.add_argument("--database", default="", help="postgresql://user:password@host/name")
    arguments = parser.parse_args()
    print(
        f"{'PostgreSQL' if arguments.database else 'SQLite'}, two workers, seed {arguments.seed}"
    )
    if not run(arguments):
        sys.exit(1)


if __name__ == "__main__":
    main()
