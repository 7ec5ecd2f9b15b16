"""Files that leave the disk once it is certain: when the transaction that lets them go commits."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.extensions import db

#: The name under which the session remembers what goes, and in which transaction that was said.
_GOING = "plenum.leaving"
_Going = list[tuple[SessionTransaction | None, Path]]


def unlink_when_committed(path: Path) -> None:
    session = db.session()
    going: _Going = session.info.setdefault(_GOING, [])
    going.append((session.get_nested_transaction() or session.get_transaction(), path))


@event.listens_for(db.session, "after_commit")
def _unlink(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for _, path in session.info.pop(_GOING, ()):
        path.unlink(missing_ok=True)


@event.listens_for(db.session, "after_soft_rollback")
def _stay(session: Session, back: SessionTransaction) -> None:
    """What was said in a savepoint that is taken back does not hold; what was said before does."""
    going: _Going = session.info.pop(_GOING, [])
    if going and back.parent is not None:
        session.info[_GOING] = [one for one in going if not _is_in(one[0], back)]


def _is_in(said: SessionTransaction | None, back: SessionTransaction) -> bool:
    while said is not None and said is not back:
        said = said.parent
    return said is back
