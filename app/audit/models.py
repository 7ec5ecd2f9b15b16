"""Who did what, when: ids and names of fields, never personal values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class AuditEntry(Base):
    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_workshop_id_at", "workshop_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    #: Who acted: account, participant, speaker, command or worker.
    actor: Mapped[str] = mapped_column(String(20))
    #: No foreign keys: an entry outlives what it speaks of.
    account_id: Mapped[int | None]
    workshop_id: Mapped[int | None]
    #: noun.verb, such as item.moved.
    action: Mapped[str] = mapped_column(String(60))
    #: What it was done to, by row: item:12.
    subject: Mapped[str | None] = mapped_column(String(60))
    details: Mapped[dict[str, Any]]
