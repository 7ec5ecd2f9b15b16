"""Who is named where in an agenda, and who of them does not come."""

from __future__ import annotations

from collections.abc import Mapping

from app.agenda.rules.document import Document, ItemSeen, ThemeSeen
from app.agenda.rules.words import ItemState
from app.invitations.rules.states import GONE, InvitationState


def still_named(
    document: Document, states: Mapping[str, InvitationState]
) -> list[tuple[str, InvitationState]]:
    """Keys of those whom the agenda names though they do not come, in the order of its people."""
    named = {**themes_of(document), **items_of(document)}
    return [(key, state) for key, state in states.items() if state in GONE and key in named]


def items_of(document: Document) -> Mapping[str, ItemSeen]:
    """The first item that names each person and is not called off."""
    found: dict[str, ItemSeen] = {}
    for item in document.shown():
        if item.state is not ItemState.CANCELLED:
            for part in item.speakers:
                if part.person is not None:
                    found.setdefault(part.person, item)
    return found


def themes_of(document: Document) -> Mapping[str, ThemeSeen]:
    """The first theme that names each person without a talk of their own."""
    found: dict[str, ThemeSeen] = {}
    for theme in document.themes:
        for part in theme.guests:
            if part.person is not None:
                found.setdefault(part.person, theme)
    return found
