"""The draft that organisers edit, and the versions the public reads."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agenda.rules.words import Colour, ItemState, Kind
from app.extensions import Base, Text, enum_by_value
from app.people.models import Speaker
from app.people.rules import Part
from app.workshops.models import Workshop


class Day(Base):
    __tablename__ = "days"
    __table_args__ = (UniqueConstraint("workshop_id", "date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    date: Mapped[date]
    #: Wall clock in the workshop's zone; None = hours not known.
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    workshop: Mapped[Workshop] = relationship()


class Room(Base):
    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("workshop_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    name: Mapped[Text]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    workshop: Mapped[Workshop] = relationship()


class Theme(Base):
    __tablename__ = "themes"
    __table_args__ = (UniqueConstraint("workshop_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    #: As printed: I, II, A.
    number: Mapped[str | None] = mapped_column(String(12))
    title: Mapped[Text]
    focus: Mapped[Text | None]
    #: None takes the next colour of the house by position.
    colour: Mapped[Colour | None] = mapped_column(enum_by_value(Colour))
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    workshop: Mapped[Workshop] = relationship()
    guests: Mapped[list[ThemeGuest]] = relationship(
        order_by="ThemeGuest.position", cascade="all, delete-orphan", back_populates="theme"
    )


class ThemeGuest(Base):
    """Named with the theme, without a talk of their own in it."""

    __tablename__ = "theme_guests"

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id", ondelete="CASCADE"), index=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id", ondelete="CASCADE"))
    part: Mapped[Part] = mapped_column(enum_by_value(Part))
    position: Mapped[int]

    theme: Mapped[Theme] = relationship(back_populates="guests")
    speaker: Mapped[Speaker] = relationship()


class AgendaItem(Base):
    """One line of the draft. Order and length are the truth; times follow from them."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("workshop_id", "key"),
        CheckConstraint("minutes > 0", name="takes_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    #: Left side of the calendar UID with its domain; never changes, never reused.
    uid: Mapped[str] = mapped_column(String(255), unique=True)
    #: SEQUENCE the item came with from another installation; published ones never fall below.
    sequence: Mapped[int] = mapped_column(default=0)
    #: Place in the order of the whole workshop; gaps mean nothing.
    position: Mapped[int]
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    #: None = not placed.
    day_id: Mapped[int | None] = mapped_column(ForeignKey("days.id", ondelete="SET NULL"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("themes.id", ondelete="SET NULL"))
    #: None where there are rooms = plenary.
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id", ondelete="SET NULL"))
    title: Mapped[Text | None]
    #: Our descriptive label where a title is not known.
    subject: Mapped[Text | None]
    #: Elapsed minutes; None = length not known.
    minutes: Mapped[int | None]
    #: Wall clock in the workshop's zone; stops the flow of times.
    pinned: Mapped[time | None]
    state: Mapped[ItemState | None] = mapped_column(enum_by_value(ItemState))
    abstract: Mapped[Text | None]
    summary: Mapped[Text | None]
    caption: Mapped[Text | None]
    #: Counts saves; a form that was opened at an earlier count is stale.
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    workshop: Mapped[Workshop] = relationship()
    day: Mapped[Day | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    room: Mapped[Room | None] = relationship()
    parts: Mapped[list[ItemPart]] = relationship(
        order_by="ItemPart.position", cascade="all, delete-orphan", back_populates="item"
    )


class ItemPart(Base):
    """Who does what in an item; no speaker = there was one, unnamed."""

    __tablename__ = "item_parts"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="CASCADE"), index=True
    )
    speaker_id: Mapped[int | None] = mapped_column(
        ForeignKey("speakers.id", ondelete="CASCADE"), index=True
    )
    part: Mapped[Part] = mapped_column(enum_by_value(Part))
    position: Mapped[int]

    item: Mapped[AgendaItem] = relationship(back_populates="parts")
    speaker: Mapped[Speaker | None] = relationship()


class AgendaVersion(Base):
    """What the public may see of the agenda, frozen; numbered from 1 without gaps."""

    __tablename__ = "agenda_versions"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number"),
        CheckConstraint("number > 0", name="counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    #: See app.agenda.rules.document; it carries its own format number.
    document: Mapped[dict[str, Any]]

    workshop: Mapped[Workshop] = relationship()
