"""What must hold of stored files at any quiet moment; read-only."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import exists, false, or_, select

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


def held_by_nobody() -> Iterator[str]:
    """Whoever lets go of a file forgets it: any other row would keep it for ever, unseen.

    Every column that points here holds files, whichever feature it belongs to.
    """
    holders = [
        exists().where(column == StoredFile.id)
        for table in db.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == StoredFile.__tablename__ for key in column.foreign_keys)
    ]
    rows = select(StoredFile.id).where(~or_(false(), *holders)).order_by(StoredFile.id)
    for id in db.session.scalars(rows):
        yield f"stored file {id}: nothing holds it."


def _files() -> Iterator[str]:
    # As the sweeper sees them when it comes next: what is being written is no orphan yet.
    for path in orphans(clock.now() - AFTER):
        yield f"folder uploads: no row knows the file {path.name}."
