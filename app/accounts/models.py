"""Who signs in: organisers only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the account in sign-in links.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    #: As the person writes it; `email_normal` is what is compared.
    email: Mapped[str] = mapped_column(String(254))
    email_normal: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    #: Interface language chosen by the person; None follows the browser.
    language: Mapped[str | None] = mapped_column(String(8))
    #: Raised by each use of a sign-in link, which makes the link a one-time one.
    sign_in_generation: Mapped[int] = mapped_column(default=0)
    #: Raised by signing out everywhere; a session of an earlier generation is over.
    session_generation: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
