"""Asking a speaker, and the answer; and how a workshop asks its speakers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_by_value
from app.invitations.rules import InvitationState, Via
from app.people.models import Speaker


class InvitationPlan(Base):
    """How a workshop asks its speakers. No row = as `rules.plans` has it for everybody."""

    __tablename__ = "invitation_plans"

    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True
    )
    #: The organisers' own invitation, by language, with placeholders; see `rules.texts`.
    texts: Mapped[dict[str, Any]]
    #: Last day for an answer, where the speaker lives; None = none is set.
    answer_by: Mapped[date | None]
    #: Whether friendly reminders go out by themselves.
    reminds: Mapped[bool] = mapped_column(default=True)
    #: Whether an invitation lapses by itself after its last day.
    lapses: Mapped[bool] = mapped_column(default=False)
    #: What is asked of those who accepted, with its last day: {"slides": "2027-05-14"}; null = no
    #: day. What is not in it is not asked.
    tasks: Mapped[dict[str, Any]]
    #: Letterhead and signatory of official letters, by language.
    paper: Mapped[dict[str, Any]]
    #: Counts saves; a form that was opened at an earlier count is stale.
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}


class Invitation(Base):
    """One per speaker. Its link opens the speaker's desk for the whole life of the part."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the row in the desk's link, the personal feed and the address for replies.
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
    #: Last day for an answer, where the speaker lives; None = the plan's.
    answer_by: Mapped[date | None]
    #: What the speaker wrote with the answer.
    answer: Mapped[str | None] = mapped_column(LongText)
    #: By which way the answer came; None = none yet, or from before this was noted.
    answered_via: Mapped[Via | None] = mapped_column(enum_by_value(Via))
    #: Counts letters of this invitation, so that each act writes its own.
    letters: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    #: When somebody first did something on the desk; no look at an address sets it.
    opened_at: Mapped[datetime | None]
    #: The last reminder to answer, and how many there were.
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    #: The last reminder of what the checklist still misses, and how many there were.
    chased_at: Mapped[datetime | None]
    chases: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    #: Their own part as the last letter said it, so that a change is told to whom it touches;
    #: see `rules.told`. None = before this was noted.
    told: Mapped[dict[str, Any] | None]
    generation: Mapped[int] = mapped_column(default=0)
    feed_generation: Mapped[int] = mapped_column(default=0)
    #: Somebody who gets copies and may act, by a link of their own.
    assistant_name: Mapped[str | None] = mapped_column(String(200))
    assistant_email: Mapped[str | None] = mapped_column(String(254))
    assistant_generation: Mapped[int] = mapped_column(default=0)
    #: Whom the speaker names in their place, until the organisers decide.
    delegate_name: Mapped[str | None] = mapped_column(String(200))
    delegate_email: Mapped[str | None] = mapped_column(String(254))
    #: Whose part this was.
    delegated_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="SET NULL")
    )

    speaker: Mapped[Speaker] = relationship()
    delegated_from: Mapped[Invitation | None] = relationship(remote_side=[id])
