"""Who reads what comes in to an address with a token: features above, by the token's purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask, current_app

from app.i18n import gettext
from app.mail.receiving.incoming import Incoming, Verdict
from app.mail.receiving.words import REASONS

#: Called with the message, the row's key in the token, the token itself (not yet proved: the
#: handler asks `links.opens`) and the moment. Writes, does not commit, does not raise.
Handler = Callable[[Incoming, str, str, datetime], Verdict]

_HANDLERS = "plenum.replies"
_WORDS = "plenum.replies.words"


def on_reply(
    app: Flask, purpose: str, handler: Handler, words: Mapping[str, str] | None = None
) -> None:
    """Let the handler read what comes in to tokens of this purpose; for create_app. `words` says
    its reasons by their codes, marked for translation."""
    app.extensions.setdefault(_HANDLERS, {})[purpose] = handler
    app.extensions.setdefault(_WORDS, {}).update(words or {})


def handlers() -> dict[str, Handler]:
    known: dict[str, Handler] = current_app.extensions.get(_HANDLERS, {})
    return known


def words_of(reason: str | None) -> str:
    """A reason as organisers read it; empty where there is nothing to explain."""
    if reason is None:
        return ""
    known: dict[str, str] = current_app.extensions.get(_WORDS, {})
    said = known.get(reason) or REASONS.get(reason)
    return gettext(said) if said else ""
