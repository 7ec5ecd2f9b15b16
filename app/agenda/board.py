"""The draft as the builder shows it: days, bands of themes, cards with times and hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.agenda import drafting
from app.agenda.items_in_words import title_of
from app.agenda.models import AgendaItem, Day, Room, Theme
from app.agenda.queries import Draft
from app.agenda.rules import clashes, layout
from app.agenda.rules.clashes import Clash, ClashKind
from app.agenda.rules.document import Document
from app.agenda.rules.layout import Placement
from app.agenda.rules.words import Colour
from app.i18n import gettext, language, ngettext, zones
from app.i18n.cities import city


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    item: AgendaItem
    title: str
    #: Its place among the items of its day, from 1.
    count: int
    room: Room | None
    start: datetime | None
    end: datetime | None
    #: What its organisers may want to look at; never in their way.
    hints: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Items in a row that belong to one theme, or to none."""

    theme: Theme | None
    colour: Colour | None
    #: The theme was begun further up.
    continued: bool
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBoard:
    day: Day
    bands: Sequence[Band]
    #: Key of the last item, after which one more would be put.
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    days: Sequence[DayBoard]
    #: Items not placed on a day.
    tray: Sequence[Card]
    clashes: Sequence[str]
    colours: Mapping[int, Colour]


def board(draft: Draft, *, at: datetime) -> Board:
    placed = drafting.placements(draft)
    seen = drafting.as_seen(draft, at=at, uid_domain="")
    colours = {theme.id: drafting.colour_of(theme, n) for n, theme in enumerate(draft.themes)}
    begun: set[int] = set()
    return Board(
        days=[_day(draft, day, placed, colours, begun) for day in draft.days],
        tray=_cards(draft, None, placed),
        clashes=[say(clash, seen) for clash in clashes.find(seen)],
        colours=colours,
    )


def _day(
    draft: Draft,
    day: Day,
    placed: Mapping[str, Placement],
    colours: Mapping[int, Colour],
    begun: set[int],
) -> DayBoard:
    themes = {theme.id: theme for theme in draft.themes}
    cards = _cards(draft, day, placed)
    bands = []
    for theme_id, of_theme in groupby(cards, key=lambda card: card.item.theme_id):
        bands.append(
            Band(
                theme=themes[theme_id] if theme_id else None,
                colour=colours[theme_id] if theme_id else None,
                continued=theme_id in begun,
                cards=list(of_theme),
            )
        )
        if theme_id:
            begun.add(theme_id)
    return DayBoard(day=day, bands=bands, last=cards[-1].item.key if cards else None)


def _cards(draft: Draft, day: Day | None, placed: Mapping[str, Placement]) -> list[Card]:
    rooms = {room.id: room for room in draft.rooms}
    here = [item for item in draft.items if item.day_id == (day.id if day else None)]
    return [
        Card(
            item=item,
            title=title_of(item),
            count=n,
            room=rooms[item.room_id] if item.room_id else None,
            start=placed[item.key].start,
            end=placed[item.key].end,
            hints=_hints(item, day, placed[item.key], draft.workshop.time_zone),
        )
        for n, item in enumerate(here, start=1)
    ]


# -- Hints ----------------------------------------------------------------------------------------


def _hints(item: AgendaItem, day: Day | None, placement: Placement, zone: str | None) -> list[str]:
    if day is None:
        return []
    return [
        hint
        for hint in (
            _of_the_clock(item, day, zone),
            _of_the_gap(placement),
            _of_the_end(day, placement, zone),
        )
        if hint
    ]


def _of_the_clock(item: AgendaItem, day: Day, zone: str | None) -> str:
    if item.pinned is None:
        return ""
    if zone is None:
        return gettext(
            "Pinned to %(clock)s, but the workshop has no zone.", clock=f"{item.pinned:%H:%M}"
        )
    try:
        first = zones.moment(day.date, item.pinned, zone)
    except zones.NoSuchTime as skipped:
        return gettext(
            "Pinned to %(clock)s, which does not exist on this day in %(zone)s; "
            "shown as %(after)s.",
            clock=f"{item.pinned:%H:%M}",
            zone=city(zone, language()),
            after=f"{skipped.after:%H:%M}",
        )  # fmt: skip
    second = datetime.combine(day.date, item.pinned, zones.zone(zone)).replace(fold=1)
    if second.timestamp() != first.timestamp():
        return gettext(
            "%(clock)s comes twice on this day in %(zone)s; the first is meant.",
            clock=f"{item.pinned:%H:%M}", zone=city(zone, language()),
        )  # fmt: skip
    return ""


def _of_the_gap(placement: Placement) -> str:
    if not placement.gap:
        return ""
    if placement.gap > 0:
        return ngettext(
            "%(n)s minute free before it.", "%(n)s minutes free before it.", placement.gap
        )
    return ngettext(
        "Begins %(n)s minute before what comes before it has ended.",
        "Begins %(n)s minutes before what comes before it has ended.",
        -placement.gap,
    )


def _of_the_end(day: Day, placement: Placement, zone: str | None) -> str:
    if day.ends is None or placement.end is None or zone is None:
        return ""
    ends = layout.moment(day.date, day.ends, zone)
    if ends is None or placement.end <= ends:
        return ""
    return gettext(
        "Ends after the day does, at %(clock)s.", clock=zones.clock(placement.end, zone)
    )


# -- Clashes --------------------------------------------------------------------------------------


def say(clash: Clash, document: Document) -> str:
    """A clash as a sentence in the spoken language."""
    both = {"first": title_of(clash.first), "second": title_of(clash.second)}
    if clash.kind is ClashKind.PERSON and clash.person is not None:
        return ngettext(
            "%(name)s is in “%(first)s” and in “%(second)s” at once, for %(n)s minute.",
            "%(name)s is in “%(first)s” and in “%(second)s” at once, for %(n)s minutes.",
            clash.minutes,
            name=document.person(clash.person).name,
            **both,
        )
    return ngettext(
        "“%(first)s” and “%(second)s” overlap by %(n)s minute.",
        "“%(first)s” and “%(second)s” overlap by %(n)s minutes.",
        clash.minutes,
        **both,
    )
