"""What an answer of a mail server means for a letter."""

from __future__ import annotations

import re
from enum import StrEnum


class Answer(StrEnum):
    TAKEN = "taken"
    #: Not now; this letter is tried again.
    LATER = "later"
    #: Not from somebody it does not know yet; soon it will (greylisting).
    GREYLISTED = "greylisted"
    #: The mailbox is full: it takes days until its owner looks.
    FULL = "full"
    #: Too many at once for this recipient's provider: all letters to it wait.
    SLOWER = "slower"
    #: Nothing can leave the house at the moment, whatever the letter.
    AWAY = "away"
    NO_SUCH_ADDRESS = "no_such_address"
    REFUSED = "refused"


_GREYLISTED = re.compile(r"gr[ae]y.?list", re.IGNORECASE)
#: Providers that answer "too many" with a permanent code (QQ: 550 Sender frequency limited).
_TOO_MANY = re.compile(
    r"frequency.{0,20}limit|temporarily prohibited|rate.?limit|throttl|sending too fast"
    r"|too many (messages|mails?|e-?mails|connections)|unusual rate|limit exceeded",
    re.IGNORECASE,
)
#: Said by a 4xx it is what every server says; by a closing or a refusing one it means "too many".
_LATER = re.compile(r"try again later", re.IGNORECASE)
_FULL = re.compile(
    r"\b[45]\.2\.2\b|(mailbox|inbox|account|user)( \w+)? is (full|over)|mailbox full"
    r"|over ?quota|quota (is )?exceeded|exceeded.{0,30}quota|exceeded storage",
    re.IGNORECASE,
)
#: RFC 3463 §3.2, those that speak of the recipient (5.1.7 and 5.1.8 speak of the sender).
_NO_ADDRESS = re.compile(r"\b5\.1\.(1|2|3|6|10)\b")
#: x.0.0 says nothing that the plain code does not say.
_ENHANCED = re.compile(r"\b[45]\.(?!0\.0\b)\d{1,3}\.\d{1,3}\b")
#: Servers without enhanced codes say it in words only.
_NOBODY = re.compile(
    r"user (is )?(unknown|not found)|(unknown|no such|invalid) (user|recipient|mailbox|address)"
    r"|(mailbox|recipient|address|account|user)\b.{0,40}(does not|doesn't) exist"
    r"|mailbox (not found|unavailable or access denied)|no mailbox here",
    re.IGNORECASE,
)


def judge(code: int, words: str) -> Answer:
    """What an SMTP reply to RCPT or DATA means (RFC 5321 §4.2.1, RFC 3463)."""
    if 200 <= code < 300:
        return Answer.TAKEN
    said = words[:2000]
    if code < 500 and _GREYLISTED.search(said):
        return Answer.GREYLISTED
    has_enhanced = _ENHANCED.search(said)
    if _FULL.search(said) or (code in (452, 552) and not has_enhanced):
        return Answer.FULL
    if _TOO_MANY.search(said) or ((code == 421 or code >= 500) and _LATER.search(said)):
        return Answer.SLOWER
    if code < 500:
        return Answer.LATER
    if _NO_ADDRESS.search(said) or (not has_enhanced and _NOBODY.search(said)):
        return Answer.NO_SUCH_ADDRESS
    return Answer.REFUSED


_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>]+>?:?")


def without_addresses(words: str) -> str:
    """A server's words as they may be kept and shown: one line, addresses left out."""
    return " ".join(_ADDRESS.sub("…", words[:4000]).split())[:400]
