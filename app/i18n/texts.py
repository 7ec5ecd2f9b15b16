"""What organisers write, kept per language and shown with a visible fallback."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

Text = dict[str, str]

#: Controls that change the order of letters on a page or hide in names (UAX #9, zero width).
_INVISIBLE = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF]
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A text as shown: in which language it is, and whether that is not the one asked for."""

    text: str
    language: str
    fallback: bool


def pick(text: Text | None, language: str) -> Piece | None:
    """The text in this language, else in the first it exists in; None if nothing is recorded."""
    if not text:
        return None
    if text.get(language):
        return Piece(text[language], language, False)
    for other, words in text.items():
        if words:
            return Piece(words, other, True)
    return None


def words(text: Text | None, language: str) -> str:
    """The bare words of `pick`, empty where nothing is recorded; for subjects, files and feeds."""
    piece = pick(text, language)
    return piece.text if piece else ""


def one_line(text: str) -> str:
    """Cleaned for storing as one line: NFC, no control or direction characters, blanks folded."""
    return " ".join(_clean(text, keep="").split())


def many_lines(text: str) -> str:
    """Cleaned for storing: as one_line, but line breaks and tabs stay."""
    lines = _clean(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _clean(text: str, *, keep: str) -> str:
    # Normalised last: letters meet their accents only once nothing hides between them.
    normal = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return "".join(
        letter
        if letter in keep or unicodedata.category(letter) not in ("Cc", "Zl", "Zp", "Cs")
        else " "
        for letter in normal
    )
