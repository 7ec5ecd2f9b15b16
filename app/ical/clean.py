"""Texts and addresses made fit for every calendar program, whatever was typed."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

#: Descriptions are cut near this many characters.
LONGEST = 4000
_ZERO_WIDTH_SPACE = "\u200b"
#: A backslash that a careless reader takes for an escape (`\N` even by the package that writes),
#: and what Google would show as markup: a space without width keeps it as it was typed.
_MISREAD = re.compile(r"\\(?=[nN,;])|<(?=[/!A-Za-z])|&(?=#|[A-Za-z]+;)")
#: RFC 3986: what may stand in a URI as it is, `%` included.
_IN_URIS = "-._~:/?#[]@!$&'()*+,;=%"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def one_line(text: str) -> str:
    return " ".join(many_lines(text).split())


def many_lines(text: str) -> str:
    """NFC, lines parted by LF alone, no control characters, no blanks around."""
    lines = re.sub("\r\n|[\r\u0085\u2028\u2029\v\f]", "\n", text)
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", lines)
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    return _MISREAD.sub(lambda found: found[0] + _ZERO_WIDTH_SPACE, kept).strip()


def cut(text: str, longest: int, more: str | None = None) -> str:
    """The text, or its beginning with the address of the rest."""
    if len(text) <= longest:
        return text
    rest = f"…\n{more}" if more else "…"
    head = text[: longest - len(rest)]
    # Better at the end of a line or word, unless that throws much away.
    for blank in ("\n", " "):
        at = head.rfind(blank)
        if at > longest * 0.8:
            head = head[:at]
            break
    return head.rstrip() + rest


def address(url: str | None) -> str | None:
    """The absolute http address in ASCII (RFC 3986); None if it is nothing of the kind."""
    try:
        parts = urlsplit("".join((url or "").split()))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (UnicodeError, ValueError):
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if ":" in host:  # IPv6
        host = f"[{host}]"
    path, query, fragment = (
        quote(_STRAY_PERCENT.sub("%25", part).encode("utf-8", "replace"), safe=_IN_URIS)
        for part in (parts.path, parts.query, parts.fragment)
    )
    # A name or password in an address is nobody's business.
    return urlunsplit((parts.scheme, host + port, path, query, fragment))
