"""What was done to a draft, one edit after the other, and who is at work on it now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, Text


class AgendaEdit(Base):
    """One act upon a draft, so that it can be taken back; numbered from 1 without gaps."""

    __tablename__ = "agenda_edits"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number"),
        UniqueConstraint("workshop_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    number: Mapped[int]
    #: Given by a script that may have to ask twice, so that it is done once.
    key: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime]
    #: None = a command.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    #: A word of app.agenda.rules.history.Act.
    act: Mapped[str] = mapped_column(String(32))
    #: What it was done to, as it was called then; None where it was many things.
    about: Mapped[Text | None]
    #: Number of the edit it takes back.
    undoes: Mapped[int | None]
    #: See app.agenda.rules.patches.
    patch: Mapped[dict[str, Any]]


class Presence(Base):
    """Who has the builder open, and at which item."""

    __tablename__ = "agenda_presences"
    __table_args__ = (UniqueConstraint("workshop_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    seen_at: Mapped[datetime]
    #: Key of an item; None = none in particular.
    item: Mapped[str | None] = mapped_column(String(80))
