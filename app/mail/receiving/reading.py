"""The octets of a message as plain values. What cannot be read of it is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

from app import links
from app.i18n.texts import many_lines, one_line
from app.mail.receiving.automatic import is_automatic
from app.mail.receiving.incoming import CalendarPart, Incoming

#: Kept of a message as it came, of its text, and of one calendar in it.
KEPT, TEXT, CALENDAR = 100_000, 20_000, 100_000
#: Calendars looked at; a message of a person has one or two.
CALENDARS = 5
#: Parts looked at: more are no message of a person.
PARTS = 200
#: Where mail servers and people write to whom a message goes.
_TO = (
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to",
    "x-forwarded-to", "resent-to", "to", "cc",
)  # fmt: skip


def parsed(raw: bytes) -> Message:
    return message_from_bytes(raw)


def incoming(
    message: Message, *, recipient: str | None = None, sender: str | None = None
) -> Incoming:
    """`recipient` and `sender` are the envelope's, where the mail server says them."""
    name, author = parseaddr(header(message, "from"))
    returns_to = header(message, "return-path") if sender is None else sender
    null = sender == "" or returns_to.strip() == "<>"
    return Incoming(
        sender=_clean(one_line(author)).lower()[:254],
        sender_name=_clean(one_line(name))[:200],
        subject=links.masked(_clean(one_line(header(message, "subject"))))[:400],
        text=links.masked(_clean(written(words(message))))[:TEXT],
        calendars=tuple(_calendars(message)),
        content=_kept(message).encode()[:KEPT],
        message_id=_message_id(header(message, "message-id")),
        in_reply_to=_message_id(header(message, "in-reply-to")),
        auto_submitted=is_automatic(lambda name: header(message, name), null_return_path=null),
        null_return_path=null,
        to=_addresses(message, recipient),
    )


def header(message: Message, name: str) -> str:
    """The words of a header, decoded (RFC 2047); empty where it is missing or broken."""
    value = message.get(name)
    return "" if value is None else header_value(value)


def header_value(value: object) -> str:
    said = str(value)[:4000]  # decoding takes the square of its length
    try:
        return _clean(str(make_header(decode_header(said))))
    except (ValueError, LookupError, UnicodeError):
        return _clean(said)


def _kept(message: Message) -> str:
    """All of it in clear, part by part, so that what a name or a link stands in can be found and
    taken out; no personal link is kept. What is no text stays as it was encoded."""
    pieces = []
    for part in message.walk():
        head = "\n".join(f"{name}: {header_value(value)}" for name, value in part.items())
        inner = part.get_payload()
        body = ""
        if isinstance(inner, str):
            is_text = part.get_content_maintype() in ("text", "message")
            body = content(part) if is_text else inner
        pieces.append(f"{head}\n\n{body}")
        if sum(map(len, pieces)) > KEPT:
            break
    return links.masked(_clean("\n\n".join(pieces))[:KEPT])


def _clean(said: str) -> str:
    """Text that every database takes: no NUL, nothing that is no character."""
    return said.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _message_id(said: str) -> str | None:
    found = re.search(r"<[^<>\s]{1,250}>", said)
    return found[0] if found else None


def _addresses(message: Message, recipient: str | None) -> tuple[str, ...]:
    said = [recipient] if recipient else []
    for name in _TO:
        said += [str(value)[:4000] for value in message.get_all(name, [])[:20]]
    found = (address.lower() for _, address in getaddresses(said) if "@" in address)
    return tuple(dict.fromkeys(found))[:50]


# -- Parts ----------------------------------------------------------------------------------------


def parts(message: Message) -> Iterator[Message]:
    """The parts that hold something, without those of messages that are attached whole."""
    waiting, seen = [message], 0
    while waiting and seen < PARTS:
        one = waiting.pop(0)
        seen += 1
        if one.get_content_maintype() == "message" and one is not message:
            continue
        inner = one.get_payload()
        if isinstance(inner, list):
            waiting = [part for part in inner if isinstance(part, Message)] + waiting
        else:
            yield one


def content(part: Message) -> str:
    """The text of a part, in whatever letters it was written."""
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    named = str(part.get_param("charset") or "utf-8").lower()
    # What calls itself by the smaller name often holds signs of the larger.
    charset = "gb18030" if named in ("gb2312", "gbk", "gb_2312-80") else named
    for name in (charset, "utf-8", "gb18030"):
        try:
            return octets.decode(name)
        except (LookupError, UnicodeError):
            continue
    return octets.decode("utf-8", "replace")


def words(message: Message) -> str:
    """What people read in it: its plain text, or else the words of its HTML."""
    for kind, read in (("text/plain", str), ("text/html", _of_html)):
        for part in parts(message):
            if part.get_content_type() == kind and not part.get_filename():
                text = many_lines(read(content(part)[: 10 * TEXT]))
                if text.strip():
                    return text
    return ""


def _calendars(message: Message) -> Iterator[CalendarPart]:
    found = 0
    for part in parts(message):
        is_file = str(part.get_filename() or "").lower().endswith(".ics")
        if part.get_content_type() not in ("text/calendar", "application/ics") and not is_file:
            continue
        text = _clean(content(part))
        if found == CALENDARS or "BEGIN:VCALENDAR" not in text.upper():
            continue
        found += 1
        inside = re.search(r"^METHOD[^:\r\n]*:\s*([A-Za-z]+)", text, re.MULTILINE | re.IGNORECASE)
        named = inside[1] if inside else part.get_param("method")
        yield CalendarPart(text[:CALENDAR], str(named).upper() if named else None)


class _Words(HTMLParser):
    """The words of an HTML text, a line for each block."""

    _SILENT = frozenset({"style", "script", "head", "title"})
    _BLOCKS = frozenset(
        {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "hr"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._SILENT:
            self.silent += 1
        elif tag in self._BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in self._BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def _of_html(text: str) -> str:
    reader = _Words()
    reader.feed(text)
    lines = (line.strip() for line in "".join(reader.said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# -- What somebody wrote --------------------------------------------------------------------------

#: The line with which mail programs begin what they quote.
_QUOTED = re.compile(
    r"^(\s*(-{2,}\s*)?(original message|ursprüngliche nachricht|原始邮件|原邮件|转发邮件)"
    r"(\s*-{2,})?\s*|\s*-{5,}.*-{5,}\s*|_{20,}\s*|on .{5,200} wrote:\s*"
    r"|am .{5,200} schrieb.{0,200}:\s*|.{5,200}写道[:：]\s*|(from|von|发件人)\s*[:：].{3,200})$",
    re.IGNORECASE,
)


def written(text: str) -> str:
    """What its author wrote: without what the program quoted below. Where that would be nothing,
    all of it."""
    lines = text.strip().split("\n")
    for n, line in enumerate(lines):
        if n and _QUOTED.match(line[:400]):
            lines = lines[:n]
            break
    own = "\n".join(line for line in lines if not line.startswith(">")).strip()
    return own or text.strip()
