"""Personal links: derived when they are needed, never stored.

A link is `<subject>-<mac>`: the subject names a row by its random key, the mac is an HMAC-SHA256
over purpose, subject and generation, cut to 128 bit. Raising the generation of the row kills all
links given out before. A link of one purpose opens nothing of another.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from hashlib import sha256


def new_key() -> str:
    """A random name for a row that links may carry: 80 bit, lower-case letters and digits."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def derive(secret: str, purpose: str, subject: str, generation: int) -> str:
    """The link text for this purpose and row, in letters, digits and one hyphen."""
    message = f"plenum/{purpose}/{subject}/{generation}".encode()
    mac = hmac.new(secret.encode(), message, sha256).digest()[:16]
    return f"{subject}-{base64.b32encode(mac).decode().lower().rstrip('=')}"


def subject_of(token: str) -> str | None:
    """The row a token claims to be for; None if it cannot be a token at all."""
    subject, hyphen, mac = token.rpartition("-")
    if not hyphen or not subject or len(mac) != 26 or len(token) > 200 or not token.isascii():
        return None
    return subject


def opens(secret: str, purpose: str, token: str, subject: str, generation: int) -> bool:
    """Whether the token is the live link of this row, in constant time."""
    return hmac.compare_digest(token, derive(secret, purpose, subject, generation))


def was_revoked(secret: str, purpose: str, token: str, subject: str, generation: int) -> bool:
    """Whether the token was a true link of an earlier generation: answered 410, not 404."""
    return any(opens(secret, purpose, token, subject, earlier) for earlier in range(generation))
