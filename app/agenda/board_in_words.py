"""Where an item stands now, in words to be read out after it was moved or has grown."""

from __future__ import annotations

from app.agenda.board import Board, Card, Clock
from app.agenda.placing import Push, push
from app.i18n import gettext, language, ngettext, zones
from app.i18n.cities import city
from app.i18n.punctuation import listed, semicolon
from app.i18n.texts import words


def announce(card: Card, board: Board) -> str:
    """“Talk 3”, now 10:20–10:40 (Berlin); 16:20–16:40 (Beijing), second of 4 in “Theme I”."""
    item = card.item
    if item.day is None:
        return gettext("“%(title)s” is saved and not placed on a day.", title=card.title)
    items = board.outline.of_day(item.day)
    theme = next((one for one in board.outline.themes if one.key == item.theme), None)
    if theme is not None:
        items = tuple(one for one in items if one.theme == item.theme)
        where = words(theme.title, language())
    else:
        where = zones.day_and_month(item.day, language())
    place = 1 + [one.key for one in items].index(item.key)
    if not card.when.clocks:
        return gettext(
            "“%(title)s” is saved: number %(place)s of %(count)s in “%(where)s”.",
            title=card.title, place=place, count=len(items), where=where,
        )  # fmt: skip
    return gettext(
        "“%(title)s” is saved: %(hours)s, number %(place)s of %(count)s in “%(where)s”.",
        title=card.title, place=place, count=len(items), where=where,
        hours=semicolon(_told(clock, card) for clock in card.when.clocks),
    )  # fmt: skip


def announce_push(card: Card, board: Board, minutes: int) -> str:
    """As `announce`, and what begins later now because the item has so many minutes more."""
    moved = announce(card, board)
    # Without clocks nothing has an hour that could be a later one.
    zone = board.zones[0] if board.zones else None
    match push(board.outline, zone, card.item.key, minutes) if minutes > 0 else Push.NOTHING:
        case Push.ALL:
            later = ngettext(
                "All that follows is %(n)s minute later.",
                "All that follows is %(n)s minutes later.",
                minutes,
            )
        case Push.FIRST:
            later = ngettext(
                "What follows is %(n)s minute later, up to what cannot move.",
                "What follows is %(n)s minutes later, up to what cannot move.",
                minutes,
            )
        case Push.NOTHING:
            return moved
    return gettext("%(moved)s %(later)s", moved=moved, later=later)


def _told(clock: Clock, card: Card) -> str:
    hours = f"{clock.start:%H:%M}–{clock.end:%H:%M}" if clock.end else f"{clock.start:%H:%M}"
    if card.item.day is not None and clock.start.date() != card.item.day:
        hours = listed([zones.day_and_month(clock.start.date(), language()), hours])
    return gettext("%(hours)s (%(zone)s)", hours=hours, zone=city(clock.zone, language()))
