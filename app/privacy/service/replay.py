"""The journal once more, as a file beside the database: it outlives an older copy of that.

Whoever brings such a copy back brings back whom it still held. The file knows them by their
fingerprints, and they are erased again within a minute.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.extensions import config, db
from app.people.models import Speaker
from app.privacy.models import Erasure
from app.privacy.rules import Why
from app.privacy.service import journal
from app.privacy.service.erasing import erase_for_good
from app.privacy.service.persons import erase_person
from app.privacy.service.removed import erase_removed, removed
from app.registration.models import Registration
from app.workshops.models import Workshop

log = logging.getLogger(__name__)

Line = dict[str, str | None]


def file() -> Path:
    return config().data / "erasures.jsonl"


def agree(at: datetime) -> None:
    """The worker's job: what the database knows goes into the file; whom only the file knows is
    erased again."""
    lines = _lines()
    known = set(db.session.scalars(select(Erasure.registration)))
    if known == lines.keys():
        return
    _append(one for one in _rows() if str(one["registration"]) not in lines)
    for print_, line in lines.items():
        if print_ not in known:
            _again(print_, line, at)


def _lines() -> dict[str, Line]:
    """By fingerprint. A line that was written by half is left out: its row still tells of it."""
    if not file().exists():
        return {}
    with file().open(encoding="utf-8", errors="replace") as stored:
        read = [_line(number, line) for number, line in enumerate(stored, 1) if line.strip()]
    return {str(one["registration"]): one for one in read if one is not None}


def _line(number: int, line: str) -> Line | None:
    try:
        read: Line = json.loads(line)
        Why(read["why"] or ""), datetime.fromisoformat(read["at"] or "")
        return {name: read[name] for name in ("workshop", "registration", "address", "why", "at")}
    except (ValueError, KeyError, TypeError):
        log.warning("line %s of %s cannot be read", number, file().name)
        return None


def _rows() -> Iterable[Line]:
    for row, workshop in db.session.execute(
        select(Erasure, Workshop.key)
        .join(Workshop, Workshop.id == Erasure.workshop_id)
        .order_by(Erasure.id)
    ):
        yield {
            "workshop": workshop,
            "registration": row.registration,
            "address": row.address,
            "why": row.why.value,
            "at": row.at.isoformat(),
        }


def _append(lines: Iterable[Line]) -> None:
    text = "".join(json.dumps(line) + "\n" for line in lines)
    if not text:
        return
    handle = os.open(file(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as stored:
        if stored.seek(0, os.SEEK_END) and stored.seek(-1, os.SEEK_END) >= 0:
            text = text if stored.read(1) == b"\n" else f"\n{text}"
        stored.write(text.encode())
        stored.flush()
        os.fsync(stored.fileno())


def _again(print_: str, line: Line, at: datetime) -> None:
    """Erase whoever bears the fingerprint; the row says when it was done first."""
    workshop = db.session.scalar(select(Workshop).where(Workshop.key == line["workshop"]))
    if workshop is None:
        return
    for one in db.session.scalars(
        select(Registration).where(Registration.workshop_id == workshop.id)
    ).all():
        if journal.of_registration(one.key) == print_:
            erase_for_good(one, at=at, account_id=None)
            return
    for speaker in db.session.scalars(
        select(Speaker).where(Speaker.workshop_id == workshop.id)
    ).all():
        if journal.of_speaker(workshop.key, speaker.key) == print_:
            erase_person(speaker.person, at=at, account_id=None)
            return
    for gone in removed(workshop):
        if journal.of_speaker(workshop.key, gone.key) == print_:
            erase_removed(workshop, gone.key, at=at, account_id=None)
            return
    db.session.add(
        Erasure(
            workshop_id=workshop.id,
            registration=print_,
            address=line["address"],
            why=Why(line["why"] or ""),
            at=datetime.fromisoformat(line["at"] or ""),
        )
    )
