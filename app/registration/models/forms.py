"""How people register for a workshop, and the seats and places there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, Text, enum_by_value
from app.workshops.models import Workshop
from app.workshops.rules import Way


class RegistrationForm(Base):
    """How people register for a workshop; no row = no registration."""

    __tablename__ = "registration_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), unique=True
    )
    #: None = from publication.
    opens: Mapped[datetime | None]
    #: None = start of the last day.
    closes: Mapped[datetime | None]
    waiting_list: Mapped[bool] = mapped_column(default=True)
    #: An organiser decides about each registration.
    approval: Mapped[bool] = mapped_column(default=False)
    #: A seat is taken only once the address is confirmed.
    confirm_email: Mapped[bool] = mapped_column(default=False)
    #: A place that comes free is offered for so many hours to the next in line, who accepts it or
    #: not; None = it is theirs at once.
    offer_hours: Mapped[int | None]
    #: Write to participants the day and the hour before, and to thank them.
    reminders: Mapped[bool] = mapped_column(default=True)
    #: Days after the last day, after which people's data are erased; None = not by itself. No
    #: default here: the ORM would put it in the place of a None that was meant.
    keep_days: Mapped[int | None]
    #: The owners hold the erasure back, as for an audit.
    keep_held: Mapped[bool] = mapped_column(default=False)
    #: Who answers for the data, and where they are kept: name and address.
    responsible: Mapped[Text | None]
    #: As rules.questions reads and stores them; one that was answered stays, retired.
    questions: Mapped[list[dict[str, Any]]]
    consents: Mapped[list[dict[str, Any]]]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}

    workshop: Mapped[Workshop] = relationship()


class SeatPool(Base):
    """The seats of one way of taking part. `used` = confirmed + offered, changed by one UPDATE."""

    __tablename__ = "seat_pools"
    __table_args__ = (
        UniqueConstraint("workshop_id", "way"),
        CheckConstraint("used >= 0", name="no_negative_use"),
        CheckConstraint("capacity >= 0", name="no_negative_capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    #: online or on_site.
    way: Mapped[Way] = mapped_column(enum_by_value(Way))
    #: None = unlimited. Lowering it throws nobody out, so `used` may be above it for a while.
    capacity: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    #: How many held a seat when the capacity was lowered below that: they stay. Sinks with them.
    stayed: Mapped[int] = mapped_column(default=0)
    #: The next number at the end of the line, and the next one before its front; given out under
    #: the row's lock, so the order of numbers is the order of joining.
    line_end: Mapped[int] = mapped_column(default=1)
    line_front: Mapped[int] = mapped_column(default=0)
    #: A way the workshop no longer offers keeps its row while people hold its seats.
    offered: Mapped[bool] = mapped_column(default=True)


class ChoicePool(Base):
    """The places of one choice. `used` counts who holds one, changed by one UPDATE."""

    __tablename__ = "choice_pools"
    __table_args__ = (
        UniqueConstraint("workshop_id", "question", "choice"),
        CheckConstraint("used >= 0", name="no_negative_use"),
        CheckConstraint("capacity >= 0", name="no_negative_capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    #: Keys of the question and of the choice.
    question: Mapped[str] = mapped_column(String(40))
    choice: Mapped[str] = mapped_column(String(40))
    #: None = unlimited. Lowering it throws nobody out.
    capacity: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    #: As of a seat pool: how many held a place when the capacity was lowered below that.
    stayed: Mapped[int] = mapped_column(default=0)
