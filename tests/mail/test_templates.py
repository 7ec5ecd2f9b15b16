"""What holds of the templates of all letters, whoever writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import ROOT

TEMPLATES = ROOT / "templates"
PIECES = sorted(TEMPLATES.glob("*/mail/*"))
LETTERS = [path for path in PIECES if not path.name.startswith("_")]
MACRO = re.compile(r"{%-? *macro (\w+)\(([^)]*)\)")


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def macros(part: str) -> dict[str, str]:
    """What letters can say in this part: the macros and what they are given."""
    found = MACRO.findall((TEMPLATES / f"_macros/letters.{part}").read_text("utf-8"))
    return {name: given for name, given in found if not name.startswith("_")}


@pytest.mark.parametrize("path", LETTERS, ids=name_of)
def test_one_template_makes_both_parts(path: Path) -> None:
    words = path.read_text("utf-8")
    frame = re.match(r"{% extends (layout|\"(\w+/mail/_letter.html)\") %}\n", words)
    assert frame is not None
    assert words[frame.end() :].startswith("{% block occasion %}")
    assert "{% block opening %}" in words
    if frame[2]:  # what letters of one feature have in common stands on the same layout
        assert "{% extends layout %}" in (TEMPLATES / frame[2]).read_text("utf-8")


@pytest.mark.parametrize("path", PIECES, ids=name_of)
def test_a_letter_holds_words_and_says_them_by_macros_that_both_parts_have(path: Path) -> None:
    words = path.read_text("utf-8")
    assert path.suffix == ".html"  # Jinja escapes by the name of the file
    assert "<" not in re.sub(r"{%.*?%}", "", words)
    assert set(re.findall(r"say\.(\w+)", words)) <= set(macros("txt"))


def test_what_both_parts_can_say_is_given_the_same() -> None:
    text, html = macros("txt"), macros("html")
    assert len(text) > 6
    assert {name: html[name] for name in text} == text


@pytest.mark.parametrize("path", PIECES, ids=name_of)
def test_no_letter_takes_an_address_from_the_request_or_trusts_a_text(path: Path) -> None:
    """Links come from the configured address alone; what people typed is never markup."""
    words = path.read_text("utf-8")
    for forbidden in ("url_for", "request", "|safe", "| safe", "Markup"):
        assert forbidden not in words


@pytest.mark.parametrize("name", ["_macros/letters.html", "layouts/letter.html"])
def test_only_a_line_break_of_ours_is_trusted_as_markup(name: str) -> None:
    words = (TEMPLATES / name).read_text("utf-8")
    assert re.findall(r"[^ ]*\| *safe", words) in ([], ["'<br>'|safe"])
    assert "<img" not in words


@pytest.mark.parametrize("name", ["_macros/letters.txt", "layouts/letter.txt"])
def test_a_text_part_is_no_html(name: str) -> None:
    assert "<" not in (TEMPLATES / name).read_text("utf-8")
