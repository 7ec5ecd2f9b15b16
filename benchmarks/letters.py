"""The folder of e-mails, as the people read theirs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from benchmarks.person import NotDone

#: Seconds after which nobody looks for an e-mail any longer.
PATIENCE = 60
_OWN_PAGE = re.compile(r"https?://[^/\s]+/[rs]/[\w-]+(?![\w/-])")


class Letters:
    """`deliver` sends what waits, where no worker runs beside."""

    def __init__(self, folder: Path, deliver: Callable[[], None] = lambda: None) -> None:
        self.folder, self.deliver = folder, deliver
        self._read: dict[Path, EmailMessage] = {}

    def to(self, address: str) -> list[EmailMessage]:
        """All that this person got, in order."""
        self.deliver()
        for file in self.folder.glob("*.eml"):
            if file not in self._read:
                mail = message_from_bytes(file.read_bytes(), policy=policy.default)
                assert isinstance(mail, EmailMessage)
                self._read[file] = mail
        return [
            self._read[file] for file in sorted(self._read) if is_to(self._read[file], address)
        ]

    def next_to(self, address: str, after: int = 0) -> EmailMessage:
        """The first after so many that came before, as soon as it is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            mails = self.to(address)
            if len(mails) > after:
                return mails[after]
            time.sleep(0.05)
        raise NotDone(f"No e-mail came to {address}")


def is_to(mail: EmailMessage, address: str) -> bool:
    return address in str(mail["To"])


def words(mail: EmailMessage) -> str:
    """What it says."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def own_page(mail: EmailMessage) -> str:
    """The personal link."""
    found = _OWN_PAGE.search(words(mail))
    if not found:
        raise NotDone(f"No personal link in “{mail['Subject']}”")
    return found[0]


def calendar(mail: EmailMessage) -> str:
    """The calendar that comes with it, lines unfolded."""
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            found = part.get_content()
            text = found if isinstance(found, str) else found.decode()
            return text.replace("\r\n", "\n").replace("\n ", "")
    raise NotDone(f"No calendar in “{mail['Subject']}”")
