"""Copies of delivered e-mails, where they are delivered into a folder."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import config, db
from app.files.leaving import unlink_when_committed
from app.mail.models import Letter
from app.mail.post import folder_of


def remove(letter_id: int, kind: str) -> None:
    if config().mail_url.startswith("folder:"):
        unlink_when_committed(folder_of(config()) / f"{letter_id:06d}-{kind}.eml")


def remove_strays() -> None:
    """Copies whose letter is gone: it may have been under way while it was erased."""
    folder = folder_of(config())
    if not config().mail_url.startswith("folder:") or not folder.is_dir():
        return
    letters = db.session.execute(select(Letter.id, Letter.kind))
    known = {f"{id:06d}-{kind}.eml" for id, kind in letters}
    for copy in folder.glob("[0-9]*-*.eml"):
        if copy.name not in known:
            copy.unlink(missing_ok=True)
