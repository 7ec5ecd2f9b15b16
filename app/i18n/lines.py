"""Text broken into lines of a picture, where no browser does it: measured by estimates.

Widths are in ems. They are those of a serif of usual breadth; whoever draws with a broader one
asks for less room.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_BREADTHS = {
    letter: breadth
    for letters, breadth in (
        (" ‘’'", 0.25), ("ijl,.:;·|![]-", 0.36), ("tf()/{}", 0.41), ('IJ"“”?', 0.47),
        ("rsz*", 0.52), ("ce", 0.56), ("agovxyß0123456789$_–+=<>−#", 0.61), ("qkdpbEFLSZ", 0.67),
        ("unhTYCB", 0.71), ("XARGPVK", 0.77), ("OQDUN&", 0.81), ("Hw", 0.86),
        ("MmW%@æœÆŒ—…", 1.05),
    )
    for letter in letters
}  # fmt: skip
#: What a line may not begin with, and what it may not end with, in Chinese and elsewhere.
_NEVER_FIRST = "，。、：；！？）】》〉」』”’…—·,.:;!?)]}–-"
_NEVER_LAST = "（【《〈「『“‘([{"


@lru_cache(maxsize=4096)
def _breadth(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]  # accents take no room
    if base in _BREADTHS:
        return _BREADTHS[base]
    if unicodedata.combining(letter):
        return 0.0
    if is_han(letter) or unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.85


def is_han(text: str) -> bool:
    """Whether any sign of it is written in the square signs of East Asia."""
    return any(
        "⺀" <= letter <= "鿿" or "豈" <= letter <= "﫿" or letter > "\U0001ffff"
        for letter in text
    )


def breadth(text: str) -> float:
    """How broad a line is, in ems."""
    breadths = map(_breadth, text)
    if not is_han(text):
        return sum(breadths)
    # Chinese fonts give quotation marks and dashes a square of their own.
    return sum(1.0 if letter in "“”‘’…—" else _breadth(letter) for letter in text)


def wrap(text: str, room: float, most: int) -> tuple[str, ...] | None:
    """Lines of like length that fit into `room` ems, `most` of them; None if they do not.

    A title and what follows its colon stand on lines of their own where that takes no more.
    """
    lines = _balanced(text, room)
    if lines is None or len(lines) > most:
        return None
    head, mark, rest = _at_the_colon(text)
    if rest and len(lines) > 1:
        above, below = _balanced(head + mark, room), _balanced(rest, room)
        if above and below and len(above) + len(below) <= len(lines):
            return (*above, *below)
    return tuple(lines)


def _at_the_colon(text: str) -> tuple[str, str, str]:
    found = re.search(r"：|: | [–—] ?|——", text)
    if found is None:
        return text, "", ""
    return text[: found.start()], found[0].rstrip(), text[found.end() :].strip()


def _balanced(text: str, room: float) -> list[str] | None:
    """The narrowest lines of those that are no more: the last one is no stub."""
    pieces = list(_pieces(text))
    lines = _fill(pieces, room)
    if lines is None:
        return None
    narrow, wide = 0.0, room
    for _ in range(9):
        middle = (narrow + wide) / 2
        tried = _fill(pieces, middle)
        if tried is None or len(tried) > len(lines):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines


def shorten(text: str, room: float) -> str:
    """One line, its end left out where it does not fit."""
    return cut(text, room, 1)[0]


def cut(text: str, room: float, most: int) -> tuple[str, ...]:
    """As many lines as there may be, the end left out; words that are too long are broken."""
    pieces = [part for piece in _pieces(text) for part in _short_enough(piece, room)]
    lines = _fill(pieces, room) or []
    if len(lines) <= most:
        return tuple(lines) or ("",)
    kept = lines[most - 1]
    while breadth(_open_end(kept)) > room and len(kept) > 1:
        kept = kept[:-1]
    return (*lines[: most - 1], _open_end(_without_half_a_word(kept, lines[most - 1])))


def _without_half_a_word(kept: str, whole: str) -> str:
    if kept == whole or whole[len(kept)] == " " or is_han(kept[-1:]):
        return kept
    words, _, half = kept.rpartition(" ")
    return words if words and len(half) < 16 else kept


def _open_end(text: str) -> str:
    return re.sub(r"[\s·,;:–—，；：、-]+$", "", text) + "…"


def _short_enough(piece: str, room: float) -> Iterator[str]:
    """A word in parts that fit, with a hyphen where it is broken."""
    while breadth(piece.rstrip()) > room and len(piece) > 1:
        hyphen = "-" if piece[:2].isalpha() and not is_han(piece) else ""
        fits = len(piece) - 1
        while fits > 1 and breadth(piece[:fits] + hyphen) > room:
            fits -= 1
        yield piece[:fits] + hyphen
        piece = piece[fits:]
    yield piece


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: words with their marks, or single Chinese signs with theirs."""
    piece = ""
    for part in re.findall(r"[^\s-]+-+|\S+|\s+", text):
        for letters in _by_signs(part):
            together = (
                not piece
                or letters.isspace()
                or letters[0] in _NEVER_FIRST
                or piece[-1] in _NEVER_LAST
            )
            if together:
                piece += letters
            else:
                yield piece
                piece = letters
    if piece:
        yield piece


def _by_signs(part: str) -> list[str]:
    """Chinese signs and marks one by one, what is between them as it is."""
    return [run for run in re.split(r"([⺀-鿿豈-﫿＀-･]|[\U00020000-\U0003ffff])", part) if run]


def _fill(pieces: list[str], room: float) -> list[str] | None:
    """Line by line, as much as fits; None where a piece fits into none."""
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if breadth(piece.rstrip()) > room:
            return None
        if line and breadth((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = piece
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines
