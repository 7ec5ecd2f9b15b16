"""What speakers and organisers write to each other about a part."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_by_value
from app.invitations.models.invitations import Invitation
from app.invitations.rules import Author, Via


class Remark(Base):
    """One message of a conversation on the speaker's desk."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    author: Mapped[Author] = mapped_column(enum_by_value(Author))
    #: Which organiser wrote it.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    via: Mapped[Via] = mapped_column(enum_by_value(Via))
    text: Mapped[str] = mapped_column(LongText)
    #: When organisers answered it, or said that it needs no answer; None = it waits. An
    #: organiser's own never waits.
    settled_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship()
