"""Reading registrations: what is live beside the agenda, who takes part, places in line."""

from app.registration.queries.listing import ExportRow, Participant, export_rows, participants
from app.registration.queries.news import asked_in, touched
from app.registration.queries.registrations import (
    addresses,
    find,
    find_active,
    find_in,
    pending,
    place_in_line,
    was_written,
    zone_of,
)
from app.registration.queries.seats import (
    Live,
    Seats,
    beside,
    find_form,
    live,
    live_beside,
    lives,
    pool_id,
    speakers_with_seats,
    window_of,
)

__all__ = [
    "ExportRow",
    "Live",
    "Participant",
    "Seats",
    "addresses",
    "asked_in",
    "beside",
    "export_rows",
    "find",
    "find_active",
    "find_form",
    "find_in",
    "live",
    "live_beside",
    "lives",
    "participants",
    "pending",
    "place_in_line",
    "pool_id",
    "speakers_with_seats",
    "touched",
    "was_written",
    "window_of",
    "zone_of",
]
