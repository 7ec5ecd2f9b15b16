"""The form, the seats per way of taking part, and who asked for one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_by_value
from app.people.models import Speaker
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop
from app.workshops.rules import Way


class RegistrationForm(Base):
    """How people register for a workshop; no row = no registration."""

    __tablename__ = "registration_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), unique=True
    )
    #: None = from publication.
    opens: Mapped[datetime | None]
    #: None = start of the last day.
    closes: Mapped[datetime | None]
    waiting_list: Mapped[bool] = mapped_column(default=True)
    #: An organiser decides about each registration.
    approval: Mapped[bool] = mapped_column(default=False)
    #: A seat is taken only once the address is confirmed.
    confirm_email: Mapped[bool] = mapped_column(default=False)
    #: Kept and handed on as the workshop file says them.
    questions: Mapped[list[dict[str, Any]]]
    consents: Mapped[list[dict[str, Any]]]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    workshop: Mapped[Workshop] = relationship()


class SeatPool(Base):
    """The seats of one way of taking part. `used` = confirmed + offered, changed by one UPDATE."""

    __tablename__ = "seat_pools"
    __table_args__ = (
        UniqueConstraint("workshop_id", "way"),
        CheckConstraint("used >= 0", name="no_negative_use"),
        CheckConstraint("capacity >= 0", name="no_negative_capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    #: online or on_site.
    way: Mapped[Way] = mapped_column(enum_by_value(Way))
    #: None = unlimited. Lowering it throws nobody out, so `used` may be above it for a while.
    capacity: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    #: How many held a seat when the capacity was lowered below that: they stay. Sinks with them.
    stayed: Mapped[int] = mapped_column(default=0)
    #: The next number at the end of the line, and the next one before its front; given out under
    #: the row's lock, so the order of numbers is the order of joining.
    line_end: Mapped[int] = mapped_column(default=1)
    line_front: Mapped[int] = mapped_column(default=0)
    #: A way the workshop no longer offers keeps its row while people hold its seats.
    offered: Mapped[bool] = mapped_column(default=True)


ACTIVE = "state NOT IN ('cancelled', 'rejected', 'expired')"


class Registration(Base):
    """One person's entry for one workshop."""

    __tablename__ = "registrations"
    __table_args__ = (
        Index(
            "uq_registrations_active_address",
            "workshop_id",
            "email_normal",
            unique=True,
            sqlite_where=text(ACTIVE),
            postgresql_where=text(ACTIVE),
        ),
        Index("ix_registrations_line", "workshop_id", "way", "state", "line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the row in the personal link and feed.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    state: Mapped[RegistrationState] = mapped_column(enum_by_value(RegistrationState))
    way: Mapped[Way] = mapped_column(enum_by_value(Way))
    #: Number in line while waitlisted, in the pool of `way`; the place shown is its rank. Kept
    #: when somebody leaves the line, so that undoing it within the hour finds the old place.
    line: Mapped[int | None]
    #: What the registration was when the person cancelled it, for undoing; None where organisers
    #: cancelled, which the person cannot undo.
    cancelled_from: Mapped[RegistrationState | None] = mapped_column(
        enum_by_value(RegistrationState)
    )
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_normal: Mapped[str] = mapped_column(String(254))
    affiliation: Mapped[str | None] = mapped_column(String(300))
    position: Mapped[str | None] = mapped_column(String(300))
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    #: The person asked through the form; otherwise a speaker's acceptance made the row.
    asked: Mapped[bool] = mapped_column(default=True)
    #: An accepted speaker holds a seat like anybody else.
    speaker_id: Mapped[int | None] = mapped_column(
        ForeignKey("speakers.id", ondelete="SET NULL"), index=True
    )
    #: When the person asked, and when the present state began.
    at: Mapped[datetime]
    state_at: Mapped[datetime]
    #: Raised to kill the personal link, and the address of the personal feed.
    generation: Mapped[int] = mapped_column(default=0)
    feed_generation: Mapped[int] = mapped_column(default=0)

    workshop: Mapped[Workshop] = relationship()
    speaker: Mapped[Speaker | None] = relationship()
