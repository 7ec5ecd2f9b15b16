"""What must hold of the outbox at any time; read only."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from app.extensions import db
from app.mail.models import Letter

#: What app.links derives: a hyphen and 26 letters and digits of base 32.
_TOKEN = re.compile(r"-[a-z2-7]{26}(?![a-z0-9])")
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
        select(Letter.id, Letter.subject, Letter.text, Letter.html, Letter.calendar)
        .order_by(Letter.id)
        .execution_options(yield_per=BATCH)
    )
    return [
        f"letters: number {number} holds a personal link in its text"
        for number, *parts in rows
        if any(_TOKEN.search(part) for part in parts if part)
    ]
