"""The clock a speaker lives by: last days end on it, and reminders come in its morning."""

from __future__ import annotations

from app.i18n import zones


def clock_of(own: str | None, country: str | None, workshop: str | None) -> str | None:
    """The zone the person gave, else that of nearly everybody in their country, else the
    workshop's; None where nobody knows any."""
    return zones.known(own) or zones.of_country(country) or zones.known(workshop)
