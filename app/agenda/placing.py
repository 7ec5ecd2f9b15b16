"""When the items of an outline begin and end, and which of them an item pushes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from app.agenda.rules import arranging, layout
from app.agenda.rules.layout import Placement, Slot
from app.agenda.rules.outline import Outline


def placements(outline: Outline, time_zone: str | None) -> dict[str, Placement]:
    """By key of an item."""
    return layout.lay_out(
        {day.date: day.starts for day in outline.days},
        time_zone,
        [room.key for room in outline.rooms],
        _slots(outline),
    )


def _slots(outline: Outline) -> list[Slot]:
    return [
        Slot(item.key, item.day, item.room, item.minutes, item.pinned) for item in outline.items
    ]


class Push(StrEnum):
    """What begins later by all the minutes that an item has become longer."""

    ALL = "all"
    #: Up to something pinned, or to what waits for another room anyway.
    FIRST = "first"
    NOTHING = "nothing"


def push(outline: Outline, time_zone: str | None, key: str, minutes: int) -> Push:
    """What follows an item in its room that is new, or grew, by so many minutes."""
    shorter = replace(
        outline,
        items=tuple(
            replace(one, minutes=max((one.minutes or 0) - minutes, 0)) if one.key == key else one
            for one in outline.items
        ),
    )
    before, after = placements(shorter, time_zone), placements(outline, time_zone)
    moved = []
    for slot in arranging.line_after(_slots(outline), key):
        was, now = before[slot.key].start, after[slot.key].start
        is_later = was is not None and now is not None and now - was == timedelta(minutes=minutes)
        moved.append(is_later)
    if not moved or not moved[0]:
        return Push.NOTHING
    return Push.ALL if all(moved) else Push.FIRST
