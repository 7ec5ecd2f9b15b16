"""Which other languages a page has to fall back to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from app.agenda.rules.document import Document
from app.i18n import texts


def foreign(document: Document, language: str) -> tuple[str, ...]:
    """Languages, as codes, of texts that do not exist in this one."""
    shown = (document.workshop, document.rooms, document.themes, document.people, document.shown())
    picked = (texts.pick(text, language) for one in shown for text in _texts(one))
    return tuple(dict.fromkeys(piece.language for piece in picked if piece and piece.fallback))


def _texts(value: object) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
