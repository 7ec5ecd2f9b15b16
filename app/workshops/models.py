"""The root noun: a workshop, the programme it belongs to, the organisations behind it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.extensions import Base, Text, enum_by_value
from app.workshops.rules import Relation, Role, Way, WorkshopState


class Programme(Base):
    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[Text]


class Workshop(Base):
    __tablename__ = "workshops"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    #: Names the workshop in calendar UIDs, whatever becomes of its address.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[WorkshopState] = mapped_column(enum_by_value(WorkshopState))
    #: A practice workshop is marked on every page, letter and feed, and listed in no public feed.
    practice: Mapped[bool] = mapped_column(default=False)
    title: Mapped[Text]
    note: Mapped[Text | None]
    purpose: Mapped[Text | None]
    #: Languages of the texts, the first being the one a plain text is in.
    languages: Mapped[list[str]]
    #: Working languages of the workshop; None = not recorded.
    spoken: Mapped[list[str] | None]
    #: IANA name; None only while no hours are given.
    time_zone: Mapped[str | None] = mapped_column(String(64))
    #: Further zones shown beside it.
    zones: Mapped[list[str]]
    way: Mapped[Way | None] = mapped_column(enum_by_value(Way))
    place: Mapped[Text | None]
    #: Never public: shown to confirmed participants and speakers.
    join_url: Mapped[str | None] = mapped_column(String(2000))
    #: When it changed last: calendars look at an entry again only when its stamp rises.
    join_url_at: Mapped[datetime | None]
    contact: Mapped[Text | None]
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    #: Counts saves; a form that was opened at an earlier count is stale.
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    programme: Mapped[Programme | None] = relationship()
    organisations: Mapped[list[Organisation]] = relationship(
        order_by="Organisation.position", cascade="all, delete-orphan", back_populates="workshop"
    )
    members: Mapped[list[Member]] = relationship(
        order_by="Member.id", cascade="all, delete-orphan", back_populates="workshop"
    )

    @property
    def is_cancelled(self) -> bool:
        """Also while it lies in the archive: what was called off stays called off."""
        return self.state is WorkshopState.CANCELLED or self.cancelled_at is not None


class Organisation(Base):
    """Named per workshop, as of its day: ministries are renamed between legislatures."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("workshop_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    name: Mapped[Text]
    short: Mapped[str | None] = mapped_column(String(80))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="SET NULL")
    )
    #: What it is to the workshop; None = only mentioned.
    relation: Mapped[Relation | None] = mapped_column(enum_by_value(Relation))
    #: What it is to the workshop's programme.
    programme_relation: Mapped[Relation | None] = mapped_column(enum_by_value(Relation))
    #: Counts saves; a form that was opened at an earlier count is stale.
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    workshop: Mapped[Workshop] = relationship(back_populates="organisations")
    parent: Mapped[Organisation | None] = relationship(remote_side=[id])


class Member(Base):
    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workshop_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role] = mapped_column(enum_by_value(Role))

    workshop: Mapped[Workshop] = relationship(back_populates="members")
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
