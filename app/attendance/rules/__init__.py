"""Who counts as having been there, and when the doors are open: decisions from arguments."""

from app.attendance.rules.meeting import Door, Meeting, Sitting, meeting, sittings
from app.attendance.rules.on_the_day import (
    Light,
    NoPlaceLeft,
    NotADay,
    NotYetTheDay,
    NotYours,
    Seen,
    day_shown,
    folded,
    refuse_unless_on,
    today,
    words_found_in,
)

__all__ = [
    "Door",
    "Light",
    "Meeting",
    "NoPlaceLeft",
    "NotADay",
    "NotYetTheDay",
    "NotYours",
    "Seen",
    "Sitting",
    "day_shown",
    "folded",
    "meeting",
    "refuse_unless_on",
    "sittings",
    "today",
    "words_found_in",
]
