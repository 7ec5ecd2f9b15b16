"""The outbox: letters are rows first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, enum_by_value
from app.mail.rules import LetterState


class Letter(Base):
    """One mail to one person, written in the transaction that causes it.

    `text` and `html` hold %%link:<name>%% where a personal link belongs; `links` says how each is
    derived at delivery: {"name", "path", "purpose", "subject", "generation"}. No secret is stored.
    """

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("act", "kind", "recipient"),
        Index("ix_letters_due", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the act that caused it; with kind and recipient, one letter and never two.
    act: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    #: Whom it is for, by row and not by address: registration:12, speaker:3, account:1.
    recipient: Mapped[str] = mapped_column(String(60))
    #: No foreign key: mail lies below workshops. NULL for letters about accounts.
    workshop_id: Mapped[int | None] = mapped_column(index=True)
    to_name: Mapped[str] = mapped_column(String(200))
    to_email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(LongText)
    html: Mapped[str] = mapped_column(LongText)
    links: Mapped[list[dict[str, Any]]]
    #: A calendar file to attach, RFC 5545 text; None = none.
    calendar: Mapped[str | None] = mapped_column(LongText)
    #: Constant for every attempt, so that a repeat after a crash is known as one.
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    state: Mapped[LetterState] = mapped_column(enum_by_value(LetterState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    #: A worker that took the letter holds it until then.
    leased_until: Mapped[datetime | None]
    #: What the mail server said last, in its words, without addresses.
    trouble: Mapped[str | None] = mapped_column(String(400))
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
