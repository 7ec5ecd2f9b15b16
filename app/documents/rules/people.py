"""A person as files print them: the name strong, what they were on that day behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from app.agenda.rules.document import PartSeen, PersonSeen
from app.i18n import gettext, language, punctuation, texts
from app.people.rules import Part
from app.site.words import PARTS


class Style(StrEnum):
    PLAIN = "plain"
    STRONG = "strong"
    #: Said in place of what is not known.
    UNKNOWN = "unknown"


class Run(NamedTuple):
    text: str
    style: Style = Style.PLAIN


def part(one: PartSeen, people: Mapping[str, PersonSeen]) -> tuple[Run, ...]:
    """In the spoken language; speakers without a label, all others with their part before it."""
    said: tuple[Run, ...]
    if one.person is None:
        said = (Run(gettext("not recorded by name"), Style.UNKNOWN),)
    else:
        said = tuple(person(people[one.person]))
    if one.person is not None and one.part is Part.SPEAKER:
        return said
    return (Run(_label(one.part)), *said)


def plain(runs: tuple[Run, ...]) -> str:
    """Without styles; what they set apart stands in brackets."""
    said = ""
    for run in runs:
        if run.style is Style.UNKNOWN and run.text.startswith(" "):
            said = punctuation.with_note(said, run.text.strip())
        else:
            said += run.text
    return said


def _label(part: Part) -> str:
    """Moderator: with the mark of the language."""
    return punctuation.colon(PARTS[part], "…").removesuffix("…")


def person(one: PersonSeen) -> Iterator[Run]:
    """In Chinese the characters come first, and the house before the office."""
    chinese = language() == "zh"
    if one.native_name and chinese:
        yield Run(one.native_name, Style.STRONG)
        yield Run(punctuation.in_brackets(one.name))
    else:
        yield Run(one.name, Style.STRONG)
        if one.native_name:
            yield Run(f" {one.native_name}")
    position = texts.words(one.position, language())
    affiliation = texts.words(one.affiliation, language())
    post = (affiliation, position) if chinese else (position, affiliation)
    if any(post):
        yield Run(punctuation.comma(("…", *post)).removeprefix("…"))
    if not position:
        unknown = (
            gettext("role not recorded")
            if affiliation
            else gettext("role and organisation not recorded")
        )
        yield Run(f" {unknown}", Style.UNKNOWN)
