"""Hints that organisers know of and leave as they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.agenda.rules.hints import LONGEST_KEY, LONGEST_REASON
from app.extensions import Base


class AcceptedHint(Base):
    """One hint, by its key; the hint itself is found anew each time."""

    __tablename__ = "accepted_hints"
    __table_args__ = (UniqueConstraint("workshop_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    #: See app.agenda.rules.hints.Hint.key.
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    #: How much it was then; it comes back when it has grown.
    minutes: Mapped[int | None]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))

    account: Mapped[Account | None] = relationship()
