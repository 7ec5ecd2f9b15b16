"""What must hold of all stored agendas; read-only, for `plenum check`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import ColumnElement, Select, select

from app.agenda.models import AgendaItem, AgendaVersion, Day, ItemPart, Room, Theme, ThemeGuest
from app.agenda.rules.document import Document, from_json
from app.extensions import db
from app.people.models import Speaker
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState


def broken() -> list[str]:
    """A sentence for each thing that is not as it must be."""
    return [*_versions(), *_without_versions(), *_drafts()]


# -- Versions ------------------------------------------------------------------------------------


def _versions() -> Iterator[str]:
    rows = db.session.execute(
        select(Workshop.slug, AgendaVersion.number, AgendaVersion.document)
        .join(AgendaVersion, AgendaVersion.workshop_id == Workshop.id)
        .order_by(Workshop.id, AgendaVersion.number)
        .execution_options(yield_per=20)
    )
    owners: dict[str, str] = {}
    for slug, versions in groupby(rows, key=lambda row: str(row.slug)):
        numbers = []
        sequences: dict[str, int] = {}
        for row in versions:
            numbers.append(row.number)
            name = f"{slug}: version {row.number}"
            try:
                document = from_json(row.document)
            except Exception as error:
                yield f"{name} cannot be read ({type(error).__name__}: {error})."
                continue
            yield from _entries(name, slug, document, sequences, owners)
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{slug}: versions are numbered {', '.join(map(str, numbers))}, not 1, 2, …"


def _entries(
    name: str, slug: str, document: Document, sequences: dict[str, int], owners: dict[str, str]
) -> Iterator[str]:
    """`sequences` are those of the version before; `owners` the workshops UIDs were seen in."""
    here: set[str] = set()
    for uid, sequence in _numbered(document):
        if uid in here:
            yield f"{name}: UID {uid} stands in it twice."
        here.add(uid)
        if owners.setdefault(uid, slug) != slug:
            yield f"{name}: UID {uid} is one of {owners[uid]} too."
        if sequence < sequences.get(uid, 0):
            yield f"{name}: SEQUENCE of {uid} fell from {sequences[uid]} to {sequence}."
        sequences[uid] = sequence
    for uid in sequences.keys() - here:
        yield f"{name}: UID {uid} of an earlier version is gone."
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
        yield f"{slug}: is public, but has no version of its agenda."


# -- The draft -----------------------------------------------------------------------------------


def _drafts() -> Iterator[str]:
    """Each workshop has one draft, and nothing in it points into the draft of another."""
    item, theme = AgendaItem.workshop_id, Theme.workshop_id
    of_items = select(AgendaItem.key)
    for word, found in (
        ("a day", of_items.join(Day).where(Day.workshop_id != item)),
        ("a theme", of_items.join(Theme).where(theme != item)),
        ("a room", of_items.join(Room).where(Room.workshop_id != item)),
        (
            "a speaker",
            of_items.join(ItemPart).join(Speaker).where(Speaker.workshop_id != item),
        ),
    ):
        yield from _strays("item", word, found, item)
    guests = select(Theme.key).join(ThemeGuest).join(Speaker).where(Speaker.workshop_id != theme)
    yield from _strays("theme", "a speaker", guests, theme)


def _strays(
    kind: str, word: str, found: Select[tuple[str]], owner: ColumnElement[int]
) -> Iterator[str]:
    for key, slug in db.session.execute(
        found.add_columns(Workshop.slug).join(Workshop, Workshop.id == owner).distinct()
    ):
        yield f"{slug}: {kind} {key} in its draft has {word} of another workshop."
