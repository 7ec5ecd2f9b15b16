"""What was last sent to a speaker's calendar, entry by entry, and what it answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base
from app.invitations.models.invitations import Invitation


class Appointment(Base):
    """One iTIP request (RFC 5546) to one person about one item of the agenda."""

    __tablename__ = "appointments"
    __table_args__ = (UniqueConstraint("invitation_id", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    #: The item's, for its whole life.
    uid: Mapped[str] = mapped_column(String(255))
    #: REQUEST or CANCEL, whichever was sent last.
    method: Mapped[str] = mapped_column(String(10))
    #: Of what was sent last; never falls, and rises whenever the next one has to win.
    sequence: Mapped[int]
    #: The one ATTENDEE it was sent to.
    email: Mapped[str] = mapped_column(String(254))
    #: What it said: start, end, summary, location; a CANCEL repeats it.
    said: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]
    #: ACCEPTED, DECLINED or TENTATIVE, as the calendar answered; None = not yet.
    partstat: Mapped[str | None] = mapped_column(String(20))
    #: DTSTAMP of that answer; an older one changes nothing.
    replied_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship()
