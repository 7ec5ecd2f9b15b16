"""What must hold of the outbox at any time; read only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app import links
from app.extensions import config, db
from app.mail.models import Letter

#: Rows read at a time.
BATCH = 500


def broken() -> list[str]:
    """A line for each rule that the stored letters break."""
    return [*_doubled(), *_secrets()]


def _doubled() -> list[str]:
    named = (Letter.act, Letter.kind, Letter.recipient)
    twice = db.session.execute(select(*named).group_by(*named).having(func.count() > 1))
    return [
        f"letters: {act}, {kind}, {recipient} was written twice" for act, kind, recipient in twice
    ]


def _secrets() -> list[str]:
    rows = db.session.execute(
        select(Letter.id, Letter.links, Letter.subject, Letter.text, Letter.html, Letter.calendar)
        .order_by(Letter.id)
        .execution_options(yield_per=BATCH)
    )
    return [
        f"letters: number {number} holds a personal link in its text"
        for number, named, *parts in rows
        if any(token in part for token in _tokens(named) for part in parts if part)
    ]


def _tokens(named: list[dict[str, Any]]) -> list[str]:
    """The links of a letter as they are derived at delivery; a text may only look like one."""
    return [
        links.derive(config().secret_key, link["purpose"], link["subject"], link["generation"])
        for link in named
        if link["purpose"]
    ]
