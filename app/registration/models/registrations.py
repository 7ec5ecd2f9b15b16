"""Who asked for a seat, alone or with others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_by_value
from app.people.models import Speaker
from app.registration.rules import RegistrationState, Source
from app.workshops.models import Workshop
from app.workshops.rules import Way

ACTIVE = "state NOT IN ('cancelled', 'rejected', 'expired')"


class RegistrationGroup(Base):
    """People registered in one go; who wrote the list gets one e-mail about all of them."""

    __tablename__ = "registration_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the form that was sent, so that sending it again changes nothing.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    #: Of the secretary.
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


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
    #: The name in its own script, and how the person likes to be spoken to: Prof., 主任.
    native_name: Mapped[str | None] = mapped_column(String(200))
    address_as: Mapped[str | None] = mapped_column(String(80))
    affiliation: Mapped[str | None] = mapped_column(String(300))
    position: Mapped[str | None] = mapped_column(String(300))
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    source: Mapped[Source] = mapped_column(enum_by_value(Source), default=Source.FORM)
    #: Who registered together with others, by one of them or a secretary.
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_groups.id", ondelete="SET NULL"), index=True
    )
    #: Until when an offered place is held; None in every other state.
    offered_until: Mapped[datetime | None]
    #: An accepted speaker holds a seat like anybody else.
    speaker_id: Mapped[int | None] = mapped_column(
        ForeignKey("speakers.id", ondelete="SET NULL"), index=True
    )
    #: When the person asked, and when the present state began.
    at: Mapped[datetime]
    state_at: Mapped[datetime]
    #: Counts changes of what the person told us; a form opened at an earlier count is stale.
    revision: Mapped[int] = mapped_column(default=1)
    #: Wants neither reminders nor thanks.
    no_reminders: Mapped[bool] = mapped_column(default=False)
    #: Raised to kill the personal link, and the address of the personal feed.
    generation: Mapped[int] = mapped_column(default=0)
    feed_generation: Mapped[int] = mapped_column(default=0)

    workshop: Mapped[Workshop] = relationship()
    speaker: Mapped[Speaker | None] = relationship()
    group: Mapped[RegistrationGroup | None] = relationship()

    @property
    def is_written_to(self) -> bool:
        """Whether guests' e-mails go here: a speaker's are the invitation's, and who gave no
        address gets none."""
        return bool(self.email) and self.source is not Source.SPEAKER
