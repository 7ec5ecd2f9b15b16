"""Looking accounts up."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import db


def find_by_email(email_normal: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.email_normal == email_normal))


def find_by_key(key: str, *, lock: bool = False) -> Account | None:
    wanted = select(Account).where(Account.key == key)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)
