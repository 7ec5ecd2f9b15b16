"""Finding what the public reads of a workshop, at the cost of a look at one number.

Which version is the newest is remembered in the process. On SQLite the memory is exact: `PRAGMA
data_version` on a connection kept for the purpose changes with every commit of anybody else, in
this process or another (sqlite.org/pragma.html#pragma_data_version). The number means something
to its own connection only, so each thread has its own connection and memory. On PostgreSQL a
memory is good for a second, and is dropped at any commit of this process.

Versions never change, so a decoded document is kept by its version; by the time of publishing
too, because SQLite gives the id of a deleted row out again.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from flask import current_app, has_app_context
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from app.agenda.models import AgendaVersion
from app.agenda.rules.document import Document, from_json
from app.extensions import config, db
from app.workshops.rules import WorkshopState

T = TypeVar("T")

#: Seconds for which another process's publishing may go unnoticed on PostgreSQL.
GOOD_FOR = 1.0
#: Decoded documents kept per process; one of 300 items takes about a megabyte.
KEPT = 64

_LOOKUP = """
SELECT workshops.id, workshops.slug, workshops.state, workshops.practice,
       agenda_versions.id, agenda_versions.number, agenda_versions.published_at
FROM workshops JOIN agenda_versions ON agenda_versions.workshop_id = workshops.id
WHERE workshops.slug = :slug AND workshops.state IN ('published', 'cancelled', 'archived')
ORDER BY agenda_versions.number DESC LIMIT 1
"""
_DOCUMENT = "SELECT document FROM agenda_versions WHERE id = :id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A workshop as the public may know it."""

    workshop_id: int
    slug: str
    state: WorkshopState
    practice: bool
    version_id: int
    #: Number of the newest version.
    version: int
    published_at: datetime

    @property
    def document(self) -> Document:
        memory = _memory()
        return memory.documents.get(
            (self.version_id, self.published_at), lambda: memory.read_document(self.version_id)
        )


def find(slug: str) -> Published | None:
    """The newest version of a workshop that is or was public; None for all others."""
    return _memory().find(slug)


def while_unchanged(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, read anew only after somebody committed something.

    For facts that are shown beside the agenda. `read` asks on a connection of its own: a session's
    transaction may have begun before the look, and see older data. As with versions, PostgreSQL's
    are up to a second old. What is given back may be shared between threads and must not be
    changed.
    """
    return _memory().while_unchanged(key, read)


def document_of(version: AgendaVersion) -> Document:
    """The document of a version, decoded once."""
    return _memory().documents.get(
        (version.id, version.published_at), lambda: from_json(version.document)
    )


def forget() -> None:
    """Drop what this process remembers; for whoever changes a stored version (erasure alone)."""
    current_app.extensions.pop(_HERE, None)


# -- Memories -------------------------------------------------------------------------------------


class _Memory(Protocol):
    documents: _Documents

    def find(self, slug: str) -> Published | None: ...
    def while_unchanged(self, key: Hashable, read: Callable[[], T]) -> T: ...
    def read_document(self, version_id: int) -> Document: ...


class _Documents:
    """Decoded documents by version, the least lately read ones dropped."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[int, datetime], Document] = OrderedDict()
        self.lock = threading.Lock()
        #: One thread decodes while others wait for it: many readers may come to a cold process.
        self.reading = threading.Lock()

    def get(self, version: tuple[int, datetime], read: Callable[[], Document]) -> Document:
        found = self._find(version)
        if found is not None:
            return found
        with self.reading:
            found = self._find(version)
            if found is not None:
                return found
            document = read()
            with self.lock:
                self.kept[version] = document
                while len(self.kept) > KEPT:
                    self.kept.popitem(last=False)
            return document

    def _find(self, version: tuple[int, datetime]) -> Document | None:
        with self.lock:
            if version in self.kept:
                self.kept.move_to_end(version)
            return self.kept.get(version)


class _Witness:
    """One thread's connection to the SQLite file, and what is known while nobody commits."""

    def __init__(self, path: str, busy_seconds: float) -> None:
        self.process = os.getpid()
        self.connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
        self.connection.execute("PRAGMA query_only = ON")
        self.ask = self.connection.cursor()
        self.seen = -1
        self.known: dict[str, Published] = {}
        self.beside: dict[Hashable, Any] = {}

    def look(self) -> None:
        """Forget everything if anybody committed since the last look."""
        (version,) = self.ask.execute("PRAGMA data_version").fetchone()
        if version != self.seen:
            self.known.clear()
            self.beside.clear()
            self.seen = version

    def __del__(self) -> None:
        with suppress(AttributeError, sqlite3.Error):
            self.connection.close()


class _SqliteMemory:
    def __init__(self, path: str, busy_seconds: float) -> None:
        self.path, self.busy_seconds = path, busy_seconds
        self.documents = _Documents()
        self.here = threading.local()

    def witness(self) -> _Witness:
        witness: _Witness | None = getattr(self.here, "witness", None)
        # A connection must not be used on the other side of a fork.
        if witness is None or witness.process != os.getpid():
            witness = self.here.witness = _Witness(self.path, self.busy_seconds)
        return witness

    def find(self, slug: str) -> Published | None:
        witness = self.witness()
        witness.look()
        found = witness.known.get(slug)
        if found is None:
            # On the same connection: never older than the number just seen.
            row = witness.ask.execute(_LOOKUP, {"slug": slug}).fetchone()
            if row is None:
                return None
            found = witness.known[slug] = _published(row)
        return found

    def while_unchanged(self, key: Hashable, read: Callable[[], T]) -> T:
        witness = self.witness()
        witness.look()
        if key not in witness.beside:
            witness.beside[key] = read()
        value: T = witness.beside[key]
        return value

    def read_document(self, version_id: int) -> Document:
        (stored,) = self.witness().ask.execute(_DOCUMENT, {"id": version_id}).fetchone()
        return from_json(json.loads(stored))


class _ServerMemory:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.documents = _Documents()
        self.known: dict[str, tuple[float, Published]] = {}
        self.beside: dict[Hashable, tuple[float, Any]] = {}
        #: Raised by each commit, so that nothing read before one is remembered after it.
        self.commits = 0

    def find(self, slug: str) -> Published | None:
        now = time.monotonic()
        until, found = self.known.get(slug, (0.0, None))
        if found is not None and now < until:
            return found
        commits = self.commits
        with self.engine.connect() as connection:
            row = connection.execute(text(_LOOKUP), {"slug": slug}).one_or_none()
        if row is None:
            self.known.pop(slug, None)
            return None
        found = _published(row)
        if commits == self.commits:
            self.known[slug] = (now + GOOD_FOR, found)
        return found

    def while_unchanged(self, key: Hashable, read: Callable[[], T]) -> T:
        now = time.monotonic()
        until, value = self.beside.get(key, (0.0, None))
        if now >= until:
            commits = self.commits
            value = read()
            if commits == self.commits:
                self.beside[key] = (now + GOOD_FOR, value)
        known: T = value
        return known

    def committed(self) -> None:
        self.commits += 1
        self.known.clear()
        self.beside.clear()

    def read_document(self, version_id: int) -> Document:
        wanted = AgendaVersion.__table__.c
        with self.engine.connect() as connection:
            statement = AgendaVersion.__table__.select().where(wanted.id == version_id)
            return from_json(connection.execute(statement).one().document)


def _published(row: Any) -> Published:
    workshop_id, slug, state, practice, version_id, number, published_at = row
    return Published(
        workshop_id=workshop_id,
        slug=slug,
        state=WorkshopState(state),
        practice=bool(practice),
        version_id=version_id,
        version=number,
        published_at=_moment(published_at),
    )


def _moment(stored: datetime | str) -> datetime:
    """SQLite itself keeps moments as text, in UTC."""
    if isinstance(stored, str):
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)
    return stored.astimezone(UTC)


_HERE = "plenum.published"


def _memory() -> _Memory:
    memory: _Memory | None = current_app.extensions.get(_HERE)
    if memory is None:
        memory = current_app.extensions[_HERE] = _fresh_memory()
    return memory


def _fresh_memory() -> _Memory:
    engine = db.engine
    if config().is_sqlite:
        assert engine.url.database is not None
        return _SqliteMemory(engine.url.database, config().busy_seconds)
    return _ServerMemory(engine)


@event.listens_for(db.session, "after_commit")
def _committed(_: Session) -> None:
    if has_app_context():
        memory = current_app.extensions.get(_HERE)
        if isinstance(memory, _ServerMemory):
            memory.committed()
