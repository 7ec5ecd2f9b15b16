"""Keep a file that was handed in, open it, and forget it.

The octets are on the disk before the row is written, and leave it only once the row is gone for
good. So no row is ever without its file; a file without a row is what an act that failed left
behind, and is swept when it has grown old (see sweeping.py).
"""

from __future__ import annotations

import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from app.extensions import config, db
from app.files.leaving import unlink_when_committed
from app.files.models import StoredFile
from app.files.rules import Upload
from app.links import new_key


def folder() -> Path:
    return config().data / "uploads"


def path_of(file: StoredFile) -> Path:
    return folder() / file.key


def keep(upload: Upload, *, at: datetime) -> StoredFile:
    """Write the octets, and add the row to this transaction."""
    key = new_key()
    _write(folder() / key, upload.content)
    file = StoredFile(
        key=key,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=sha256(upload.content).hexdigest(),
        at=at,
    )
    db.session.add(file)
    db.session.flush()
    return file


def forget(file: StoredFile) -> None:
    """Delete the row in this transaction; the octets follow when it is committed."""
    unlink_when_committed(path_of(file))
    db.session.delete(file)
    db.session.flush()


def _write(path: Path, content: bytes) -> None:
    """All of it, or nothing under this name; on the disk before anything points to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    with half.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
