"""Breaking text into lines without a browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import lines

MIXED = st.text(st.sampled_from("aiMW ä-:。，“”《》（）城市自然研 ,.…"), max_size=80)


def test_lines_are_of_like_length() -> None:
    wrapped = lines.wrap("Workshop on local action for the Biodiversity Framework", 20, 3)
    assert wrapped == ("Workshop on local action for", "the Biodiversity Framework")


def test_a_title_ends_its_line_at_the_colon_where_that_takes_no_more_lines() -> None:
    assert lines.wrap("练习研讨会：绿色城市携手同行", 9, 4) == ("练习研讨会：", "绿色城市携手同行")
    assert lines.wrap("Practice: green cities", 8, 2) == ("Practice:", "green cities")


def test_a_short_title_stays_on_one_line_colon_or_not() -> None:
    assert lines.wrap("Soil: a start", 30, 4) == ("Soil: a start",)


def test_what_does_not_fit_into_so_many_lines_is_refused_and_cut() -> None:
    text = "Protecting what grows between houses and rails"
    assert lines.wrap(text, 8, 2) is None
    assert lines.cut(text, 8, 2) == ("Protecting", "what grows…")


def test_a_word_longer_than_a_line_is_broken_with_a_hyphen() -> None:
    assert lines.wrap("Biodiversitätsschutzmaßnahmen", 8, 9) is None
    broken = lines.cut("Biodiversitätsschutzmaßnahmen", 8, 9)
    assert all(line.endswith("-") for line in broken[:-1])
    assert "".join(line.rstrip("-") for line in broken) == "Biodiversitätsschutzmaßnahmen"


@pytest.mark.parametrize("mark", "，。、：；！？）】》”")
def test_no_chinese_line_begins_with_a_closing_mark(mark: str) -> None:
    text = f"城市生物多样{mark}性保护国际{mark}研讨会议程{mark}"
    for room in range(3, 12):
        assert not any(line[0] == mark for line in lines.wrap(text, room, 99) or ())


def test_no_chinese_line_ends_with_an_opening_mark() -> None:
    for room in range(4, 12):
        wrapped = lines.wrap("城市生物《多样性》保护（国际）研讨会", room, 99) or ()
        assert not any(line[-1] in "《（" for line in wrapped)


@given(MIXED, st.floats(3, 30), st.integers(1, 5))
def test_lines_fit_and_lose_nothing(text: str, room: float, most: int) -> None:
    text = " ".join(text.split())
    wrapped = lines.wrap(text, room, most)
    if wrapped is not None:
        assert len(wrapped) <= most
        assert all(lines.breadth(line) <= room + 0.01 for line in wrapped)
        assert "".join(wrapped).replace(" ", "") == text.replace(" ", "")
    cut = lines.cut(text, room, most)
    assert len(cut) <= most
    assert all(lines.breadth(line) <= room + 1.1 for line in cut)
