"""The picture that a shared link shows: the title page of a programme, 1200 by 630.

What stands on it follows from a published document and the language alone, so its address may name
its content and be kept for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from flask import current_app

from app import i18n
from app.agenda.rules.document import Document, FirstDay
from app.agenda.rules.words import Colour
from app.i18n import gettext, punctuation, spans, texts, zones
from app.site import drawing, words
from app.site.rules import lines, programme
from app.workshops.rules import Relation

WIDTH, HEIGHT = 1200, 630
#: Of the stylesheet's tokens, those of light pages: a picture has one look everywhere.
TOKENS = {
    "paper": "#FAF8F3", "ink": "#1C2420", "muted": "#55615A", "rule": "#DEDBD1",
    "accent": "#0B5F4A", "warn": "#855300", "danger": "#A3262A",
    Colour.LAKE: "#17608A", Colour.MOSS: "#2F6B3A", Colour.PLUM: "#7A3E87",
    Colour.OCHRE: "#855300", Colour.BRICK: "#A23B2A", Colour.SLATE: "#4A5568",
}  # fmt: skip

#: Between the margins.
ROOM = 1056
#: Sizes of a title, the largest that fits is taken; the smallest is cut.
TITLES = (96, 84, 76, 68, 60, 54, 48, 42)
#: More themes than this have no room for their titles, and more than the other none at all.
TITLED, COUNTED = 5, 14


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
    colour: str
    number: str
    title: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    title: Block
    #: When, and beneath it the hours, the way and the place.
    when: str
    where: Block
    #: Cancelled, moved, practice; and the token of its colour.
    state: tuple[str, str] | None
    columns: tuple[Column, ...]
    host: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as SVG, named by its content."""

    svg: str

    @property
    def version(self) -> str:
        return sha256(self.svg.encode()).hexdigest()[:10]


def of_workshop(document: Document) -> Drawn | None:
    """In the spoken language; None where the fonts here lack its signs."""
    workshop = document.workshop
    state = _state(document)
    host = [_said(one.name) for one in workshop.organisations if one.relation is Relation.HOST]
    where = [
        _hours(document),
        str(words.WAYS[workshop.way]) if workshop.way else "",
        _said(workshop.place),
    ]
    return _draw(
        title=_said(workshop.title),
        when=_when(document),
        where=" · ".join(one for one in where if one),
        state=state,
        host=punctuation.colon(words.RELATIONS[Relation.HOST], punctuation.listed(host))
        if host
        else "",
        themes=[
            (TOKENS[theme.colour], drawing.drawable(theme.number or ""), _said(theme.title))
            for theme in document.themes
        ],
    )


def of_home(title: str) -> Drawn | None:
    """The list of workshops: its name over a rail in each colour of the house."""
    return _draw(
        title=title,
        when="",
        where="",
        state=None,
        host="",
        themes=[(TOKENS[colour], "", "") for colour in Colour],
    )


def planned_for(moved_from: FirstDay) -> str:
    """The day it was planned for before it moved, as pages say it."""
    day = zones.short_day(moved_from.day, i18n.language())
    return gettext("It was planned for %(day)s.", day=day)


def _said(text: texts.Text | None) -> str:
    return drawing.drawable(texts.words(text, i18n.language()))


def _when(document: Document) -> str:
    whole = document.whole
    if whole.first is None or whole.last is None:
        return gettext("date not recorded")
    return spans.span_of_days(whole.first, whole.last)


def _hours(document: Document) -> str:
    """The hours of a workshop of one day, with their zone."""
    days, zone = programme.hours(document), document.workshop.time_zone
    if len(days) != 1:
        return ""
    if days[0].start is None or zone is None:
        return gettext("hours not recorded")
    hours = spans.hours(days[0].start, days[0].end, zone)
    return punctuation.with_note(hours, zones.named(zone, days[0].start, i18n.language()))


def _state(document: Document) -> tuple[str, str] | None:
    if document.workshop.cancelled:
        return gettext("Cancelled"), TOKENS["danger"]
    if document.workshop.practice:
        return gettext("Practice"), TOKENS["warn"]
    if document.moved_from:
        return gettext("Moved"), TOKENS["warn"]
    return None


# -- Composing -----------------------------------------------------------------------------------


def _draw(
    *,
    title: str,
    when: str,
    where: str,
    state: tuple[str, str] | None,
    host: str,
    themes: list[tuple[str, str, str]],
) -> Drawn | None:
    themes = themes if len(themes) <= COUNTED else []
    written = (title, when, where, host, *(word for theme in themes for word in theme[1:]))
    if not all(drawing.has_signs_for(one) for one in (*written, state[0] if state else "")):
        return None
    beside = 34 * _breadth(state[0], 600) + 40 if state else 0
    picture = Picture(
        title=_title(title, 180 if when else 96, 406 if themes else 530),
        when=lines.shorten(when, _ems(when, ROOM - beside, 38, 600)),
        where=_one_line(where, 138, (28, 26)),
        state=state,
        columns=tuple(_columns(themes)),
        host=lines.shorten(host, _ems(host, ROOM - 160, 26)),
    )
    svg = current_app.jinja_env.get_template("site/picture.svg").render(
        picture=picture,
        tokens=TOKENS,
        family=drawing.family,
        hangs=_hangs,
        width=WIDTH,
        height=HEIGHT,
    )
    return Drawn(svg)


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


def _columns(themes: list[tuple[str, str, str]]) -> list[Column]:
    if not any(number or title for _, number, title in themes):  # rails alone stand together
        return [Column(x=72 + 30 * n, colour=one[0], number="") for n, one in enumerate(themes)]
    step = (ROOM + 24) / max(len(themes), 2)
    numerals = max(46 * _breadth(number, 600) for _, number, _ in themes)
    return [
        Column(
            x=72 + n * step,
            colour=colour,
            number=number if numerals < step - 36 else "",
            title=_theme_title(title, step, numerals) if len(themes) <= TITLED else None,
        )
        for n, (colour, number, title) in enumerate(themes)
    ]


def _theme_title(text: str, step: float, numerals: float) -> Block:
    """Beside its numeral where columns are broad, else beneath it."""
    beside = numerals + 16 if numerals and step > 320 else 0
    size, most = (24, 3) if beside or not numerals else (20, 2)
    ems = _ems(text, step - 44 - beside, size)
    fits = lines.wrap(text, ems, most) or lines.cut(text, ems, most)
    y = 498 if numerals and not beside else 468 - 8 * min(len(fits) - 1, 2)
    return Block(lines=fits, size=size, leading=size * 1.28, x=20 + beside, y=y)
