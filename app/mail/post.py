"""The two ways out of the house: files in a folder, or a mail server."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from app.mail.message import Mail
from app.mail.rules import Answer, judge
from config import Config

#: Seconds for one step of a conversation, and for all of it; both well under the lease.
STEP = 6.0
ALL = 60.0
#: Seconds a running conversation gets to end when the worker is told to stop.
GRACE = 3.0


class NotTaken(Exception):
    """The letter was not delivered; `answer` says what that means, `words` what was said."""

    def __init__(self, answer: Answer, words: str) -> None:
        self.answer, self.words = answer, words
        super().__init__(answer)


class Unreachable(NotTaken):
    """Nothing can be delivered at the moment, whatever the letter."""

    def __init__(self, words: str) -> None:
        super().__init__(Answer.AWAY, words)


class Post(Protocol):
    def __call__(self, mail: Mail, name: str) -> None:
        """Deliver one mail; `name` is a file name for it. Raises NotTaken."""


def post_for(settings: Config, stop: threading.Event | None = None) -> Post:
    if settings.mail_url.startswith("folder:"):
        return Folder(folder_of(settings))
    return Server(settings, stop or threading.Event())


def is_paced(post: Post) -> bool:
    """Whether providers count what goes this way; a folder of our own does not."""
    return isinstance(post, Server)


def folder_of(settings: Config) -> Path:
    """Where .eml files go: the data folder's letters/, or the path that the setting names."""
    return settings.data / (settings.mail_url.removeprefix("folder:") or "letters")


class Folder:
    """Letters as files that any mail program opens: for newcomers and for tests."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, mail: Mail, name: str) -> None:
        fresh = self.path / f".{name}.{secrets.token_hex(4)}"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with fresh.open("xb") as file:
                file.write(mail.content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path / f"{name}.eml")
        except OSError as error:
            raise Unreachable(error.strerror or "cannot write") from error


class Server:
    """A mail server, one conversation per letter."""

    def __init__(self, settings: Config, stop: threading.Event) -> None:
        url = urlsplit(settings.mail_url)
        self.secure = url.scheme == "smtps"
        self.host = url.hostname or ""
        self.port = url.port or (465 if self.secure else 25)
        self.user = unquote(url.username) if url.username else None
        self.password = unquote(url.password or "")
        #: Somebody who runs both machines may say that nothing between them is encrypted.
        self.plain = parse_qs(url.query).get("tls") == ["off"]
        self.own_name = urlsplit(settings.base_url).hostname or "localhost"
        self.stop = stop

    def __call__(self, mail: Mail, name: str) -> None:
        server = self._new()
        with self._limited(server):
            try:
                self._greet(server)
            except (OSError, smtplib.SMTPException, UnicodeError) as error:
                server.close()
                raise Unreachable(_words(error)) from error
            try:
                beyond_ascii = not mail.recipient.isascii() or not mail.sender.isascii()
                options = ("SMTPUTF8", "BODY=8BITMIME") if beyond_ascii else ()
                server.sendmail(mail.sender, [mail.recipient], mail.content, options)
            except smtplib.SMTPRecipientsRefused as error:
                code, words = next(iter(error.recipients.values()))
                raise _not_taken(code, words) from error
            except smtplib.SMTPSenderRefused as error:
                # Speaks of us and not of the recipient: an administrator can mend it.
                said = judge(error.smtp_code, _text(error.smtp_error))
                answer = Answer.SLOWER if said is Answer.SLOWER else Answer.LATER
                raise NotTaken(answer, _words(error)) from error
            except smtplib.SMTPResponseException as error:
                raise _not_taken(error.smtp_code, error.smtp_error) from error
            except (OSError, smtplib.SMTPServerDisconnected) as error:
                raise NotTaken(Answer.LATER, _words(error)) from error
            except smtplib.SMTPException as error:
                raise NotTaken(Answer.REFUSED, _words(error)) from error
            finally:
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    server.quit()
                server.close()

    def _new(self) -> smtplib.SMTP:
        if self.secure:
            return smtplib.SMTP_SSL(
                local_hostname=self.own_name, timeout=STEP, context=ssl.create_default_context()
            )
        return smtplib.SMTP(local_hostname=self.own_name, timeout=STEP)

    def _greet(self, server: smtplib.SMTP) -> None:
        server._host = self.host  # type: ignore[attr-defined]  # the name its certificate must bear
        code, words = server.connect(self.host, self.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        server.ehlo_or_helo_if_needed()
        if not self.secure and not self._is_here() and not self.plain:
            if not server.has_extn("starttls"):
                # Taken away on the way, perhaps: letters hold personal links, so they wait.
                raise smtplib.SMTPNotSupportedError(
                    "the mail server offers no encryption, so nothing is sent"
                )
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if self.user is not None:
            server.login(self.user, self.password)

    def _is_here(self) -> bool:
        """On the own machine nothing travels; its certificate is rarely made out to anybody."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @contextmanager
    def _limited(self, server: smtplib.SMTP) -> Iterator[None]:
        """End a conversation that drags on: a server may send a byte each second for ever."""
        done = threading.Event()

        def watch() -> None:
            end = monotonic() + ALL
            while not done.wait(0.1):
                if self.stop.is_set():
                    end = min(end, monotonic() + GRACE)
                    done.wait(GRACE)
                if monotonic() >= end and not done.is_set():
                    with contextlib.suppress(OSError, AttributeError):
                        server.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
                    return

        watcher = threading.Thread(target=watch, name="mail conversation", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


def _not_taken(code: int, words: bytes | str) -> NotTaken:
    said = _text(words)
    return NotTaken(judge(code, said), f"{code} {said}")


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, TimeoutError):
        return "the mail server did not answer in time"
    return str(error) or type(error).__name__
