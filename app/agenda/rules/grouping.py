"""Changes put together by what they are about, as an agenda is read: theme by theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.agenda.rules.changes import Change, Seen
from app.agenda.rules.document import Document, ItemSeen, PersonSeen, ThemeSeen


class About(StrEnum):
    WORKSHOP = "workshop"
    THEME = "theme"
    #: Items that belong to no theme.
    NO_THEME = "no_theme"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    about: About
    theme: ThemeSeen | None = None
    #: In the order of the agenda; never empty.
    changes: tuple[Change, ...]


def group(
    changes: Sequence[Change], before: Document | None, after: Document
) -> tuple[Group, ...]:
    """The workshop first, then the themes as they stand in the agenda, those taken out after
    them, items without a theme, and what is said of people."""
    old = {theme.key: theme for theme in before.themes} if before else {}
    themes = {**old, **{theme.key: theme for theme in after.themes}}
    order = dict.fromkeys((*(theme.key for theme in after.themes), *old))
    found: dict[tuple[About, str | None], list[Change]] = {}
    for change in changes:
        found.setdefault(_about(change, themes), []).append(change)
    keys: list[tuple[About, str | None]] = [
        (About.WORKSHOP, None),
        *((About.THEME, key) for key in order),
        (About.NO_THEME, None),
        (About.PEOPLE, None),
    ]
    return tuple(
        Group(
            about=about,
            theme=themes[key] if key is not None else None,
            changes=tuple(found[about, key]),
        )
        for about, key in keys
        if (about, key) in found
    )


def _about(change: Change, themes: dict[str, ThemeSeen]) -> tuple[About, str | None]:
    seen: Seen | None = change.after or change.before
    if isinstance(seen, ThemeSeen):
        return About.THEME, seen.key
    if isinstance(seen, PersonSeen):
        return About.PEOPLE, None
    if isinstance(seen, ItemSeen):
        key = _theme_of(change, seen)
        return (About.THEME, key) if key in themes else (About.NO_THEME, None)
    return About.WORKSHOP, None


def _theme_of(change: Change, seen: ItemSeen) -> str | None:
    """The theme it stands in now; of what left, the one it stood in."""
    was = change.before
    if seen.removed and isinstance(was, ItemSeen):
        return was.theme
    return seen.theme
