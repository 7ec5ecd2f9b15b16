"""Asking a speaker, and the answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_by_value
from app.invitations.rules import InvitationState
from app.people.models import Speaker


class Invitation(Base):
    """One per speaker. Its link opens the speaker's desk for the whole life of the part."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the row in the desk's link and the personal feed.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    #: No cascade: a person who was asked is not removed by the way.
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), unique=True)
    state: Mapped[InvitationState] = mapped_column(enum_by_value(InvitationState))
    #: Language of the e-mails and the desk.
    language: Mapped[str] = mapped_column(String(8))
    #: The organiser's own words in the letter, in that language; None = the standard letter alone.
    message: Mapped[str | None] = mapped_column(LongText)
    #: What the speaker wrote with the answer.
    answer: Mapped[str | None] = mapped_column(LongText)
    #: Counts letters of this invitation, so that each act writes its own.
    letters: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    generation: Mapped[int] = mapped_column(default=0)
    feed_generation: Mapped[int] = mapped_column(default=0)

    speaker: Mapped[Speaker] = relationship()
