"""Starting Plenum: the server, the worker, and both at once for `./run`."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import click
from babel import Locale
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer as Server

from app import clock
from app.accounts import service as accounts
from app.cli import migrating
from app.cli.refusing import opened
from app.demo import service as demo
from app.errors import Refusal
from app.extensions import config, db
from app.i18n import N_
from app.mail import worker as mail_worker
from app.mail.post import folder_of
from app.site import drawing

#: How long the printed link of the demo organiser signs in: a day at the desk.
DEMO_LINK_LIFE = timedelta(days=1)
#: Seconds that running requests, and a letter under way, get to end.
GRACE = 10


class AddressTaken(Refusal):
    message = N_("Port %(port)s is taken by another program. Choose another one: --port %(other)s")


class PortForbidden(Refusal):
    message = N_("This user may not serve at port %(port)s. Choose another one: --port 8000")


class NoSuchAddress(Refusal):
    message = N_("%(host)s is no address of this machine. Choose another one: --host 127.0.0.1")


host_option = click.option("--host", default="127.0.0.1", show_default=True)
port_option = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535)
)


@click.command()
@host_option
@port_option
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages until stopped. Letters are sent by another process, plenum worker."""
    address = _free_address(host, port)
    _follow_the_port(host, port)
    with opened():
        migrating.check_newest()
        _say_what_fonts_lack()
        click.echo(f"Serving {config().base_url} at {address}, port {port}.")
    server_of(address, port, workers).serve()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def worker(once: bool) -> None:
    """Send letters and do timed work until stopped."""
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("app").setLevel(logging.INFO)
    with opened() as app:
        migrating.check_newest()
        mail_worker.run(app, once=once)


@click.command(hidden=True)
@host_option
@port_option
def up(host: str, port: int) -> None:
    """What ./run does: upgrade the database, load the demo, serve with the worker beside."""
    address = _free_address(host, port)
    _follow_the_port(host, port)
    with opened():
        if migrating.upgrade():
            click.echo("The database is set up.")
        for line in demo.load_demo(at=clock.now()):
            click.echo(line)
        db.session.commit()
        _say_what_fonts_lack()
        welcome = _welcome()
    server = server_of(address, port, workers=1)
    beside = Beside(server)
    server.on_startup(beside.start)
    greeting = threading.Thread(target=_greet, args=(address, port, welcome), daemon=True)
    server.on_startup(greeting.start)
    try:
        server.serve()
    finally:
        beside.stop()
    if beside.failed:
        raise SystemExit(1)


def _say_what_fonts_lack() -> None:
    """Before the workers are forked, which then know the fonts."""
    lacking = drawing.languages_without_signs()
    if lacking:
        names = ", ".join(str(Locale.parse(code).english_name) for code in lacking)
        click.echo(
            f"Links that are shared show no picture in these languages: {names}. "
            "The fonts here lack their signs (Debian: apt install fonts-noto-cjk fonts-dejavu)."
        )


def _greet(address: str, port: int, welcome: str) -> None:
    """Say the addresses once they answer: scripts open them at once."""
    until = time.monotonic() + GRACE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((address, port), 1):
            click.echo(welcome)
            return
        time.sleep(0.05)


def _welcome() -> str:
    organiser = accounts.get_account(demo.ORGANISER)
    link = accounts.sign_in_link(organiser, at=clock.now(), life=DEMO_LINK_LIFE)
    letters = (
        f"{folder_of(config())} and, signed in, {config().base_url}/organise/letters"
        if config().mail_url.startswith("folder:")
        else "they leave by PLENUM_MAIL_URL"
    )
    return (
        "\nPlenum runs.\n"
        f"  Public pages      {config().base_url}/\n"
        f"  Sign in, once     {link}\n"
        f"  Outgoing letters  {letters}\n"
        "Ctrl-C stops it.\n"
    )


class Beside:
    """The worker as a process of its own beside the server; each ends with the other."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.process: subprocess.Popen[bytes] | None = None
        self.failed = False

    def start(self) -> None:
        # In a session of its own, so that Ctrl-C reaches the server alone, which ends both.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker"], start_new_session=True
        )
        signal.signal(signal.SIGCHLD, self._look)
        signal.signal(signal.SIGHUP, self.server.signal_handler_interrupt)  # the window was closed

    def _look(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is not None:
            self.failed = True
            self.process = None
            click.echo("The worker ended, so Plenum stops; its message stands above.", err=True)
            self.server.signal_handler_interrupt()

    def stop(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def server_of(
    address: str, port: int, workers: int, application: str = "app:create_app"
) -> Server:
    """One process per worker, forked with the application imported already."""
    return Server(
        application,
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=min(8, 2 * (os.cpu_count() or 1) + 1),  # more only wait for each other
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.warning,
        log_access=False,  # addresses hold personal links
    )


def _follow_the_port(host: str, port: int) -> None:
    """Without PLENUM_BASE_URL, links name the address that is served, in every process."""
    name = host if host not in ("0.0.0.0", "::") else "127.0.0.1"
    name = f"[{name}]" if ":" in name else name
    os.environ.setdefault("PLENUM_BASE_URL", f"http://{name}:{port}")


def _free_address(host: str, port: int) -> str:
    """The number of this address. Raises NoSuchAddress, AddressTaken, PortForbidden."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoSuchAddress(host=host) from error
    family, _, _, _, place = min(found, key=lambda one: one[0] != socket.AF_INET)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # What the last run left closing is no reason to refuse; a listener is one all the same.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except PermissionError as error:
            raise PortForbidden(port=port) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise NoSuchAddress(host=host) from error
            raise AddressTaken(port=port, other=port % 65535 + 1) from error
    return str(place[0])
