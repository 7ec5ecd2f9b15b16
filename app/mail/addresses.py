"""Mail addresses: what may be one, and when two are the same."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email


class NotAnAddress(ValueError):
    """What was typed cannot be a mail address."""


def normal(address: str) -> str:
    """The form in which addresses are compared: NFKC, IDNA domain, case folded, plus-tags kept.

    Nothing is asked of the network. Raises NotAnAddress.
    """
    folded = unicodedata.normalize("NFKC", address).strip()
    try:
        found = validate_email(folded, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as error:
        raise NotAnAddress(str(error)) from error
    local = unicodedata.normalize("NFC", found.local_part).casefold()
    return f"{local}@{found.ascii_domain or found.domain}".lower()


def as_compared(address: str | None) -> str:
    """The same of what may be no address: then the words themselves, case folded."""
    try:
        return normal(address or "")
    except NotAnAddress:
        return (address or "").casefold()
