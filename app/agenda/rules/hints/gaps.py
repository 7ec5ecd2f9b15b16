"""What is still missing: titles, and who leads through a theme."""

from __future__ import annotations

from collections.abc import Iterator

from app.agenda.rules.hints.facts import Hint, HintKind, Planning
from app.agenda.rules.words import Kind
from app.people.rules import Part

#: Breaks, openings and closings are called after what they are.
_TITLED = frozenset({Kind.TALK, Kind.DISCUSSION, Kind.OTHER})


def find(planning: Planning) -> Iterator[Hint]:
    for item in planning.items:
        texts = (*(item.title or {}).values(), *(item.subject or {}).values())
        if item.kind in _TITLED and not any(texts):
            yield Hint(
                kind=HintKind.NO_TITLE, items=(item.key,), start=planning.placed(item).start
            )
    yield from _no_moderator(planning)


def _no_moderator(planning: Planning) -> Iterator[Hint]:
    """Themes of several items that nobody leads through; said once where nobody leads any."""
    if planning.is_over:
        return
    items: dict[str, list[str]] = {}
    led = {theme for theme, people in planning.moderators.items() if people}
    # A moderator who is not named yet is one all the same.
    led |= {
        theme.key
        for theme in planning.outline.themes
        if any(part is Part.MODERATOR for _, part in theme.guests)
    }
    for item in planning.items:
        if item.theme is not None:
            items.setdefault(item.theme, []).append(item.key)
            if any(part is Part.MODERATOR for _, part in item.parts):
                led.add(item.theme)
    themes = [
        theme.key
        for theme in planning.outline.themes
        if theme.key not in led and len(items.get(theme.key, ())) > 1
    ]
    if themes and not led and len(themes) > 1:
        yield Hint(kind=HintKind.NO_MODERATOR, themes=tuple(themes), count=len(themes), about=())
        return
    for key in themes:
        yield Hint(kind=HintKind.NO_MODERATOR, items=tuple(items[key]), themes=(key,),
                   about=(key,))  # fmt: skip
