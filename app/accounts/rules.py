"""What signing in needs: who may not, and how long a link lives."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.errors import Refusal
from app.i18n import N_

#: A mailed link is used at once or asked for again.
LINK_LIFE = timedelta(hours=1)
#: Who is invited to work on a workshop opens the e-mail when there is time for it.
WELCOME_LIFE = timedelta(days=7)


class AccountExists(Refusal):
    message = N_("There is already an account for %(email)s.")
    status = 422


class NoSuchAccount(Refusal):
    message = N_("There is no account for %(email)s.")


class NotAnAddress(Refusal):
    message = N_("“%(email)s” cannot be an e-mail address. It should look like name@example.org.")
    status = 422


def link_subject(key: str, expires: datetime) -> str:
    """What a sign-in link names: the account, and until when the link opens anything."""
    return f"{key}.{int(expires.timestamp()) // 60}"


def read_subject(subject: str) -> tuple[str, int] | None:
    """Account key and last valid minute since 1970 of a sign-in link; None if it is none."""
    key, dot, minute = subject.partition(".")
    if not dot or not minute.isdecimal() or len(minute) > 12:
        return None
    return key, int(minute)


def has_expired(minute: int, at: datetime) -> bool:
    return at.timestamp() // 60 > minute
