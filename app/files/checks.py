"""What must hold of stored files at any quiet moment; read-only."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.files.models import StoredFile
from app.files.service import path_of
from app.files.sweeping import AFTER, orphans


def broken() -> list[str]:
    """A sentence for each row without its file, and each old file without a row."""
    return [*_rows(), *_files()]


def _rows() -> Iterator[str]:
    for file in db.session.scalars(select(StoredFile).order_by(StoredFile.id)):
        path = path_of(file)
        if not path.is_file():
            yield f"stored file {file.id}: its row has no file in the folder uploads."
        elif path.stat().st_size != file.size:
            yield f"stored file {file.id}: the file in the folder uploads has another size."


def _files() -> Iterator[str]:
    # As the sweeper sees them when it comes next: what is being written is no orphan yet.
    for path in orphans(clock.now() - AFTER):
        yield f"folder uploads: no row knows the file {path.name}."
