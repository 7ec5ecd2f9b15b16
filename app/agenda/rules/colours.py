"""Colours of themes where no stylesheet reaches: in pictures, files and other programs."""

from __future__ import annotations

from app.agenda.rules.words import Colour

#: As the stylesheet has them on light pages.
LIGHT: dict[str, str] = {
    Colour.LAKE: "#17608A",
    Colour.MOSS: "#2F6B3A",
    Colour.PLUM: "#7A3E87",
    Colour.OCHRE: "#855300",
    Colour.BRICK: "#A23B2A",
    Colour.SLATE: "#4A5568",
}
