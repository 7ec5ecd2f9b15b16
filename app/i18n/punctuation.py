"""What stands between names, roles and notes, as the spoken language writes it.

The only place that knows: Chinese has marks of its own width, with no blank beside them, and
another comma between things of a list than between a name and what is said of it. Pieces may be
plain or markup; as soon as one is markup the result is, with the plain ones escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from app.i18n import language


@dataclass(frozen=True, slots=True)
class Marks:
    comma: str = ", "
    listing: str = ", "
    semicolon: str = "; "
    colon: str = ": "
    opening: str = "("
    closing: str = ")"
    before_brackets: str = " "
    open_quote: str = "“"
    close_quote: str = "”"


LATIN = Marks()
MARKS = {
    "de": Marks(open_quote="„", close_quote="“"),
    "zh": Marks(
        comma="，",
        listing="、",
        semicolon="；",
        colon="：",
        opening="（",
        closing="）",
        before_brackets="",
    ),
}


def _marks() -> Marks:
    return MARKS.get(language(), LATIN)


def comma(pieces: Iterable[object]) -> str:
    """A name and what is said of it: Wen Jing, Director; 文静，主任. Empty pieces are left out."""
    return _join(_marks().comma, pieces)


def listed(pieces: Iterable[object]) -> str:
    """Things of one kind: Wen Jing, Zhu Shu; 文静、朱姝. Empty pieces are left out."""
    return _join(_marks().listing, pieces)


def semicolon(pieces: Iterable[object]) -> str:
    """Longer things of one kind, which may hold commas. Empty pieces are left out."""
    return _join(_marks().semicolon, pieces)


def colon(label: object, words: object) -> str:
    """Moderator: Wen Jing; 主持人：文静."""
    return _join(_marks().colon, (label, words))


def in_brackets(words: object) -> str:
    """(UTC+8); （UTC+8）."""
    return _join("", (_marks().opening, words, _marks().closing))


def quoted(words: object) -> str:
    """“words”; „Worte“; “话”."""
    return _join("", (_marks().open_quote, words, _marks().close_quote))


def with_note(words: object, note: object) -> str:
    """Shanghai (UTC+8); 上海（UTC+8）. The words alone where the note is empty."""
    return _join(_marks().before_brackets, (words, in_brackets(note) if note else ""))


def _join(mark: str, pieces: Iterable[object]) -> str:
    said = [piece if isinstance(piece, Markup) else str(piece) for piece in pieces if piece]
    if any(isinstance(piece, Markup) for piece in said):
        return Markup(mark).join(said)
    return mark.join(said)
