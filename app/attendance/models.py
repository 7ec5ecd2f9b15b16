"""Who was there, on which day, and how it is known."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attendance.rules import Seen
from app.extensions import Base, enum_by_value
from app.registration.models import Registration


class Attendance(Base):
    """A participant was there on a day of the workshop; once for each way of knowing it."""

    __tablename__ = "attendances"
    __table_args__ = (UniqueConstraint("registration_id", "day", "seen"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE")
    )
    #: In the zone of the workshop.
    day: Mapped[date]
    seen: Mapped[Seen] = mapped_column(enum_by_value(Seen))
    at: Mapped[datetime]
    #: Who checked the person in; None for the meeting's link.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))

    registration: Mapped[Registration] = relationship()
