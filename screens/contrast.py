"""The contrast of every pair of colours that stand on each other, computed from the stylesheet.

`python -m screens.contrast` prints the table. Ratios are those of WCAG 2.2 (relative luminance).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STYLES = Path(__file__).parent.parent / "app" / "static" / "plenum.css"

THEMES = ("lake", "moss", "plum", "ochre", "brick", "slate")
#: Colours that words are written in, on every ground there is.
TEXT = ("ink", "muted", "accent", "warn", "danger", *THEMES)
#: Colours that words have on a tint of themselves.
TINTED = ("accent", "warn", "danger", *THEMES)
#: Colours of lines that say something: borders of fields, rails, the dot of a state.
LINES = ("control", "accent", "warn", "danger", *THEMES)
GROUNDS = ("paper", "surface")
TEXT_AT_LEAST, LINES_AT_LEAST = 5.5, 3.5
#: Of the colour, in a tint on the surface.
TINT = 0.10

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Pair:
    scheme: str
    what: str
    ratio: float
    at_least: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.at_least


def tokens(css: str) -> dict[str, dict[str, Colour]]:
    """The colours of the stylesheet by scheme; dark ones fall back to light ones."""
    dark_from = css.index("@media (prefers-color-scheme: dark)")
    blocks = re.finditer(r":root\s*\{(.*?)\}", css, re.S)
    found: dict[str, dict[str, Colour]] = {"light": {}, "dark": {}}
    for block in blocks:
        scheme = "dark" if block.start() > dark_from else "light"
        for name, value in re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})\b", block[1]):
            found[scheme].setdefault(name, _colour(value))
    found["dark"] = found["light"] | found["dark"]
    return found


def pairs(css: str) -> Iterator[Pair]:
    for scheme, colours in tokens(css).items():
        for name in TEXT:
            for ground in GROUNDS:
                yield _pair(scheme, colours, name, ground, TEXT_AT_LEAST)
        for name in TINTED:
            tint = mixed(colours[name], colours["surface"], TINT)
            ratio = contrast(colours[name], tint)
            yield Pair(scheme, f"{name} on its tint", ratio, TEXT_AT_LEAST)
            ratio = contrast(colours["ink"], tint)
            yield Pair(scheme, f"ink on the tint of {name}", ratio, TEXT_AT_LEAST)
        yield _pair(scheme, colours, "on-accent", "accent", TEXT_AT_LEAST)
        for name in LINES:
            for ground in GROUNDS:
                yield _pair(scheme, colours, name, ground, LINES_AT_LEAST, "as a line ")


def _pair(
    scheme: str, colours: dict[str, Colour], upper: str, lower: str, least: float, how: str = ""
) -> Pair:
    ratio = contrast(colours[upper], colours[lower])
    return Pair(scheme, f"{upper} {how}on {lower}", ratio, least)


def contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: Colour, ground: Colour, share: float) -> Colour:
    """As color-mix(in srgb, colour share, ground) has it."""
    red, green, blue = (
        share * upper + (1 - share) * lower for upper, lower in zip(colour, ground, strict=True)
    )
    return red, green, blue


def _colour(value: str) -> Colour:
    red, green, blue = (int(value[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def main() -> None:
    found = list(pairs(STYLES.read_text("utf-8")))
    print(f"{'':8}{'':34}{'ratio':>7}{'aim':>6}")
    for pair in found:
        mark = "" if pair.is_enough else "  too little"
        print(f"{pair.scheme:8}{pair.what:34}{pair.ratio:7.2f}{pair.at_least:6.1f}{mark}")
    least = min(found, key=lambda pair: pair.ratio / pair.at_least)
    print(f"\n{len(found)} pairs; nearest to its aim: {least.what}, {least.scheme}")
    sys.exit(0 if all(pair.is_enough for pair in found) else 1)


if __name__ == "__main__":
    main()
