"""Classes: what the stylesheet speaks of is worn by some page, and what pages wear has a style."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from app.agenda.rules.hints.facts import Severity
from app.agenda.rules.hours_of_day import Shade
from app.agenda.rules.words import Colour
from app.attendance.rules import Light
from app.invitations.rules import InvitationState
from app.mail.rules import LetterState, Outcome
from app.registration.rules import RegistrationState
from app.site.rules.standing import Word
from app.workshops.rules import WorkshopState
from config import ROOT

CSS = re.sub(r"/\*.*?\*/", "", (ROOT / "app/static/plenum.css").read_text("utf-8"), flags=re.S)
#: Letters have no stylesheet of ours, see test_tokens.
LETTERS = ("layouts/letter.html", "_macros/letters.html")

RUNNING = ("now", "next")
#: Classes that are made of a word, by how they begin; a word without a style of its own is quiet.
MADE: dict[str, Iterable[str]] = {
    "badge-": (
        *WorkshopState,
        *RegistrationState,
        *InvitationState,
        *LetterState,
        *Outcome,
        *RUNNING,
    ),
    "flash-": ("message", "refusal"),
    "is-": (*Light, *Word, *RegistrationState, *InvitationState, *RUNNING),
    "hint-": Severity,
    "lane-": "123456",
    "lanes-": "23456",
    "rooms-": ("2", "3"),
    "": (*Colour, *Shade, "main", "quiet", "danger", "has-register"),
}


def templates() -> Iterable[str]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT / "templates").as_posix()
        if "/mail/" not in name and name not in LETTERS:
            yield path.read_text("utf-8")


def code(kind: str) -> Iterable[str]:
    return (one.read_text("utf-8") for one in Path(ROOT, "app").rglob(f"*.{kind}"))


def attributes() -> list[str]:
    """What stands in each class attribute, in templates and in the code that writes HTML."""
    written = (*code("py"), *code("js"))
    in_code = [
        found for text in written for found in re.findall(r'class(?:Name)? ?= ?"(.*?)"', text)
    ]
    value = r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"'
    return in_code + [found for text in templates() for found in re.findall(value, text)]


def without_statements(attribute: str) -> str:
    return re.sub(r"\{%.*?%\}", " ", attribute)


def worn() -> set[str]:
    """Classes that are written out."""
    plain = (re.sub(r"[\w-]*\{\{.*?\}\}", " ", without_statements(one)) for one in attributes())
    return {name for one in plain for name in one.split()}


def made() -> set[str]:
    return {f"{begins}{word}" for begins, words in MADE.items() for word in words}


def styled() -> set[str]:
    selectors = re.findall(r"([^{};]+)\{", CSS)
    return {name for one in selectors for name in re.findall(r"\.([A-Za-z][\w-]*)", one)}


def test_every_style_is_worn_by_some_page() -> None:
    assert styled() - worn() - made() == set()


def test_every_class_that_is_written_out_has_a_style() -> None:
    assert worn() - styled() == set()


def test_classes_that_are_made_of_a_word_are_known_here() -> None:
    found = {
        begins
        for one in attributes()
        for begins in re.findall(r"([\w-]*)\{\{", without_statements(one))
    }
    assert found == set(MADE)


def test_every_category_of_a_message_is_known_here() -> None:
    calls = (re.findall(r"\bflash\([^\n]*, \"(\w+)\"\)", one) for one in code("py"))
    assert {"message", *(found for call in calls for found in call)} == set(MADE["flash-"])
