"""What people answered and agreed to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_by_value
from app.files.models import StoredFile
from app.registration.models.registrations import Registration
from app.registration.rules import Channel


class Answer(Base):
    """One answer, by the question's key, so that no change of the form touches it."""

    __tablename__ = "registration_answers"
    __table_args__ = (UniqueConstraint("registration_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE")
    )
    question: Mapped[str] = mapped_column(String(40))
    #: As rules.questions cleans it: a text, a number, true or false, keys of choices, a date as
    #: ISO 8601 writes it; rules.questions.NOT_SAID for who prefers not to say.
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    #: Of a question that asks for a file.
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_files.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime]

    file: Mapped[StoredFile | None] = relationship()


class ChoicePlace(Base):
    """A place in a choice that has a limited number of them, held by who has a seat."""

    __tablename__ = "choice_places"
    __table_args__ = (UniqueConstraint("pool_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("choice_pools.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )


class ConsentNote(Base):
    """Somebody agreed, or took it back. Notes are only ever added; the newest of a key holds."""

    __tablename__ = "consent_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    consent: Mapped[str] = mapped_column(String(40))
    given: Mapped[bool]
    #: The text as it was read: which one, its words, in which language.
    version: Mapped[int]
    text: Mapped[str] = mapped_column(LongText)
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[Channel] = mapped_column(enum_by_value(Channel))
    at: Mapped[datetime]

    registration: Mapped[Registration] = relationship()
