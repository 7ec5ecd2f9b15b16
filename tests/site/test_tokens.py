"""The colours of the stylesheet: every pair that stands on each other can be told apart."""

from __future__ import annotations

import re

import pytest

from config import ROOT
from screens.contrast import MIXTURES, STYLES, THEMES, Pair, contrast, pairs, tokens

CSS = STYLES.read_text("utf-8")
PAIRS = list(pairs(CSS))
#: Letters cannot refer to a stylesheet; so they hold the tokens once more, by their own names.
LIGHT_LETTERS = (ROOT / "templates/_macros/letters.html").read_text("utf-8")
DARK_LETTERS = (ROOT / "templates/layouts/letter.html").read_text("utf-8")
#: The token of what is dark in a letter, where class and token are called differently.
WORN = {
    "sheet": "surface", "link": "accent", "td.act": "accent", "a.act": "on-accent",
    "practice": "warn",
}  # fmt: skip
COLOUR = r"#[0-9A-Fa-f]{6}\b"


def test_contrast_is_that_of_wcag() -> None:
    black, white, grey = (0.0,) * 3, (1.0,) * 3, (0x77 / 255,) * 3
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == pytest.approx(1)
    # The grey that is known to fail on white by a hair.
    assert contrast(grey, white) == pytest.approx(4.478, abs=0.001)


def test_every_colour_has_a_dark_twin() -> None:
    found = tokens(CSS)
    same = {name for name, colour in found["light"].items() if found["dark"][name] == colour}
    assert same == set()
    assert set(THEMES) < set(found["light"])


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.scheme}: {pair.what}")
def test_it_can_be_read_or_seen(pair: Pair) -> None:
    assert pair.is_enough, f"{pair.ratio:.2f} is less than {pair.at_least}"


def test_no_ground_is_mixed_but_those_that_are_measured() -> None:
    mixtures = re.findall(r"color-mix\(in srgb, (var\(.*?%, (?:var\(--\w+\)|\w+))\)", CSS)
    assert set(mixtures) == set(MIXTURES)
    assert len(mixtures) == CSS.count("color-mix(")


def by_name(scheme: str) -> dict[str, str]:
    return {
        name: "#" + "".join(f"{round(part * 255):02X}" for part in colour)
        for name, colour in tokens(CSS)[scheme].items()
    }


def test_the_colours_of_letters_are_the_tokens_of_light_pages() -> None:
    said = [
        *re.findall(rf"set (\w+) = '({COLOUR})'", LIGHT_LETTERS),
        *re.findall(rf"'(\w+)': '({COLOUR})'", LIGHT_LETTERS),
    ]
    light = by_name("light")
    for name, colour in said:
        assert colour == light[name.lower().replace("_", "-")], name
    assert set(THEMES) < {name for name, _ in said}
    assert len(said) == len(re.findall(COLOUR, LIGHT_LETTERS)), "a colour without a name"


def test_the_colours_of_dark_letters_are_those_of_dark_pages() -> None:
    dark, used = by_name("dark"), 0
    for selector, style in re.findall(r"([\w.-]+) \{([^{}]*)\}", DARK_LETTERS):
        name = selector.removeprefix(".").removeprefix("rail-")
        for colour in re.findall(COLOUR, style):
            assert colour == dark[WORN.get(name, name)], selector
            used += 1
    assert used == len(re.findall(COLOUR, DARK_LETTERS))
    assert all(f".rail-{theme} " in DARK_LETTERS for theme in THEMES)
