"""Who reads what comes in to an address with a token: features above, by the token's purpose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

from app.mail.receiving.incoming import Incoming, Verdict

#: Called with the message, the row's key in the token, the token itself (not yet proved: the
#: handler asks `links.opens`) and the moment. Writes, does not commit, does not raise.
Handler = Callable[[Incoming, str, str, datetime], Verdict]

_HANDLERS = "plenum.replies"


def on_reply(app: Flask, purpose: str, handler: Handler) -> None:
    """Let the handler read what comes in to tokens of this purpose; for create_app."""
    app.extensions.setdefault(_HANDLERS, {})[purpose] = handler


def handlers() -> dict[str, Handler]:
    known: dict[str, Handler] = current_app.extensions.get(_HANDLERS, {})
    return known
