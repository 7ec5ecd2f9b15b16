"""Where the words of a title page stand on its picture, 1200 by 630, and the SVG of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app

from app.agenda.rules.colours import TOKENS
from app.agenda.rules.words import Colour
from app.i18n import lines
from app.site import drawing

WIDTH, HEIGHT = 1200, 630

#: Between the margins.
ROOM = 1056
#: Sizes of a title, the largest that fits is taken; the smallest is cut.
TITLES = (96, 84, 76, 68, 60, 54, 48, 42)
#: More themes than this have no room for their titles, and more than the other none at all.
TITLED, COUNTED = 5, 14


class Coloured(NamedTuple):
    """A word, and the token of its colour."""

    word: str
    token: str


class Theme(NamedTuple):
    colour: Colour
    number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePage:
    """What stands on one, in words that can be drawn; empty where there is nothing to say."""

    title: str
    when: str = ""
    #: The hours, the way and the place, in one line.
    where: str = ""
    state: Coloured | None = None
    themes: tuple[Theme, ...] = ()
    host: str = ""

    @property
    def written(self) -> tuple[str, ...]:
        themes = (word for theme in _shown(self.themes) for word in (theme.number, theme.title))
        state = self.state.word if self.state else ""
        return (self.title, self.when, self.where, state, *themes, self.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some lines of one size."""

    lines: tuple[str, ...]
    size: float
    #: From one baseline to the next.
    leading: float
    #: The first baseline; `x` from the left end of what it belongs to.
    y: float
    x: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A theme: its rail and numeral, and its title where there is room."""

    x: float
    colour: Colour
    number: str = ""
    title: Block | None = None


def svg(page: TitlePage) -> str:
    themes = _shown(page.themes)
    beside = 34 * _breadth(page.state.word, 600) + 40 if page.state else 0
    return current_app.jinja_env.get_template("site/picture.svg").render(
        title=_title(page.title, 180 if page.when else 96, 406 if themes else 530),
        when=lines.shorten(page.when, _ems(page.when, ROOM - beside, 38, 600)),
        where=_one_line(page.where, 138, (28, 26)),
        state=page.state,
        columns=_columns(themes),
        host=lines.shorten(page.host, _ems(page.host, ROOM - 160, 26)),
        tokens=TOKENS,
        family=drawing.family,
        hangs=_hangs,
        width=WIDTH,
        height=HEIGHT,
    )


def _shown(themes: tuple[Theme, ...]) -> tuple[Theme, ...]:
    return themes if len(themes) <= COUNTED else ()


def _ems(text: str, room: float, size: float, weight: int = 400) -> float:
    """So many pixels, in the ems of the font that is here."""
    return room / size / drawing.breadth(lines.is_han(text), weight)


def _breadth(text: str, weight: int) -> float:
    return lines.breadth(text) * drawing.breadth(lines.is_han(text), weight)


def _hangs(text: str) -> float:
    """How much of the first sign is blank, in ems: it hangs into the margin."""
    return 0.5 if text[:1] in "“‘（《〈「『【" and lines.is_han(text) else 0


def _title(text: str, top: float, bottom: float) -> Block:
    """As large as it fits; where there is much room, not quite at the top of it."""
    spacing = 1.26 if lines.is_han(text) else 1.18
    for size in TITLES:
        most = int((bottom - top) / (size * spacing))
        if fits := lines.wrap(text, _ems(text, ROOM, size, 600), min(most, 4)):
            break
    else:
        fits = lines.cut(text, _ems(text, ROOM, size, 600), most)
    leading = size * spacing
    free = max(0, bottom - top - leading * len(fits))
    return Block(lines=fits, size=size, leading=leading, y=top + free / 3 + size * 0.92)


def _one_line(text: str, y: float, sizes: tuple[int, ...]) -> Block:
    size = next((one for one in sizes if one * _breadth(text, 400) <= ROOM), sizes[-1])
    line = lines.shorten(text, _ems(text, ROOM, size))
    return Block(lines=(line,), size=size, leading=size, y=y)


def _columns(themes: Sequence[Theme]) -> list[Column]:
    if not any(one.number or one.title for one in themes):  # rails alone stand together
        return [Column(x=72 + 30 * n, colour=one.colour) for n, one in enumerate(themes)]
    step = (ROOM + 24) / max(len(themes), 2)
    numerals = max(46 * _breadth(one.number, 600) for one in themes)
    return [
        Column(
            x=72 + n * step,
            colour=one.colour,
            number=one.number if numerals < step - 36 else "",
            title=_theme_title(one.title, step, numerals) if len(themes) <= TITLED else None,
        )
        for n, one in enumerate(themes)
    ]


def _theme_title(text: str, step: float, numerals: float) -> Block:
    """Beside its numeral where columns are broad, else beneath it."""
    beside = numerals + 16 if numerals and step > 320 else 0
    size, most = (24, 3) if beside or not numerals else (20, 2)
    ems = _ems(text, step - 44 - beside, size)
    fits = lines.wrap(text, ems, most) or lines.cut(text, ems, most)
    y = 498 if numerals and not beside else 468 - 8 * min(len(fits) - 1, 2)
    return Block(lines=fits, size=size, leading=size * 1.28, x=20 + beside, y=y)
