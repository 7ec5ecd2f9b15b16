"""Copies of delivered e-mails, where they are delivered into a folder."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.extensions import config, db
from app.mail.models import Letter
from app.mail.post import folder_of

#: The name under which the session remembers which copies go once its transaction is committed.
_GOING = "plenum.copies"


def remove(letter_id: int, kind: str) -> None:
    if config().mail_url.startswith("folder:"):
        going: list[Path] = db.session().info.setdefault(_GOING, [])
        going.append(folder_of(config()) / f"{letter_id:06d}-{kind}.eml")


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


@event.listens_for(Session, "after_commit")
def _unlink(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for path in session.info.pop(_GOING, ()):
        path.unlink(missing_ok=True)


@event.listens_for(Session, "after_rollback")
def _keep(session: Session) -> None:
    session.info.pop(_GOING, None)
