"""The contrast of every pair of colours that stand on each other, computed from the stylesheet.

`python -m screens.contrast` prints the table. Ratios are those of WCAG 2.2 (relative luminance).
The rule: words reach 5.5 on every ground they may stand on, lines that say something 3.5.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STYLES = Path(__file__).parent.parent / "app" / "static" / "plenum.css"

THEMES = ("lake", "moss", "plum", "ochre", "brick", "slate")
#: Colours that words are written in, on paper and on the surface.
TEXT = ("ink", "muted", "accent", "warn", "danger", *THEMES)
#: Colours whose tint is a ground: an item that is on, a theme that goes on, what a link led to, a
#: band that warns. Words there are of that colour or one of these.
TINTS = ("accent", "warn", "danger", *THEMES)
ON_TINTS = ("ink", "muted", "accent", "warn", "danger")
#: Only buttons wear danger's tint, under the mouse: nothing muted would reach the aim there.
ON_DANGER = ("ink", "danger")
#: Colours of lines that say something: borders of fields, rails, the dot of a state.
LINES = ("control", "accent", "warn", "danger", *THEMES)
GROUNDS = ("paper", "surface")
TEXT_AT_LEAST, LINES_AT_LEAST = 5.5, 3.5
#: Every mixture of the stylesheet: a tint of a colour, what is selected, a button under the mouse.
TINT, SELECTED, HOVERED = 0.10, 0.26, 0.86
MIXTURES = (
    *(f"var(--{name}) 10%, var(--surface)" for name in ("accent", "warn", "danger", "plum")),
    "var(--theme) 10%, var(--surface)",
    "var(--theme, var(--accent)) 10%, var(--surface)",
    "var(--accent) 26%, var(--surface)",
    "var(--accent) 86%, var(--ink)",
    "var(--ink) 30%, transparent",  # before what lies under a menu: nothing is read there
)

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
        for name in TINTS:
            tint = mixed(colours[name], colours["surface"], TINT)
            words = ON_DANGER if name == "danger" else dict.fromkeys((*ON_TINTS, name))
            for word in words:
                ratio = contrast(colours[word], tint)
                yield Pair(scheme, f"{word} on the tint of {name}", ratio, TEXT_AT_LEAST)
        yield _pair(scheme, colours, "on-accent", "accent", TEXT_AT_LEAST)
        yield _pair(scheme, colours, "paper", "ink", TEXT_AT_LEAST)
        hovered = mixed(colours["accent"], colours["ink"], HOVERED)
        ratio = contrast(colours["on-accent"], hovered)
        yield Pair(scheme, "on-accent on a hovered button", ratio, TEXT_AT_LEAST)
        selected = mixed(colours["accent"], colours["surface"], SELECTED)
        ratio = contrast(colours["ink"], selected)
        yield Pair(scheme, "ink on what is selected", ratio, TEXT_AT_LEAST)
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
