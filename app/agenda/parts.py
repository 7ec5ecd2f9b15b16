"""Who has a part in an item, and who is named with a theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.agenda.models import AgendaItem, ItemPart, Theme, ThemeGuest
from app.agenda.rules.refusals import UnknownSpeaker
from app.extensions import db
from app.people.models import Speaker
from app.people.rules import Part
from app.workshops.models import Workshop

#: Who does what, in order: key of a speaker (None = somebody not named) and the part.
Parts = Sequence[tuple[str | None, Part]]


def set_parts(workshop: Workshop, item: AgendaItem, parts: Parts) -> bool:
    """Whether it changed anything. Raises UnknownSpeaker."""
    return _replace(item, item.parts, _resolve(workshop, parts), ItemPart)


def set_guests(workshop: Workshop, theme: Theme, guests: Parts) -> bool:
    """As set_parts; a theme has no unnamed guests."""
    named = [(key, part) for key, part in guests if key is not None]
    return _replace(theme, theme.guests, _resolve(workshop, named), ThemeGuest)


def _resolve(workshop: Workshop, parts: Parts) -> list[tuple[Speaker | None, Part]]:
    """The speakers by key, each part once, held so that nobody removes them meanwhile.

    Raises UnknownSpeaker.
    """
    keys = {key for key, _ in parts if key is not None}
    if not keys:
        return [(None, part) for _, part in parts]
    rows = db.session.scalars(
        select(Speaker)
        .where(Speaker.workshop_id == workshop.id, Speaker.key.in_(keys))
        .with_for_update(read=True, key_share=True, of=Speaker)
    )
    known = {speaker.key: speaker for speaker in rows}
    if keys - set(known):
        raise UnknownSpeaker
    kept: list[tuple[str | None, Part]] = []
    for one in parts:
        if one[0] is None or one not in kept:
            kept.append(one)
    return [(known[key] if key else None, part) for key, part in kept]


def _replace(
    owner: AgendaItem | Theme,
    rows: list[Any],
    wanted: list[tuple[Speaker | None, Part]],
    kind: type[ItemPart] | type[ThemeGuest],
) -> bool:
    """Make the rows say what is wanted; counts as a save of their owner. Whether it changed."""
    if [(row.speaker, row.part) for row in rows] == wanted:
        return False
    rows[:] = [
        kind(speaker=speaker, part=part, position=n) for n, (speaker, part) in enumerate(wanted)
    ]
    flag_modified(owner, "key")
    return True
