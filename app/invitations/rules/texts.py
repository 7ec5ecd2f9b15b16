"""The invitation as organisers write it: texts by language, with placeholders for what differs.

A placeholder is a word in curly brackets, {name}. What a text may hold is declared here, and so is
who made the value that takes its place. Values are put in once and never read again, so nothing
that somebody typed becomes a placeholder, a link or a header.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from app.errors import Refusal
from app.i18n import N_

#: What one text may hold, in characters; a subject is one line.
MOST_SUBJECT = 200
MOST = 6000


class Placeholder(StrEnum):
    """In the order in which they are offered."""

    # typed by people
    NAME = "name"
    #: The name with the form of address the person gave, in the order of the language.
    GREETING_NAME = "greeting_name"
    FORM_OF_ADDRESS = "form_of_address"
    TITLE = "title"
    THEME = "theme"
    WORKSHOP = "workshop"
    HOST = "host"
    PLACE = "place"
    CONTACT = "contact"
    # made by us
    DATE = "date"
    WHEN = "when"
    OWN_TIME = "own_time"
    DEADLINE = "deadline"
    LINK = "link"


P = Placeholder

#: Made by us: moments in words, and the one link.
TRUSTED = frozenset({P.DATE, P.WHEN, P.OWN_TIME, P.DEADLINE, P.LINK})
#: Typed by somebody: plain text, on one line, whatever it looks like.
UNTRUSTED = frozenset(Placeholder) - TRUSTED


class FaultKind(StrEnum):
    #: No placeholder has this name.
    UNKNOWN = "unknown"
    #: A bracket that is not closed, not opened, or holds no word.
    BROKEN = "broken"
    #: The link cannot stand in a subject.
    NO_LINK_HERE = "no_link_here"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a text, and where: lines and signs are counted from 1."""

    kind: FaultKind
    line: int
    sign: int
    #: What stands there, as typed; for TOO_LONG how much there is.
    found: str
    #: The placeholder that was probably meant.
    meant: Placeholder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """The invitation in one language; an empty part is said by the standard letter."""

    subject: str = ""
    salutation: str = ""
    opening: str = ""
    closing: str = ""

    def __bool__(self) -> bool:
        return any(self.parts().values())

    def parts(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def fingerprint(self) -> str:
        """Names what a form was opened with."""
        return hashlib.sha256(repr(sorted(self.parts().items())).encode()).hexdigest()[:16]


#: One paragraph: its lines, each of words and places where the link belongs.
Line = tuple[str | Placeholder, ...]
Paragraph = tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A text with its values. `unknown` are placeholders whose value nobody recorded."""

    paragraphs: tuple[Paragraph, ...]
    unknown: frozenset[Placeholder]


#: Brackets as Chinese keyboards type them mean the same.
_BRACKETS = str.maketrans("｛｝", "{}")
_BRACKET = re.compile(r"\{(?P<inside>[^{}\n]*)\}|[{}]")


def faults(text: str, *, is_subject: bool = False) -> list[Fault]:
    """Everything that keeps this text from being sent, in its order."""
    found = []
    most = MOST_SUBJECT if is_subject else MOST
    if len(text) > most:
        found.append(Fault(kind=FaultKind.TOO_LONG, line=1, sign=most + 1, found=str(len(text))))
    for match in _BRACKET.finditer(text.translate(_BRACKETS)):
        kind, meant = _judged(match, is_subject)
        if kind is None:
            continue
        before = text[: match.start()]
        found.append(
            Fault(
                kind=kind,
                line=before.count("\n") + 1,
                sign=len(before) - (before.rfind("\n") + 1) + 1,
                found=text[match.start() : match.end()],
                meant=meant,
            )
        )
    return found


class Unsendable(Refusal):
    message = N_("This text cannot be sent as it stands; a placeholder in it is broken.")


def check(text: LetterText) -> None:
    """Raises Unsendable; the form says where."""
    if any(faults(said, is_subject=name == "subject") for name, said in text.parts().items()):
        raise Unsendable


def _judged(match: re.Match[str], is_subject: bool) -> tuple[FaultKind | None, Placeholder | None]:
    inside = match["inside"]
    if inside is None or not inside.strip():
        return FaultKind.BROKEN, None
    one = _named(inside)
    if one is None:
        near = difflib.get_close_matches(_folded(inside), [*Placeholder], 1, 0.6)
        return FaultKind.UNKNOWN, Placeholder(near[0]) if near else None
    if one is P.LINK and is_subject:
        return FaultKind.NO_LINK_HERE, None
    return None, None


def _folded(inside: str) -> str:
    return re.sub(r"[\s_-]+", "_", inside.strip().casefold())


def _named(inside: str) -> Placeholder | None:
    """{Own time} and { own_time } are meant alike."""
    name = _folded(inside)
    return Placeholder(name) if name in {one.value for one in Placeholder} else None


def used(text: str) -> frozenset[Placeholder]:
    """The placeholders that stand in it."""
    return frozenset(one for one in _pieces(text) if isinstance(one, Placeholder))


def fill(
    text: str, values: Mapping[Placeholder, str | None], instead: Mapping[Placeholder, str]
) -> Filled:
    """Put the values in. `instead` says of a value that is not known that it is not.

    The link stays a placeholder: where it leads is known at delivery alone.
    """
    unknown = frozenset(one for one in used(text) if one is not P.LINK and not values.get(one))

    def said(piece: str | Placeholder) -> str | Placeholder:
        if not isinstance(piece, Placeholder) or piece is P.LINK:
            return piece
        return _on_one_line(values.get(piece) or instead[piece])

    return Filled(
        paragraphs=tuple(
            tuple(tuple(said(piece) for piece in _pieces(line)) for line in paragraph.split("\n"))
            for paragraph in re.split(r"\n[ \t]*\n\s*", text.strip())
            if paragraph.strip()
        ),
        unknown=unknown,
    )


def _on_one_line(value: str) -> str:
    return " ".join(value.split())


def _pieces(text: str) -> Iterator[str | Placeholder]:
    """Words and placeholders in turn; brackets that hold no placeholder are words."""
    done = 0
    for match in _BRACKET.finditer(text.translate(_BRACKETS)):
        one = _named(match["inside"] or "")
        if one is None:
            continue
        if match.start() > done:
            yield text[done : match.start()]
        yield one
        done = match.end()
    if done < len(text):
        yield text[done:]


def read(stored: Mapping[str, Any]) -> dict[str, LetterText]:
    """As kept: {"en": {"subject": …, "salutation": …, "opening": …, "closing": …}}.

    What is not a text is passed over; a language without any is not in it.
    """
    found = {}
    for language, parts in stored.items():
        if not isinstance(parts, Mapping):
            continue
        said = {field.name: parts.get(field.name) for field in fields(LetterText)}
        text = LetterText(**{name: one for name, one in said.items() if isinstance(one, str)})
        if text:
            found[language] = text
    return found


def write(texts: Mapping[str, LetterText]) -> dict[str, dict[str, str]]:
    """As `read` takes it; empty parts are left out."""
    return {
        language: {name: said for name, said in text.parts().items() if said}
        for language, text in texts.items()
        if text
    }
