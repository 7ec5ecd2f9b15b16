"""The outbox: letters are rows first; what holds them back, and what comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, enum_by_value
from app.mail.rules import LetterState, Outcome, ReceivedKind, domain_of


def _domain(context: DefaultExecutionContext) -> str:
    address: str = context.get_current_parameters()["to_email"]
    return domain_of(address)


class Letter(Base):
    """One mail to one person, written in the transaction that causes it.

    `text` and `html` hold %%link:<name>%% where a personal link belongs; `links` says how each is
    derived at delivery: {"name", "path", "purpose", "subject", "generation"}. No secret is stored.
    """

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("act", "kind", "recipient"),
        Index("ix_letters_due", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the act that caused it; with kind and recipient, one letter and never two.
    act: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    #: Whom it is for, by row and not by address: registration:12, speaker:3, account:1.
    recipient: Mapped[str] = mapped_column(String(60))
    #: No foreign key: mail lies below workshops. NULL for letters about accounts.
    workshop_id: Mapped[int | None] = mapped_column(index=True)
    to_name: Mapped[str] = mapped_column(String(200))
    to_email: Mapped[str] = mapped_column(String(254))
    #: The provider it goes to, in lower case: letters to one are paced.
    domain: Mapped[str] = mapped_column(String(254), index=True, default=_domain)
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(LongText)
    html: Mapped[str] = mapped_column(LongText)
    links: Mapped[list[dict[str, Any]]]
    #: A calendar file to attach, RFC 5545 text; None = none.
    calendar: Mapped[str | None] = mapped_column(LongText)
    #: REQUEST or CANCEL where the calendar file asks something of its reader (RFC 5546); None =
    #: a file to keep.
    method: Mapped[str | None] = mapped_column(String(10))
    #: Constant for every attempt, so that a repeat after a crash is known as one.
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    state: Mapped[LetterState] = mapped_column(enum_by_value(LetterState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    #: When it was tried first: patience is counted from here. None = not tried yet.
    tried_since: Mapped[datetime | None]
    #: A worker that took the letter holds it until then.
    leased_until: Mapped[datetime | None]
    #: What the mail server said last, in its words, without addresses.
    trouble: Mapped[str | None] = mapped_column(String(400))
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class MailSwitch(Base):
    """Organisers hold letters back. No row = all go out."""

    __tablename__ = "mail_switches"

    #: What it is about: `all`, or `workshop:3`. Letters about accounts are never held.
    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: Nothing goes out until it is lifted; what waits then goes.
    held: Mapped[bool] = mapped_column(default=False)
    #: Trial mode: only the own team is written to; what others would have got is kept back.
    team_only: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    #: No foreign key: mail lies below accounts.
    account_id: Mapped[int | None]


class Provider(Base):
    """How fast letters go to one domain, agreed upon by all workers."""

    __tablename__ = "mail_providers"

    domain: Mapped[str] = mapped_column(String(254), primary_key=True)
    #: When the next letter would be due if all had gone at the steady pace; the burst that is
    #: allowed lies before it.
    paced_until: Mapped[datetime]
    #: It said that there were too many: nothing before then.
    closed_until: Mapped[datetime | None]
    #: How many times in a row it said so; each doubles the pace's interval.
    strikes: Mapped[int] = mapped_column(default=0)


class Received(Base):
    """One message that came in, and what became of it. What was not understood is kept too."""

    __tablename__ = "received_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[ReceivedKind] = mapped_column(enum_by_value(ReceivedKind))
    outcome: Mapped[Outcome] = mapped_column(enum_by_value(Outcome))
    #: Why, as a short code that pages have words for; None = nothing to explain.
    reason: Mapped[str | None] = mapped_column(String(60))
    #: Delivered twice, it is taken once.
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    sender: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(400))
    #: What people can read of it, as plain text.
    text: Mapped[str] = mapped_column(LongText)
    #: All of it in clear, without personal links; cut where it is too long.
    content: Mapped[bytes] = mapped_column(LargeBinary)
    #: Whom the token in its address belongs to, by row: speaker:3; None = no true token.
    recipient: Mapped[str | None] = mapped_column(String(60), index=True)
    workshop_id: Mapped[int | None] = mapped_column(index=True)
    #: The letter that came back.
    letter_id: Mapped[int | None]
    #: When an organiser said that it is dealt with; None = it waits, where it needs anybody.
    settled_at: Mapped[datetime | None]
