"""Official letters that were issued."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class OfficialLetter(Base):
    """An official letter of invitation under a reference number, as it was issued."""

    __tablename__ = "official_letters"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    #: Counts the letters of this workshop; the reference says it.
    number: Mapped[int]
    #: Whom it invites, by row: speaker:3.
    recipient: Mapped[str] = mapped_column(String(60), index=True)
    language: Mapped[str] = mapped_column(String(8))
    #: What it says, so that it can be printed again as it was.
    facts: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
