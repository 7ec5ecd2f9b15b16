"""Between names, roles and notes stand the marks of the spoken language."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from app.i18n import punctuation, speaking


@pytest.mark.parametrize(
    ("language", "said", "together", "longer", "labelled", "noted"),
    [
        ("en", "Wen Jing, Director", "A, B", "A; B", "Moderator: Wen Jing", "Shanghai (UTC+8)"),
        ("de", "Wen Jing, Director", "A, B", "A; B", "Moderator: Wen Jing", "Shanghai (UTC+8)"),
        ("zh", "Wen Jing，Director", "A、B", "A；B", "Moderator：Wen Jing", "Shanghai（UTC+8）"),
    ],
)
def test_marks_are_those_of_the_spoken_language(
    language: str, said: str, together: str, longer: str, labelled: str, noted: str
) -> None:
    with speaking(language):
        assert punctuation.comma(["Wen Jing", "", None, "Director"]) == said
        assert punctuation.listed(iter(["A", "B"])) == together
        assert punctuation.semicolon(["A", "B"]) == longer
        assert punctuation.colon("Moderator", "Wen Jing") == labelled
        assert punctuation.with_note("Shanghai", "UTC+8") == noted
        assert punctuation.with_note("Shanghai", "") == "Shanghai"


def test_one_piece_of_markup_makes_markup_of_all_and_escapes_the_plain() -> None:
    said = punctuation.comma(["<b>", Markup('<span lang="de">Amt</span>')])
    assert isinstance(said, Markup)
    assert said == '&lt;b&gt;, <span lang="de">Amt</span>'


def test_plain_pieces_stay_plain() -> None:
    said = punctuation.comma(["O’Neill & Sons", "<b>"])
    assert not isinstance(said, Markup)
    assert said == "O’Neill & Sons, <b>"


@pytest.mark.parametrize(("language", "said"), [("en", "“so”"), ("de", "„so“"), ("zh", "“so”")])
def test_quotes_are_those_of_the_spoken_language(language: str, said: str) -> None:
    with speaking(language):
        assert punctuation.quoted("so") == said
