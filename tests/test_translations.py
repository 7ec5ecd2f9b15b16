"""The catalogues: every sentence of code and templates, in every language, with its places."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app.i18n import DEFAULT, FOLDER, LANGUAGES
from config import ROOT

OTHERS = [language for language in LANGUAGES if language != DEFAULT]
PLACE = re.compile(r"%\((\w+)\)[sd]|%%|%")


@pytest.fixture(scope="session")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `./run translate` finds."""
    into = tmp_path_factory.mktemp("sentences") / "messages.pot"
    command = [
        sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract",
        "--mapping-file", "pyproject.toml", "--keywords", "lazy_gettext", "--ignore-dirs", ".*",
        "--output-file", str(into), "app", "templates",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return read(into)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def catalogue(language: str) -> Catalog:
    path = FOLDER / language / "messages.po"
    if not path.exists():
        pytest.fail(f"{path.relative_to(ROOT)} is missing: ./run translate")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def strings(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def found(sentences: Catalog) -> Iterator[Message]:
    return (message for message in sentences if message.id)


def test_there_is_something_to_say(sentences: Catalog) -> None:
    assert len(sentences) > 200


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(sentences: Catalog, language: str) -> None:
    known = catalogue(language)
    missing = [
        strings(message.id)[0]
        for message in found(sentences)
        if (there := known.get(message.id, message.context)) is None
        or there.fuzzy
        or not all(strings(there.string))
    ]
    assert (len(missing), missing[:10]) == (0, [])


@pytest.mark.parametrize("language", OTHERS)
def test_every_plural_has_the_forms_its_language_needs(sentences: Catalog, language: str) -> None:
    known = catalogue(language)
    wrong = [
        message.id
        for message in known
        if message.id and message.pluralizable and len(message.string) != known.num_plurals
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_fills_the_same_places(language: str) -> None:
    wrong = [
        strings(message.id)[0]
        for message in catalogue(language)
        if message.id
        for said in strings(message.string)
        if said
        and places(said) != places(strings(message.id)[-1])
        and places(said) != places(strings(message.id)[0])
    ]
    assert wrong == []


def places(sentence: str) -> set[str]:
    """The names that are filled in; a stray per cent sign counts, as it would break the page."""
    return {match[0] for match in PLACE.finditer(sentence)} - {"%%"}


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_kept_that_nobody_says_any_more(sentences: Catalog, language: str) -> None:
    known = catalogue(language)
    said = {message.id for message in found(sentences)}
    assert [message.id for message in known if message.id and message.id not in said] == []
    assert not known.obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_begins_and_ends_like_its_translation(language: str) -> None:
    """Line breaks and blanks at the edges hold letters together."""
    wrong = [
        message.id
        for message in catalogue(language)
        for source in strings(message.id)[:1]
        for said in strings(message.string)
        if source and said
        if (source[0] == "\n", source[-1] == "\n") != (said[0] == "\n", said[-1] == "\n")
    ]
    assert wrong == []
