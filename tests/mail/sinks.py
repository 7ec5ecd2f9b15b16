"""Mail servers that answer what a test tells them to."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def drop(server: SMTP) -> None:
    """End the conversation without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


@dataclass
class Sink:
    """Keeps every mail it takes; `to` and `data` hold answers by address, else it takes all."""

    to: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    #: The connection drops with the letter kept and its sender not told so.
    drop_after_data: bool = False
    #: The same before anything was kept.
    drop_before_data: bool = False
    #: The letter is kept and its 250 held back until this is set.
    holds: threading.Event | None = None
    #: When each letter came.
    times: list[float] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.drop_before_data:
            drop(server)
            return "250 never said"
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        self.times.append(time.monotonic())
        while self.holds is not None and not self.holds.is_set():
            await asyncio.sleep(0.02)
        if self.drop_after_data:
            drop(server)
        return self.data.get(envelope.rcpt_tos[0], "250 OK")

    @property
    def elsewhere(self) -> str:
        """The same server under an address that does not say it is this machine."""
        return f"smtp://0.0.0.0:{self.port}"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def running(sink: Sink, tls: ssl.SSLContext | None = None) -> Iterator[Sink]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port, tls_context=tls)
    controller.start()
    sink.port = port
    try:
        yield sink
    finally:
        controller.stop()


@contextmanager
def dripping(seconds: float = 0.2) -> Iterator[str]:
    """A server that greets with one byte now and then and never ends its line."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def drip() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    while not over.is_set():
                        connection.sendall(b"2")
                        time.sleep(seconds)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        over.set()
    thread.join(5)


@contextmanager
def nobody() -> Iterator[str]:
    """An address where no server listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"smtp://127.0.0.1:{taken.getsockname()[1]}"


def certified_by_nobody(folder: Path) -> ssl.SSLContext:
    """What a server encrypts with whose certificate nobody signed."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=mail.example.org", "-days", "2",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
