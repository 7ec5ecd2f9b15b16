"""The letters of a file: found by what it holds, or asked, and never guessed in silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.registration.rules.imported import vocabulary


class Encoding(StrEnum):
    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    GB18030 = "gb18030"
    BIG5 = "big5hkscs"
    WINDOWS_1252 = "cp1252"
    MAC_ROMAN = "mac-roman"
    DOS = "cp850"


@dataclass(frozen=True, slots=True)
class Decoded:
    encoding: Encoding
    text: str


#: From here a reading is likely, and so far it must be ahead of the next one to be taken.
LIKELY, AHEAD = 0.85, 0.25

_MARKS = (
    (b"\xef\xbb\xbf", Encoding.UTF_8, "utf-8-sig"),
    (b"\xff\xfe", Encoding.UTF_16, "utf-16"),
    (b"\xfe\xff", Encoding.UTF_16, "utf-16"),
)


def decoded(content: bytes, told: Encoding | None = None) -> list[Decoded]:
    """The text in the one encoding it can be in, or several readings to choose from, the likely
    ones first. Empty where it is no text."""
    if told is not None:
        text = _in(content, _by_mark(content, told) or told)
        return [] if text is None else [Decoded(told, text)]
    for mark, encoding, codec in _MARKS:
        if content.startswith(mark):
            text = _in(content, codec)
            return [] if text is None else [Decoded(encoding, text)]
    if (half := _order_of_halves(content)) is not None:
        text = _in(content, half)
        return [] if text is None else [Decoded(Encoding.UTF_16, text)]
    text = _in(content, "utf-8")
    if text is not None:
        return [Decoded(Encoding.UTF_8, text)]
    return _judged(content)


def _by_mark(content: bytes, told: Encoding) -> str | None:
    if told is Encoding.UTF_16 and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return _order_of_halves(content) or "utf-16-le"
    return "utf-8-sig" if told is Encoding.UTF_8 else None


def _in(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _order_of_halves(content: bytes) -> str | None:
    """UTF-16 without its mark: every Latin letter, tab and line break has one empty half."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if even + odd < max(2, len(content) // 50):
        return None
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else None


# -- Encodings that leave no mark -----------------------------------------------------------------


def _judged(content: bytes) -> list[Decoded]:
    found: list[tuple[float, Decoded]] = []
    for encoding, likelihood in _LIKELIHOODS:
        text = _in(content, encoding)
        if text is None or _is_noise(text):
            continue
        score = likelihood(text)
        if vocabulary.speaks(text.split("\n", 1)[0]):
            score += 1
        found.append((score, Decoded(encoding, text)))
    found.sort(key=lambda one: -one[0])
    if not found:
        return []
    best = found[0][0]
    if best >= LIKELY and all(score < best - AHEAD for score, _ in found[1:]):
        return [found[0][1]]
    return [reading for _, reading in found]


def _is_noise(text: str) -> bool:
    """Pictures and programs decode as well, into signs that no list holds."""
    head = text[:20_000]
    return sum(sign < " " and sign not in "\t\r\n" for sign in head) > len(head) / 50


def _share(signs: Sequence[str], is_common: Callable[[str], bool]) -> float:
    return sum(map(is_common, signs)) / len(signs) if signs else 0.0


def _beyond_ascii(text: str) -> list[str]:
    return [sign for sign in text if sign > "\x7f"]


def _bytes_in(sign: str, codec: str) -> bytes:
    return sign.encode(codec, "ignore")


def _is_common_in_gb(sign: str) -> bool:
    """The 3755 common characters of GB 2312, its punctuation and wide letters."""
    lead = _bytes_in(sign, "gb2312")[:1]
    return b"\xa1" <= lead <= b"\xa3" or b"\xb0" <= lead <= b"\xd7"


def _is_common_in_big5(sign: str) -> bool:
    """The 5401 common characters of Big5 and its punctuation."""
    lead = _bytes_in(sign, "big5")[:1]
    return b"\xa1" <= lead <= b"\xc6"


def _like_gb(text: str) -> float:
    return _share(_beyond_ascii(text), _is_common_in_gb)


def _like_big5(text: str) -> float:
    return _share(_beyond_ascii(text), _is_common_in_big5)


_LATIN = frozenset("ÄÖÜäöüßÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛÝàáâãåæçèéêëìíîïñòóôõøùúûýÿŒœ")
#: Not Š, Ž and Ÿ: they are what umlauts of a Mac look like, so a name with one is asked about.
_OPENING = frozenset("‘‚“„«")
_OTHER_MARKS = frozenset("–—”…€§°»·\xa0")


def _like_western(text: str) -> float:
    """Letters with accents that stand among plain ones, as they do in names."""
    fitting = whole = 0
    for n, sign in enumerate(text):
        if sign <= "\x7f":
            continue
        whole += 1
        before, after = text[n - 1 : n] if n else "", text[n + 1 : n + 2]
        if before > "\x7f" and after > "\x7f":
            continue
        in_word = before.isalpha() + after.isalpha()
        if sign in _LATIN:
            fitting += bool(in_word)
        elif sign in _OPENING:
            fitting += not before.isalpha()
        else:
            fitting += sign == "’" or (sign in _OTHER_MARKS and in_word < 2)
    return fitting / whole if whole else 0.0


def _like_old_western(text: str) -> float:
    """Seldom enough to be asked about even where it fits."""
    return 0.7 * _like_western(text)


_LIKELIHOODS: tuple[tuple[Encoding, Callable[[str], float]], ...] = (
    (Encoding.GB18030, _like_gb),
    (Encoding.BIG5, _like_big5),
    (Encoding.WINDOWS_1252, _like_western),
    (Encoding.MAC_ROMAN, _like_old_western),
    (Encoding.DOS, _like_old_western),
)
