"""Pictures drawn from SVG with the fonts of this machine; none where they lack a sign.

Fonts are looked for once, by drawing: what a font lacks looks like a sign that no font has. A
server does so before it forks its workers (`languages_without_signs`), so that no visitor waits.
The SVG is our own template with escaped text; it refers to nothing, and nothing is fetched.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache

import resvg_py
from markupsafe import escape

from app.i18n import LANGUAGES, lines

#: The first that is installed draws. The Korean cut of Noto has Latin quotation marks, the
#: Chinese one those of Chinese text.
LATIN = (
    "Source Serif 4", "Noto Serif", "Noto Serif CJK KR", "Source Han Serif K", "Iowan Old Style",
    "Palatino", "Georgia", "Liberation Serif", "DejaVu Serif", "FreeSerif", "Times New Roman",
    "DejaVu Sans", "Noto Sans",
)  # fmt: skip
HAN = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Noto Sans CJK SC",
    "WenQuanYi Zen Hei", *LATIN,
)  # fmt: skip

#: No sign, in no font, for good (Unicode chapter 23.7).
_NO_SIGN = "\U0001fffe"
#: One at a time: each takes a processor for its while.
_drawing = threading.Lock()


def family(text: str) -> str:
    """The font-family for a text of a picture."""
    names = HAN if lines.is_han(text) else LATIN
    return ", ".join(f"'{name}'" for name in names)


def png(svg: str) -> bytes:
    with _drawing:
        return resvg_py.svg_to_bytes(svg_string=svg)


def drawable(text: str) -> str:
    """The text without what pictures cannot show: emoji, controls, signs for private use."""
    kept = (
        letter
        for letter in text
        if " " <= letter <= "~"
        or "\xa0" <= letter <= "ÿ"
        or unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk")
        and not 0xFE00 <= ord(letter) <= 0xFE0F
    )
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def has_signs_for(text: str) -> bool:
    """Whether the fonts here have the scripts that a text is written in."""
    one_of_each = {_script(letter): letter for letter in text if not letter.isspace()}
    return all(_is_drawn(script, letter, family(text)) for script, letter in one_of_each.items())


def languages_without_signs() -> list[str]:
    """The languages that have no pictures here; finds out all that pictures ask about fonts."""
    for han in (False, True):
        for weight in (400, 600):
            breadth(han, weight)
    return [code for code, name in LANGUAGES.items() if not has_signs_for(f"{name} 1")]


def _script(letter: str) -> str:
    """LATIN, CJK, CYRILLIC, ARABIC; punctuation and digits come with every font."""
    if unicodedata.category(letter)[0] not in "LM":
        return "LATIN"
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0].split("-")[0]


_known: dict[tuple[str, str], bool] = {}


def _is_drawn(script: str, letter: str, family: str) -> bool:
    probe = "a" if script == "LATIN" else letter
    if (script, family) not in _known:
        _known[script, family] = _probe(probe, family) != _probe(_NO_SIGN, family)
    return _known[script, family]


@cache
def breadth(han: bool, weight: int) -> float:
    """How much broader than estimated the font here is, with a little to spare."""
    text = (
        "研讨会议程，自然与城市"
        if han
        else "Biodiversity in cities: programme, 21–22 May 2027 (UTC+8)"
    )
    for factor in (0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3):
        beyond = 20 * lines.breadth(text) * factor
        if _probe(text, family(text), weight, beyond) == _probe("", family(text), weight, beyond):
            return factor + 0.03
    return 1.4


def _probe(text: str, family: str, weight: int = 400, x: float = 0) -> bytes:
    """A strip of a line that is drawn at 0, seen from x on."""
    return png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" '
        f'viewBox="{x:.1f} 0 200 40"><text y="30" font-size="20" font-weight="{weight}" '
        f'font-family="{escape(family)}">{escape(text)}</text></svg>'
    )
