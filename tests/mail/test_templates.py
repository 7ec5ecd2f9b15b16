"""What holds of the templates of all letters, whoever writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import ROOT

TEMPLATES = ROOT / "templates"
PARTS = sorted(path for path in TEMPLATES.glob("*/mail/*") if path.suffix in (".txt", ".html"))
LETTERS = sorted(path for path in PARTS if not path.name.startswith("_"))


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", LETTERS, ids=name_of)
def test_every_letter_has_a_text_and_an_html_part(path: Path) -> None:
    other = ".html" if path.suffix == ".txt" else ".txt"
    assert path.with_suffix(other).exists()


@pytest.mark.parametrize("path", [path for path in LETTERS if path.suffix == ".txt"], ids=name_of)
def test_a_text_part_begins_with_its_subject_and_a_blank_line(path: Path) -> None:
    lines = [
        line
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith(("{% from", "{% import", "{% set", "{#"))
    ]
    assert lines[0].strip()
    assert not lines[1].strip()


@pytest.mark.parametrize("path", [path for path in LETTERS if path.suffix == ".html"], ids=name_of)
def test_an_html_part_wears_the_layout_of_letters(path: Path) -> None:
    assert path.read_text("utf-8").startswith('{% extends "layouts/letter.html" %}')


@pytest.mark.parametrize("path", PARTS, ids=name_of)
def test_no_letter_takes_an_address_from_the_request_or_trusts_a_text(path: Path) -> None:
    """Links come from the configured address alone; what people typed is never markup."""
    words = path.read_text("utf-8")
    for forbidden in ("url_for", "address_if_any", "request", "|safe", "| safe", "Markup", "<img"):
        assert forbidden not in words


@pytest.mark.parametrize("path", [path for path in PARTS if path.suffix == ".txt"], ids=name_of)
def test_a_text_part_is_no_html(path: Path) -> None:
    assert "<" not in path.read_text("utf-8").replace("<=", "").replace(" < ", "")
