"""What people spell out at the door or on the phone instead of a link."""

from __future__ import annotations

LENGTH = 6


def reference(key: str) -> str:
    """The short name of a registration, as its ticket says it: not secret, and no proof."""
    return key[:LENGTH].upper()
