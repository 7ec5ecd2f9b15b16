"""Personal links: derived when they are needed, never stored.

A link is `<subject>-<mac>`: the subject names a row by its random key, the mac is an HMAC-SHA256
over purpose, subject and generation, cut to 128 bit. Raising the generation of the row kills all
links given out before. A link of one purpose opens nothing of another.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from hashlib import sha256

_SUBJECT = re.compile(r"[a-z0-9.]{1,100}\Z")


def new_key() -> str:
    """A random name for a row that links may carry: 80 bit, lower-case letters and digits."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def key_of(*said: object) -> str:
    """The name of a row for whoever says the same again, of the kind that `new_key` makes."""
    named = sha256("/".join(map(str, said)).encode()).digest()
    return base64.b32encode(named[:10]).decode().lower()


def derive(secret: str, purpose: str, subject: str, generation: int) -> str:
    """The link text for this purpose and row, in letters, digits and one hyphen."""
    message = f"plenum/{purpose}/{subject}/{generation}".encode()
    mac = hmac.new(secret.encode(), message, sha256).digest()[:16]
    return f"{subject}-{base64.b32encode(mac).decode().lower().rstrip('=')}"


def subject_of(token: str) -> str | None:
    """The row a token claims to be for; None if it cannot be a token at all."""
    subject, hyphen, mac = token.rpartition("-")
    return subject if hyphen and len(mac) == 26 and _SUBJECT.match(subject) else None


#: What anything that `derive` makes looks like within a text.
_LINK = re.compile(r"(?<![a-z0-9.])([a-z0-9.]{1,100})-[a-z2-7]{26}(?![a-z2-7])")


def masked(text: str) -> str:
    """The text without what would open anything: of each link the row it names is left."""
    return _LINK.sub(r"\1-…", text)


def opens(secret: str, purpose: str, token: str, subject: str, generation: int) -> bool:
    """Whether the token is the live link of this row, in constant time."""
    true = derive(secret, purpose, subject, generation)
    return hmac.compare_digest(token.encode(), true.encode())


def was_revoked(secret: str, purpose: str, token: str, subject: str, generation: int) -> bool:
    """Whether the token was a true link of an earlier generation: answered 410, not 404."""
    return any(opens(secret, purpose, token, subject, earlier) for earlier in range(generation))
