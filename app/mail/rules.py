"""The plain states of a letter, and what an answer of a mail server means for it."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

from app.i18n import N_


class LetterState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    #: The address does not exist; not tried again.
    NO_SUCH_ADDRESS = "no_such_address"
    #: The mailbox is full, or its side refuses the letter for good.
    REFUSED = "refused"
    #: The other side was not accepting for as long as we try.
    GAVE_UP = "gave_up"
    #: Trial mode: kept back, as its reader is not of the team. Lifting the mode sends it not.
    KEPT_BACK = "kept_back"


#: Where a letter ends that never came to its reader.
UNDELIVERED = (LetterState.NO_SUCH_ADDRESS, LetterState.REFUSED, LetterState.GAVE_UP)


class ReceivedKind(StrEnum):
    """What a message that came in is."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    CALENDAR = "calendar"
    #: Somebody wrote.
    MESSAGE = "message"


class Outcome(StrEnum):
    """What became of it."""

    APPLIED = "applied"
    #: Understood, and not believed or too late: a wrong token, another attendee, an old answer.
    REFUSED = "refused"
    #: Not understood, or nobody's to decide but an organiser's.
    UNCLEAR = "unclear"
    #: Nothing to do: an automatic answer.
    IGNORED = "ignored"


#: What an organiser reads.
IN_WORDS = {
    LetterState.WAITING: N_("waiting to be sent"),
    LetterState.SENDING: N_("being sent"),
    LetterState.SENT: N_("sent"),
    LetterState.NO_SUCH_ADDRESS: N_("not delivered: the address does not exist"),
    LetterState.REFUSED: N_("not delivered: the mailbox is full or refuses it"),
    LetterState.GAVE_UP: N_("gave up: the other side accepted nothing for three days"),
    LetterState.KEPT_BACK: N_("kept back: trial mode writes to the team only"),
}


class Answer(StrEnum):
    """What a mail server's answer means."""

    TAKEN = "taken"
    #: Not now; this letter is tried again.
    LATER = "later"
    #: Too many at once for this recipient's provider: all letters to it wait.
    SLOWER = "slower"
    NO_SUCH_ADDRESS = "no_such_address"
    REFUSED = "refused"


#: Providers that answer "too many" with a permanent code (QQ: 550 Sender frequency limited).
_TOO_MANY = re.compile(
    r"frequency limit|temporarily prohibited|rate.?limit|too many (messages|mails?|connections)"
    r"|throttl|sending too fast|try again later|limit exceeded",
    re.IGNORECASE,
)
#: RFC 3463 §3.2, those that speak of the recipient (5.1.7 and 5.1.8 speak of the sender).
_NO_ADDRESS = re.compile(r"\b5\.1\.(1|2|3|6|10)\b")
_ENHANCED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
#: Servers without enhanced codes say it in words only.
_NOBODY = re.compile(
    r"user (is )?(unknown|not found)|(unknown|no such|invalid) (user|recipient|mailbox|address)"
    r"|(mailbox|recipient|address|account|user)\b.{0,40}(does not|doesn't) exist",
    re.IGNORECASE,
)


def judge(code: int, words: str) -> Answer:
    """What an SMTP reply to RCPT or DATA means (RFC 5321 §4.2.1, RFC 3463)."""
    if 200 <= code < 300:
        return Answer.TAKEN
    if _TOO_MANY.search(words):
        return Answer.SLOWER
    if code < 500:
        return Answer.LATER
    if _NO_ADDRESS.search(words):
        return Answer.NO_SUCH_ADDRESS
    if not _ENHANCED.search(words) and _NOBODY.search(words):
        return Answer.NO_SUCH_ADDRESS
    return Answer.REFUSED


#: Pauses between attempts; together 72 hours, as mail servers themselves do (RFC 5321 §4.5.4.1).
PAUSES = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 4, 10, 30, 60, 120, 240, 480, 720, 720, 720, 720, 495)
)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after this many failed attempts; None = give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


#: A letter taken by a worker that died is taken by another one after this.
LEASE = timedelta(minutes=2)
#: How long all letters to one provider wait when it says that there were too many.
SLOWER = timedelta(minutes=5)

_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>]+>?:?")


def without_addresses(words: str) -> str:
    """A server's words as they may be kept and shown: one line, addresses left out."""
    return " ".join(_ADDRESS.sub("…", words).split())[:400]


def next_state(answer: Answer, attempts: int) -> LetterState:
    """What becomes of a letter that was tried for the `attempts`th time."""
    if answer is Answer.TAKEN:
        return LetterState.SENT
    if answer is Answer.NO_SUCH_ADDRESS:
        return LetterState.NO_SUCH_ADDRESS
    if answer is Answer.REFUSED:
        return LetterState.REFUSED
    if pause_after(attempts) is None:
        return LetterState.GAVE_UP
    return LetterState.WAITING


def domain_of(address: str) -> str:
    """The provider of an address, in lower case; empty where there is none."""
    return address.rpartition("@")[2].lower()[:254]
