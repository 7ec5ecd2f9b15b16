"""A message that came in, as plain values, and what somebody who read it makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.mail.rules import Outcome


class CalendarPart(NamedTuple):
    """One part of type text/calendar (RFC 6047)."""

    #: RFC 5545 text, as it came.
    text: str
    #: REPLY, COUNTER, …: of the part's header, or else of the calendar itself; upper case.
    method: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message, parsed. Nothing in it is proved but the token that somebody checked."""

    #: The address it says that it is from, in lower case; empty where it says none.
    sender: str
    sender_name: str
    #: One line.
    subject: str
    #: What a person wrote, as plain text without what is quoted of ours; of an HTML message its
    #: words.
    text: str
    calendars: tuple[CalendarPart, ...]
    #: All of it in clear, without personal links; cut where it is too long.
    content: bytes
    message_id: str | None
    in_reply_to: str | None
    #: A machine wrote it (RFC 3834, and what others use): nobody answers it.
    auto_submitted: bool
    #: Sent as <>, as reports of mail servers are.
    null_return_path: bool
    #: Where it went, every address its headers name, in lower case.
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a message."""

    outcome: Outcome
    #: A short code that pages have words for (receiving.words); None = nothing to explain.
    reason: str | None = None
    #: Whom it concerns, by row: speaker:3. None = nobody is proved.
    recipient: str | None = None
    workshop_id: int | None = None
