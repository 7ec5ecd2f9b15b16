"""Keep a file that was handed in, open it, and forget it.

The octets are on the disk before the row is written, and leave it only once the row is gone for
good. So no row is ever without its file; a file without a row is what an act that failed left
behind, and is swept when it has grown old (see sweeping.py).
"""

from __future__ import annotations

import io
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from app.extensions import config, db
from app.files.leaving import unlink_when_committed
from app.files.models import StoredFile
from app.files.rules import Stream, Upload
from app.links import new_key


def folder() -> Path:
    return config().data / "uploads"


def path_of(file: StoredFile) -> Path:
    return folder() / file.key


#: Octets that are copied at a time.
_PIECE = 1024 * 1024


def keep(upload: Upload | Stream, *, at: datetime) -> StoredFile:
    """Write the octets, and add the row to this transaction."""
    key = new_key()
    source = io.BytesIO(upload.content) if isinstance(upload, Upload) else upload.file
    size, digest = _write(folder() / key, source)
    file = StoredFile(
        key=key, name=upload.name, media_type=upload.media_type, size=size, sha256=digest, at=at
    )
    db.session.add(file)
    db.session.flush()
    return file


def forget(file: StoredFile) -> None:
    """Delete the row in this transaction; the octets follow when it is committed."""
    unlink_when_committed(path_of(file))
    db.session.delete(file)
    db.session.flush()


def _write(path: Path, source: IO[bytes]) -> tuple[int, str]:
    """All of it, or nothing under this name; on the disk before anything points to it.

    Gives its size and what its content is known by.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    size, digest = 0, sha256()
    with half.open("xb") as file:
        while piece := source.read(_PIECE):
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return size, digest.hexdigest()
