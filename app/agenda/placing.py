"""When the items of an outline begin and end."""

from __future__ import annotations

from app.agenda.rules import layout
from app.agenda.rules.layout import Placement, Slot
from app.agenda.rules.outline import Outline


def placements(outline: Outline, time_zone: str | None) -> dict[str, Placement]:
    """By key of an item."""
    return layout.lay_out(
        {day.date: day.starts for day in outline.days},
        time_zone,
        [room.key for room in outline.rooms],
        [Slot(item.key, item.day, item.room, item.minutes, item.pinned) for item in outline.items],
    )
