"""Charts as pictures that stand alone in a report: where everything is, and the SVG of it.

A picture has the colours of paper, whatever the reader's screen has. What a colour says, a pattern
or a word says too. It refers to nothing, so that it can be copied into any document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app

from app.agenda.rules.colours import TOKENS
from app.i18n import gettext, language, lines, texts, zones
from app.i18n.cities import city
from app.reports.growth import Growth, Line
from app.reports.numbers import number, share
from app.reports.rules import days, marks
from app.reports.statistics import Statistics
from app.reports.tables import Report, not_shown

#: What system fonts are a little broader than the estimates.
BROADER = 1.08
#: Fonts that draw without a browser are named, too: `serif` alone says nothing to them.
SERIF = (
    "'Iowan Old Style', 'Palatino Linotype', Palatino, 'Noto Serif', Georgia, 'Liberation Serif', "
    "'DejaVu Serif', FreeSerif, 'Times New Roman', 'DejaVu Sans', serif"
)
SANS = "'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif"
HAN = (
    "'PingFang SC', 'Microsoft YaHei', 'Source Han Sans SC', 'Noto Sans CJK SC', "
    "'Noto Serif CJK SC', 'WenQuanYi Zen Hei', sans-serif"
)
#: The height of the field of the curve.
HIGH = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How broad a picture is, and what follows from it."""

    width: int
    margin: int
    #: Where bars begin, and how far they reach.
    bars: int
    longest: int
    #: Where the field of the curve begins.
    left: int
    #: How many days are named under it.
    named: int

    @property
    def room(self) -> int:
        return self.width - 2 * self.margin

    @property
    def is_narrow(self) -> bool:
        """Labels then stand above their bars, and lines are named one below the other."""
        return self.bars <= self.margin + 1


REPORT = Sheet(width=680, margin=28, bars=296, longest=236, left=76, named=4)
PHONE = Sheet(width=340, margin=16, bars=17, longest=225, left=52, named=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Lines of text, from the first baseline on."""

    x: float
    y: float
    lines: tuple[str, ...]
    anchor: str = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    label: Written
    y: float
    height: float
    #: None = not shown.
    length: float | None
    is_unknown: bool
    says: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Steps from day to day, `d` as a path of SVG says it; and where its name stands."""

    kind: str
    d: str
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a chart."""

    title: tuple[str, ...]
    about: tuple[str, ...]

    @property
    def about_at(self) -> float:
        return 58 + 27 * (len(self.title) - 1) + 28

    @property
    def bottom(self) -> float:
        return self.about_at + 19 * (len(self.about) - 1) + 24


def bars(report: Report, seen: Statistics, sheet: Sheet = REPORT) -> str:
    head = _head(report.title, report.about, sheet)
    y, most = head.bottom, max(row.number or 0 for row in report.cells.rows)
    drawn = []
    for row in report.cells.rows:
        label = _label(row.label, sheet)
        above = 19 * len(label) + 4 if sheet.is_narrow else 0
        room = above + 34 if sheet.is_narrow else 24 + 19 * len(label)
        middle = y + above + 12 if sheet.is_narrow else y + room / 2
        words_at = y + 15 if sheet.is_narrow else middle + 5 - 9.5 * (len(label) - 1)
        length = None if row.number is None else sheet.longest * row.number / max(most, 1)
        drawn.append(
            Bar(
                label=Written(x=sheet.margin, y=words_at, lines=label),
                y=middle - 11,
                height=22,
                length=length,
                is_unknown=row.is_unknown,
                says=Written(
                    x=sheet.bars + (length or 0) + 10,
                    y=middle + 5,
                    lines=(_said(row.number, report),),
                ),
            )
        )
        y += room
    return _drawn(
        "reports/bars.svg",
        seen,
        sheet,
        head,
        says=report.says,
        bottom=y + 12,
        notes=_notes(report),
        bars=drawn,
        axis=sheet.bars,
        is_narrow=sheet.is_narrow,
        top=head.bottom,
    )


def _notes(report: Report) -> tuple[str, ...]:
    """What goes along where the picture is passed on."""
    if report.is_inside or report.cells.stays_inside:
        return (gettext("For the team only: this shows groups of fewer than 5 people."),)
    if report.cells.hides:
        return (gettext("Not shown: groups of fewer than 5, and others that would tell them."),)
    return ()


def _said(n: int | None, report: Report) -> str:
    if n is None:
        return not_shown()
    of = share(n, report.total) if n else ""
    return f"{number(n)} · {of}" if of else number(n)


def _label(text: str, sheet: Sheet) -> tuple[str, ...]:
    room = sheet.room if sheet.is_narrow else sheet.bars - sheet.margin - 16
    return _lines(text, room, 15, 3)


def _lines(text: str, room: float, size: int, most: int = 2) -> tuple[str, ...]:
    ems = room / size / BROADER
    return lines.wrap(text, ems, most) or lines.cut(text, ems, most)


def curve(growth: Growth, seen: Statistics, sheet: Sheet = REPORT) -> str:
    zone = city(seen.workshop.time_zone or "UTC", language())
    about = gettext("So far, by the end of each day. Days in %(zone)s.", zone=zone)
    head = _head(growth.title, about, sheet)
    named = _named(growth)
    top = head.bottom + (22 * len(named) + 8 if sheet.is_narrow else 34)
    first, last = growth.steps[0].first, growth.until or growth.steps[-1].last
    upward = marks(max(growth.steps[-1].so_far, growth.places or 0))
    left, right = sheet.left, sheet.width - sheet.margin

    def x(day: date) -> float:
        """A day's place is where it ends; the first begins at the left."""
        return left + (right - left) * ((day - first).days + 1) / ((last - first).days + 1)

    def y(n: int) -> float:
        return top + HIGH * (1 - n / upward[-1])

    def path(line: Line) -> str:
        so_far, d = 0, f"M{left} {y(0):.1f}"
        for day, n in line:
            if n != so_far:
                d += f"H{x(day):.1f}V{y(n):.1f}"
            so_far = n
        return f"{d}H{right}"

    ways = {"asked": path(growth.asked), "placed": path(growth.placed)}
    if growth.places is not None:
        ways["places"] = f"M{left} {y(growth.places):.1f}H{right}"
    aside = sheet.room / len(named)
    return _drawn(
        "reports/curve.svg",
        seen,
        sheet,
        head,
        says=growth.says,
        bottom=top + HIGH + 52,
        notes=(),
        curves=[
            Curve(
                kind=kind,
                d=ways[kind],
                label=label,
                x=sheet.margin + (0 if sheet.is_narrow else aside * n),
                y=head.bottom + (22 * n + 4 if sheet.is_narrow else 4),
            )
            for n, (kind, label) in enumerate(named.items())
        ],
        upward=[Mark(at=y(n), label=number(n)) for n in upward],
        along=[Mark(at=x(day), label=_day(day)) for day in days(first, last, sheet.named)],
        left=left,
        right=right,
        ground=top + HIGH,
    )


def _named(growth: Growth) -> dict[str, str]:
    """The lines there are, and what each is called."""
    so_far = number(growth.steps[-1].so_far)
    named = {"asked": gettext("registered: %(n)s", n=so_far)}
    if growth.placed:
        placed = number(growth.placed[-1][1])
        named["placed"] = gettext("with a place now: %(n)s", n=placed)
    if growth.places is not None:
        named["places"] = gettext("places now: %(n)s", n=number(growth.places))
    return named


def _day(day: date) -> str:
    return zones.date_in_numbers(day, language())


def _head(title: str, about: str, sheet: Sheet) -> Head:
    return Head(_lines(title, sheet.room, 24), _lines(about, sheet.room, 14) if about else ())


def _drawn(
    template: str,
    seen: Statistics,
    sheet: Sheet,
    head: Head,
    *,
    bottom: float,
    notes: tuple[str, ...],
    **parts: object,
) -> str:
    workshop = texts.words(seen.workshop.title, language())
    zone = seen.workshop.time_zone or "UTC"
    day = zones.short_day(zones.local(seen.at, zone).date(), language())
    below = (line for note in notes for line in _lines(note, sheet.room, 13))
    foot = (*below, gettext("As of %(day)s", day=day))
    return current_app.jinja_env.get_template(template).render(
        workshop=lines.shorten(workshop, sheet.room / 13 / BROADER),
        title=Written(x=sheet.margin, y=58, lines=head.title),
        about=Written(x=sheet.margin, y=head.about_at, lines=head.about),
        foot=Written(x=sheet.margin, y=bottom + 24, lines=foot),
        bottom=bottom,
        width=sheet.width,
        height=bottom + 24 + 19 * len(foot),
        margin=sheet.margin,
        tokens=TOKENS,
        family=_family,
        language=language(),
        **parts,
    )


def _family(text: str, *, is_title: bool = False) -> str:
    return HAN if lines.is_han(text) else SERIF if is_title else SANS
