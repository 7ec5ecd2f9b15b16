"""What organisers did to many at once, and what they give to participants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, Text
from app.files.models import StoredFile


class BulkAct(Base):
    """One act upon many registrations, kept so that it can be taken back."""

    __tablename__ = "bulk_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Of the preview that was confirmed: confirming it twice acts once.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(40))
    #: Ids of the registrations and what each of them was: {"id": 12, "was": "confirmed"}.
    entries: Mapped[list[dict[str, Any]]]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Handout(Base):
    """Something for participants: slides or a recording, as a file or an address."""

    __tablename__ = "handouts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[Text]
    url: Mapped[str | None] = mapped_column(String(1000))
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_files.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
    at: Mapped[datetime]

    file: Mapped[StoredFile | None] = relationship()


class Figure(Base):
    """How many erased registrations there were, by one property at a time: all that is left."""

    __tablename__ = "registration_figures"
    __table_args__ = (UniqueConstraint("workshop_id", "dimension", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    #: state, way, country, gender, organisation_kind, attended, day.
    dimension: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
