"""What a mail server reports of a letter: RFC 3464, and the shapes of those that do otherwise.

A report is nobody's proof: that it is about a letter of ours is shown by the address it came to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from app.mail.receiving import reading
from app.mail.receiving.incoming import Incoming
from app.mail.rules import Answer, judge


class Action(StrEnum):
    FAILED = "failed"
    #: It goes on trying.
    DELAYED = "delayed"
    #: Delivered, relayed, expanded: nothing to do.
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Report:
    #: None = it is a report, and we do not know what it says.
    action: Action | None
    #: What the failure means.
    answer: Answer = Answer.REFUSED
    #: In the server's words.
    words: str = ""
    #: Whom it is about, where it says so; in lower case.
    recipient: str = ""


def report_of(message: Message, incoming: Incoming, to_email: str = "") -> Report | None:
    """What the message reports of the letter to this address; None = it is no report."""
    groups = list(_groups(message))
    if groups:
        about = [one for one in groups if one.recipient == to_email.lower()]
        return _worst(about or groups)
    if _looks_like_one(message, incoming):
        return _by_words(reading.header(message, "subject"), reading.words(message))
    return None


# -- RFC 3464 -------------------------------------------------------------------------------------


def _groups(message: Message) -> Iterator[Report]:
    """What it says of each recipient."""
    for part in _statuses(message):
        # Python reads each group of fields as a message of its own.
        for group in _as_list(part.get_payload()):
            action = str(group.get("action", "")).partition(";")[0].split("(")[0].strip().lower()
            if action:
                yield _of_group(group, action)


def _statuses(message: Message) -> Iterator[Message]:
    if message.get_content_maintype() != "multipart":
        return
    for part in _as_list(message.get_payload()):
        if part.get_content_type() in (
            "message/delivery-status",
            "message/global-delivery-status",
        ):
            yield part
        elif part.get_content_maintype() == "multipart":  # wrapped once more by a list or a filter
            yield from (
                inner
                for inner in _as_list(part.get_payload())
                if inner.get_content_type() == "message/delivery-status"
            )


def _as_list(payload: object) -> list[Message]:
    found = payload if isinstance(payload, list) else []
    return [one for one in found[: reading.PARTS] if isinstance(one, Message)]


_ACTIONS = {
    "failed": Action.FAILED,
    "delayed": Action.DELAYED,
    "delivered": Action.ARRIVED,
    "relayed": Action.ARRIVED,
    "expanded": Action.ARRIVED,
}
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def _of_group(group: Message, action: str) -> Report:
    status = _STATUS.search(str(group.get("status", "")))
    said = reading.header(group, "diagnostic-code").partition(";")
    diagnostic = " ".join((said[2] or said[0]).split())
    words = f"{status[0]} {diagnostic}" if status and status[0] not in diagnostic else diagnostic
    named = reading.header(group, "original-recipient") or reading.header(group, "final-recipient")
    return Report(
        action=_ACTIONS.get(action),
        answer=_meaning(status[0] if status else "", words),
        words=words.strip(),
        recipient=named.rpartition(";")[2].strip(" <>").lower(),
    )


#: Codes in a server's words: "550 …", "550-5.1.1 …".
_CODE = re.compile(r"(?<![\d.])([45]\d\d)[ -]")
#: The domain does not exist, or takes no mail at all (RFC 3463, RFC 7505).
_NO_DOMAIN = re.compile(r"\b5\.4\.4\b|\b5\.1\.10\b|host or domain name not found", re.IGNORECASE)
#: Tried until its time was over.
_EXPIRED = re.compile(r"\b[45]\.4\.7\b|\b4\.4\.\d\b")


def _meaning(status: str, words: str) -> Answer:
    """What a failure means; a report comes when its server has given up, so 4xx is final too."""
    if _EXPIRED.search(words):
        return Answer.LATER
    if _NO_DOMAIN.search(words):
        return Answer.NO_SUCH_ADDRESS
    code = _CODE.search(words)
    number = int(code[1]) if code else 400 if status.startswith("4") else 550
    return _in_chinese(words) or judge(number, words)


def _worst(groups: list[Report]) -> Report:
    order = (Action.FAILED, Action.DELAYED, Action.ARRIVED, None)
    return min(groups, key=lambda one: order.index(one.action))


# -- Other shapes ---------------------------------------------------------------------------------

_DAEMON = re.compile(
    r"(mailer-?daemon|postmaster|mail-?daemon|microsoftexchange\w*)@?", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"undeliver|delivery (status|failure|has failed)|failure notice|returned mail|mail delivery"
    r"|delivery failed|unzustellbar|nicht zugestellt|退信|退回|投递失败|邮件无法送达",
    re.IGNORECASE,
)


def _looks_like_one(message: Message, incoming: Incoming) -> bool:
    if reading.header(message, "x-failed-recipients"):
        return True
    if "delivery-status" in reading.header(message, "content-type").lower():
        return True
    from_daemon = _DAEMON.match(incoming.sender) is not None
    says_so = _SUBJECT.search(incoming.subject) is not None
    return says_so and (from_daemon or incoming.null_return_path)


#: Where a report without structure goes on with the letter itself.
_COPY = re.compile(
    r"^.*(below this line is a copy|this is a copy of (the|your) message|original message"
    r"|included below|以下是.{0,12}原).*$",
    re.IGNORECASE | re.MULTILINE,
)
_GOES_ON = re.compile(
    r"\bdelayed\b|still being (retried|attempted)|will (be retried|retry|keep trying)"
    r"|not yet been delivered|no action is required|warning message only",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"permanent (error|failure|fatal)|given up|could not be delivered|wasn't able to deliver"
    r"|did not reach|couldn't be delivered|delivery (has )?failed|undeliverable|was rejected"
    r"|konnte nicht zugestellt|无法(送达|投递|发送)|被退回|退信原因|投递失败",
    re.IGNORECASE,
)
_CHINESE = (
    (re.compile(r"频率|频繁|超出.{0,6}限制|暂时.{0,4}禁止"), Answer.SLOWER),
    (re.compile(r"邮箱.{0,8}(已满|满了|空间不足|容量)|(空间|容量)(不足|已满)"), Answer.FULL),
    (
        re.compile(r"(地址|邮箱|用户|账号|帐号|收件人).{0,60}(不存在|无效|未注册|未找到)"),
        Answer.NO_SUCH_ADDRESS,
    ),
)


def _in_chinese(words: str) -> Answer | None:
    return next((answer for said, answer in _CHINESE if said.search(words[:4000])), None)


def _by_words(subject: str, text: str) -> Report:
    """A report that only people were meant to read."""
    cut = _COPY.search(text)
    own = " ".join((text[: cut.start()] if cut else text)[:8000].split())
    said = _said(own)
    if _GOES_ON.search(f"{subject} {own}") and not re.search(r"permanent|given up", own, re.I):
        return Report(Action.DELAYED, words=said)
    if not (_GIVEN_UP.search(f"{subject} {own}") or _CODE.search(own) or "#5." in own):
        return Report(None, words=own[:400])
    return Report(Action.FAILED, _meaning("", said), said)


def _said(own: str) -> str:
    """The words of the server that refused, as far as they stand out."""
    found = re.search(r"(?<![\d.])[45]\d\d[ -].{0,300}", own)
    reason = re.search(r"(退信原因|失败原因|原因)\s*[:：]?\s*(.{1,200})", own)
    return " ".join(one for one in (reason and reason[2], found and found[0]) if one) or own[-300:]
