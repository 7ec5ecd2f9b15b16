"""What an act that failed, or a crash, left in the folder goes after a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from app.extensions import db
from app.files.models import StoredFile
from app.files.service import folder

#: An act that writes a file and its row is over long before; what is older has no act any more.
AFTER = timedelta(hours=1)


def sweep(at: datetime) -> None:
    """The worker's job: remove octets that no row knows."""
    for path in orphans(at):
        path.unlink(missing_ok=True)


def orphans(at: datetime) -> Iterator[Path]:
    """Files without a row that are older than an act may take, half-written ones included."""
    old = [path for path in _files() if _changed(path) <= at - AFTER]
    if not old:
        return
    known = set(db.session.scalars(select(StoredFile.key)))
    for path in old:
        if path.name not in known:
            yield path


def _files() -> list[Path]:
    here = folder()
    return sorted(here.iterdir()) if here.is_dir() else []


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # gone since the folder was read
        return datetime.max.replace(tzinfo=UTC)
