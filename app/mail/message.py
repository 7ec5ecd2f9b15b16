"""A letter as the mail that leaves the house: text, HTML, calendar file, headers."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from app import links
from app.extensions import config
from app.i18n import HTML_LANG, gettext, speaking
from app.i18n.texts import one_line
from app.ical import write
from app.mail.models import Letter
from app.mail.outbox import REPLY
from app.mail.rendering import PLACE

#: 7bit: every server takes it, and no relay has to recode the body.
POLICY = SMTP.clone(cte_type="7bit")


def addresses(letter: Letter) -> dict[str, str]:
    """The letter's links by name, personal ones derived now."""
    return {link["name"]: _address(link) for link in letter.links}


def _address(link: dict[str, Any]) -> str:
    settings = config()
    path: str = link["path"]
    if path == REPLY:
        return inbound(links.derive(settings.secret_key, *_proof(link)))
    if link["purpose"]:
        token = links.derive(settings.secret_key, *_proof(link))
        path = path.replace("{token}", token)
    return settings.base_url + path


def _proof(link: dict[str, Any]) -> tuple[str, str, int]:
    return link["purpose"], link["subject"], link["generation"]


def inbound(token: str) -> str:
    """The address that replies come to, with this token in it (RFC 5233's subaddress); the
    sender's where replies are read no longer."""
    if config().mail_inbound is None:
        return parseaddr(config().mail_from)[1]
    local, _, domain = (config().mail_inbound or "").rpartition("@")
    return f"{local}+{token}@{domain}"


def text(letter: Letter, addresses: dict[str, str]) -> str:
    """The text part with its links filled in."""
    return PLACE.sub(lambda place: addresses[place[1]], letter.text)


def html_part(letter: Letter, addresses: dict[str, str]) -> str:
    """The HTML part with its links filled in."""
    return PLACE.sub(lambda place: html.escape(addresses[place[1]]), letter.html)


def calendar(letter: Letter, addresses: dict[str, str]) -> str | None:
    """The attached calendar file with its links filled in, and folded anew for their length."""
    if letter.calendar is None or "%%link" not in (plain := write.unfolded(letter.calendar)):
        return letter.calendar
    # What people typed may look like a place, and calendars are passed on: a request holds the
    # address that answers go to, a file to keep the link that leads into the meeting, no other.
    given = {
        link["name"]: addresses[link["name"]]
        for link in letter.links
        if (link["path"] == REPLY if letter.method else link["purpose"] == "join")
    }
    return write.folded(PLACE.sub(lambda place: given.get(place[1], place[0]), plain))


def readable(text: str, its_links: Sequence[Mapping[str, Any]], language: str) -> str:
    """A stored text for organisers' eyes: no personal link is derived, words in its language stand
    there instead."""
    with speaking(language):
        hidden = gettext("(the personal link)")
    places = {
        link["name"]: hidden if link["purpose"] else config().base_url + link["path"]
        for link in its_links
    }
    return PLACE.sub(lambda place: places.get(place[1], place[0]), text)


def readable_calendar(
    attached: str | None, its_links: Sequence[Mapping[str, Any]], language: str
) -> str | None:
    """The same of a calendar file."""
    return attached and write.folded(readable(write.unfolded(attached), its_links, language))


#: Purpose of the token in the address a letter comes back to.
BOUNCE = "bounce"


def bounce_subject(letter_id: int) -> str:
    """The letter's row, as tokens name it."""
    return f"b{letter_id}"


def _sender(letter: Letter, otherwise: str) -> str:
    """Where reports of mail servers go: an address that proves which letter came back."""
    if config().mail_inbound is None:
        return otherwise
    subject = bounce_subject(letter.id)
    return inbound(links.derive(config().secret_key, BOUNCE, subject, 0))


def _answers_to(letter: Letter, known: Mapping[str, str]) -> str | None:
    """Where an answer goes that somebody types, where we read answers to this letter."""
    return next((known[link["name"]] for link in letter.links if link["path"] == REPLY), None)


#: The name of a letter's link by which its reader gets no more of its kind.
LEAVING = "leave"
#: A long header goes on in the next line, after a blank (RFC 5322 §2.2.3).
FOLD = "\r\n "


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail server is given: the two addresses of the envelope, and the message."""

    sender: str
    recipient: str
    content: bytes


def compose(letter: Letter, *, at: datetime) -> Mail:
    """The mail to deliver. Raises ValueError for an address that cannot be one."""
    name, author = parseaddr(config().mail_from)
    author = _address_for_servers(author)
    recipient = _address_for_servers(letter.to_email)
    known = addresses(letter)
    head = {
        "From": _mailbox("From", name, author),
        "To": _mailbox("To", letter.to_name, recipient),
        "Subject": _words("Subject", letter.subject),
        "Date": format_datetime(at),
        "Message-ID": letter.message_id,
        "Content-Language": HTML_LANG.get(letter.language, letter.language),
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's machine should answer
        "X-Auto-Response-Suppress": "All",  # the same, for Exchange
    }
    answers_to = _answers_to(letter, known)
    if answers_to is not None:
        head["Reply-To"] = answers_to if len(answers_to) < 60 else f"{FOLD}{answers_to}"
    way_out = known.get(LEAVING)
    if way_out is not None:
        # RFC 8058: programs post there by themselves; a look at the address changes nothing.
        head |= {
            "List-Unsubscribe": f"{FOLD}<{way_out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    content = lines.encode() + _body(letter, known).as_bytes()
    return Mail(_sender(letter, author), recipient, content)


def _body(letter: Letter, known: dict[str, str]) -> EmailMessage:
    body = EmailMessage(policy=POLICY)
    body.set_content(text(letter, known))
    body.add_alternative(html_part(letter, known), subtype="html")
    attached = calendar(letter, known)
    if attached is not None and letter.method is not None:
        _add_request(body, attached, letter.method)
    elif attached is not None:
        # No METHOD, so no method= either: a file to keep, not a request to answer (RFC 6047 §2.4).
        body.add_attachment(
            attached.encode(),
            maintype="text",
            subtype="calendar",
            filename="workshop.ics",
            params={"charset": "utf-8"},
        )
    return body


def _add_request(body: EmailMessage, attached: str, method: str) -> None:
    """A calendar file that asks: the last way of reading the letter (RFC 6047 §2.4), and once more
    as a file, for programs that look at files only."""
    body.add_alternative(
        attached.encode(),
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"charset": "UTF-8", "method": method, "component": "VEVENT"},
    )
    body.add_attachment(
        attached.encode(), maintype="application", subtype="ics", filename="invite.ics"
    )


def _words(field: str, words: str) -> str:
    """Words as a header may hold them (RFC 2047), folded.

    By the older of Python's two ways: the newer one decodes what looks encoded in a name and so
    lets it write headers of its own, and it puts blanks into long Chinese names.
    """
    clean = one_line(words)
    plain = clean.isascii() and "=?" not in clean
    charset = "us-ascii" if plain else "utf-8"
    return Header(clean, charset, header_name=field, maxlinelen=75).encode(linesep="\r\n")


def _mailbox(field: str, name: str, address: str) -> str:
    clean = one_line(name)
    if not clean:
        return address
    if clean.isascii() and "=?" not in clean:
        quoted = clean.replace("\\", "\\\\").replace('"', '\\"')
        said = f'"{quoted}"'
    else:
        said = _words(field, clean)
    fits = len(field) + len(said) + len(address) < 70
    return f"{said}{' ' if fits else FOLD}<{address}>"


#: Blanks, controls and what has a meaning in a header have no place in an address of ours.
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f-\x9f<>@\"(),:;\\\[\]]{1,64}@([^\s<>@\"(),:;\\\[\]]+)")


def _address_for_servers(address: str) -> str:
    """The address with its domain in the letters that servers know (IDNA)."""
    found = _ADDRESS.fullmatch(address)
    if found is None or len(address) > 254:
        raise ValueError("not a mail address")
    domain = found[1]
    if domain.isascii():
        return address
    return f"{address.rpartition('@')[0]}@{domain.encode('idna').decode()}"
