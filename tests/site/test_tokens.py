"""The colours of the stylesheet: every pair that stands on each other can be told apart."""

from __future__ import annotations

import pytest

from screens.contrast import STYLES, THEMES, Pair, contrast, pairs, tokens

CSS = STYLES.read_text("utf-8")
PAIRS = list(pairs(CSS))


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
