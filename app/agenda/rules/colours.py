"""Colours where no stylesheet reaches: in pictures, files and other programs."""

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
#: All the tokens of light pages that pictures and files need: they have one look everywhere.
TOKENS: dict[str, str] = {
    "paper": "#FAF8F3", "ink": "#1C2420", "muted": "#55615A", "rule": "#DEDBD1",
    "accent": "#0B5F4A", "warn": "#855300", "danger": "#A3262A", **LIGHT,
}  # fmt: skip
