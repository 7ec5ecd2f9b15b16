"""The words of an agenda."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    OPENING = "opening"
    TALK = "talk"
    DISCUSSION = "discussion"
    BREAK = "break"
    CLOSING = "closing"
    OTHER = "other"


class ItemState(StrEnum):
    """Said of an item by the organisers; nothing said = it takes place."""

    CANCELLED = "cancelled"


class Colour(StrEnum):
    """Colours of themes; their values for light and dark stand in the stylesheet."""

    LAKE = "lake"
    MOSS = "moss"
    PLUM = "plum"
    OCHRE = "ochre"
    BRICK = "brick"
    SLATE = "slate"
