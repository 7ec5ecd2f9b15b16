"""Persons and their name forms; speakers: a person at one workshop, as of its day, and when they
can be there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, Text
from app.files.models import StoredFile
from app.workshops.models import Workshop


class Person(Base):
    """Whoever speaks at several workshops is one person; what is said of them here holds at all.

    Nothing that is printed follows by itself: versions keep the names they were published with.
    """

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Printed exactly so, everywhere.
    name: Mapped[str] = mapped_column(String(200))
    #: Unknown unless the person or the source says which part is the family name; never guessed.
    family: Mapped[str | None] = mapped_column(String(200))
    given: Mapped[str | None] = mapped_column(String(200))
    native_name: Mapped[str | None] = mapped_column(String(200))
    #: Other forms seen in sources, for searching; never printed in place of `name`.
    other_names: Mapped[list[str]]
    #: How the person likes to be spoken to, in their own words: Prof., Dr., 主任.
    address_as: Mapped[str | None] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254))
    #: ISO 3166, two letters.
    country: Mapped[str | None] = mapped_column(String(2))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(8))
    #: Counts saves; a form that was opened at an earlier count is stale.
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}


class Speaker(Base):
    """A person at this workshop; role and affiliation as of its day."""

    __tablename__ = "speakers"
    __table_args__ = (UniqueConstraint("workshop_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    affiliation: Mapped[Text | None]
    #: What the person is there: Director, researcher.
    post: Mapped[Text | None]
    #: As of that day, by language; what the public reads is published with the agenda.
    biography: Mapped[Text | None]
    #: The speaker asks the organisers to translate what is there in one language only.
    please_translate: Mapped[bool] = mapped_column(default=False)
    #: A portrait, re-encoded; shown to the public only where the speaker allows it.
    photo_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_files.id", ondelete="SET NULL"), unique=True
    )
    #: What it shows, for who cannot see it.
    photo_alt: Mapped[Text | None]
    #: Counts saves; a form that was opened at an earlier count is stale.
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    workshop: Mapped[Workshop] = relationship()
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    photo: Mapped[StoredFile | None] = relationship()


class Availability(Base):
    """A stretch of time in which a speaker can be there. None at all = nothing was said."""

    __tablename__ = "availabilities"
    __table_args__ = (CheckConstraint("starts < ends", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(
        ForeignKey("speakers.id", ondelete="CASCADE"), index=True
    )
    starts: Mapped[datetime]
    ends: Mapped[datetime]

    speaker: Mapped[Speaker] = relationship()
