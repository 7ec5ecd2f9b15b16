"""The journal of erasures: that somebody was erased, without saying who."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, enum_by_value
from app.privacy.rules import Why


class Erasure(Base):
    """One registration that was erased, by keyed fingerprints: they tell whether data came back,
    as with an older copy of the database, and nothing to who does not hold the key."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    #: Of the registration's key; see service.journal.
    registration: Mapped[str] = mapped_column(String(64), unique=True)
    #: Of the address at this workshop; None where there was none.
    address: Mapped[str | None] = mapped_column(String(64), index=True)
    why: Mapped[Why] = mapped_column(enum_by_value(Why))
    at: Mapped[datetime]
