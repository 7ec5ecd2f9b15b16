"""What must hold of all stored agendas; read-only, for `plenum check`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select

from app.agenda.models import AgendaItem, AgendaVersion, Day, ItemPart, Room, Theme, ThemeGuest
from app.agenda.models_history import AgendaEdit
from app.agenda.rules import patches
from app.agenda.rules.document import Document, from_json
from app.extensions import db
from app.people.models import Speaker
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState


def broken() -> list[str]:
    """A sentence for each thing that is not as it must be."""
    return [*_versions(), *_without_versions(), *_drafts(), *_history()]


# -- Versions ------------------------------------------------------------------------------------


def _versions() -> Iterator[str]:
    rows = db.session.execute(
        select(Workshop.slug, AgendaVersion.number, AgendaVersion.document)
        .join(AgendaVersion, AgendaVersion.workshop_id == Workshop.id)
        .order_by(Workshop.id, AgendaVersion.number)
        .execution_options(yield_per=20)
    )
    owners = _owners()
    for slug, versions in groupby(rows, key=lambda row: str(row.slug)):
        sequences: dict[str, int] = {}
        due = 1
        for row in versions:
            name = f"agenda of {slug}, version {row.number}"
            for missing in range(due, row.number):
                yield f"{name}: version {missing} is missing."
            due = row.number + 1
            try:
                document = from_json(row.document)
            except Exception as error:
                yield f"{name}: cannot be read ({type(error).__name__}: {error})."
                continue
            yield from _entries(name, slug, document, sequences, owners)


def _owners() -> dict[str, str]:
    """The workshop of each UID, by the drafts; versions add those that left them."""
    rows = db.session.execute(
        select(AgendaItem.uid, Workshop.slug).join(Workshop, Workshop.id == AgendaItem.workshop_id)
    )
    return {row.uid: row.slug for row in rows}


def _entries(
    name: str, slug: str, document: Document, sequences: dict[str, int], owners: dict[str, str]
) -> Iterator[str]:
    """`sequences` are those of the version before, and become those of this one."""
    here: set[str] = set()
    for uid, sequence in _numbered(document):
        if uid in here:
            yield f"{name}: the UID {uid} stands in it twice."
        here.add(uid)
        if owners.setdefault(uid, slug) != slug:
            yield f"{name}: uses a calendar entry of {owners[uid]}."
        if sequence < sequences.get(uid, 0):
            yield f"{name}: the SEQUENCE of {uid} falls."
        sequences[uid] = sequence
    for uid in sorted(sequences.keys() - here):
        yield f"{name}: the entry {uid} is gone instead of cancelled."
        del sequences[uid]


def _numbered(document: Document) -> Iterator[tuple[str, int]]:
    for item in document.items:
        yield item.uid, item.sequence
    yield document.whole.uid, document.whole.sequence
    if document.all_day:
        yield document.all_day.uid, document.all_day.sequence
    for one in document.theme_days:
        yield one.entry.uid, one.entry.sequence


def _without_versions() -> Iterator[str]:
    slugs = db.session.scalars(
        select(Workshop.slug)
        .outerjoin(AgendaVersion, AgendaVersion.workshop_id == Workshop.id)
        .where(Workshop.state != WorkshopState.DRAFT, AgendaVersion.id.is_(None))
        .order_by(Workshop.slug)
    )
    for slug in slugs:
        yield f"agenda of {slug}: is public, but has no version."


# -- The draft -----------------------------------------------------------------------------------


def _drafts() -> Iterator[str]:
    """Each workshop has one draft, and nothing in it points into the draft of another."""
    items = select(AgendaItem.key, Workshop.slug).join(
        Workshop, Workshop.id == AgendaItem.workshop_id
    )
    themes = select(Theme.key, Workshop.slug).join(Workshop, Workshop.id == Theme.workshop_id)
    here = Workshop.id
    for kind, word, found in (
        ("item", "a day", items.join(AgendaItem.day).where(Day.workshop_id != here)),
        ("item", "a theme", items.join(AgendaItem.theme).where(Theme.workshop_id != here)),
        ("item", "a room", items.join(AgendaItem.room).where(Room.workshop_id != here)),
        (
            "item",
            "a speaker",
            items.join(AgendaItem.parts)
            .join(ItemPart.speaker)
            .where(Speaker.workshop_id != here)
            .distinct(),
        ),
        (
            "theme",
            "a guest",
            themes.join(Theme.guests)
            .join(ThemeGuest.speaker)
            .where(Speaker.workshop_id != here)
            .distinct(),
        ),
    ):
        for key, slug in db.session.execute(found):
            yield f"agenda of {slug}: {kind} {key} of the draft has {word} of another workshop."


# -- History --------------------------------------------------------------------------------------


def _history() -> Iterator[str]:
    """Edits are numbered without gaps, and each can be read."""
    rows = db.session.execute(
        select(Workshop.slug, AgendaEdit.number, AgendaEdit.undoes, AgendaEdit.patch)
        .join(AgendaEdit, AgendaEdit.workshop_id == Workshop.id)
        .order_by(Workshop.id, AgendaEdit.number)
        .execution_options(yield_per=100)
    )
    for slug, edits in groupby(rows, key=lambda row: str(row.slug)):
        for due, row in enumerate(edits, start=1):
            name = f"agenda of {slug}, edit {row.number}"
            if row.number != due:
                yield f"{name}: edit {due} is missing."
                break
            if row.undoes is not None and row.undoes >= row.number:
                yield f"{name}: takes back edit {row.undoes}, which is not before it."
            try:
                patches.from_json(row.patch)
            except Exception as error:
                yield f"{name}: cannot be read ({type(error).__name__}: {error})."
