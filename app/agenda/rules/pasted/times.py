"""Which of the times that were pasted have to be kept, as the others follow from lengths."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from app.agenda.rules import layout
from app.i18n import zones


def pins(
    rows: Iterable[tuple[time | None, int | None]], day: date, zone: str, free: datetime | None
) -> list[time | None]:
    """For each row, given its beginning and minutes, the time it must be pinned to, or None.

    `free` is when the first of them would begin by itself; None = not known. A row is pinned where
    the flow of lengths would not bring it to the time that was pasted.
    """
    found: list[time | None] = []
    for begins, minutes in rows:
        here = free.astimezone(zones.zone(zone)).time() if free is not None else None
        is_needed = begins is not None and begins != here
        found.append(begins if is_needed else None)
        if begins is not None and is_needed:
            free = layout.moment(day, begins, zone)
        free = free + timedelta(minutes=minutes) if free is not None and minutes else None
    return found
