"""What speakers hand in and allow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_by_value
from app.files.models import StoredFile
from app.invitations.rules import Consent, Via
from app.people.models import Speaker


class SlideFile(Base):
    """One version of the slides to one item; the highest number is the one that counts."""

    __tablename__ = "slide_files"
    __table_args__ = (UniqueConstraint("speaker_id", "item_uid", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id", ondelete="CASCADE"))
    #: The UID of the agenda's item, which outlives edits of the draft.
    item_uid: Mapped[str] = mapped_column(String(255))
    number: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), unique=True)
    at: Mapped[datetime]
    via: Mapped[Via] = mapped_column(enum_by_value(Via))

    speaker: Mapped[Speaker] = relationship()
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)


class SpeakerConsent(Base):
    """A consent given, refused or taken back, in the words that were read; the newest counts."""

    __tablename__ = "speaker_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(
        ForeignKey("speakers.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[Consent] = mapped_column(enum_by_value(Consent))
    given: Mapped[bool]
    words: Mapped[str] = mapped_column(LongText)
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    via: Mapped[Via] = mapped_column(enum_by_value(Via))

    speaker: Mapped[Speaker] = relationship()
