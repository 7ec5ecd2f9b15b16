"""Addresses with which calendars subscribe to a feed, and what search engines read of a page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import current_app, url_for

from app import i18n
from app.agenda.rules.document import Document
from app.extensions import config
from app.i18n import texts
from app.ical.subscribing import Subscribing
from app.workshops.rules import Relation, Way


def subscribing(endpoint: str, **values: Any) -> Subscribing | None:
    """None where this installation serves no such feed."""
    if endpoint not in current_app.view_functions:
        return None
    return Subscribing(config().base_url + url_for(endpoint, **values))


def page_address(slug: str, language: str | None = None) -> str:
    address = f"{config().base_url}/w/{slug}"
    return f"{address}?lang={language}" if language else address


_ATTENDANCE = {
    Way.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Way.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    Way.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}


def structured(document: Document) -> dict[str, Any]:
    """The workshop as schema.org/Event; what is not known is left out."""
    workshop, whole = document.workshop, document.whole
    # The day on which it began is no end of what began at an hour of it.
    last = None if whole.start and whole.last == whole.first else whole.last
    language = i18n.language()
    address = page_address(workshop.slug)
    online = workshop.way in (Way.ONLINE, Way.HYBRID)
    place = texts.words(workshop.place, language)
    locations = [
        {"@type": "VirtualLocation", "url": address} if online else None,
        {"@type": "Place", "name": place, "address": place} if place else None,
    ]
    event = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": texts.words(workshop.title, language),
        "description": texts.words(workshop.purpose, language),
        "url": address,
        "startDate": _when(whole.start, whole.first),
        "endDate": _when(whole.end, last),
        "eventStatus": "https://schema.org/Event"
        + ("Cancelled" if workshop.cancelled else "Scheduled"),
        "eventAttendanceMode": _ATTENDANCE[workshop.way] if workshop.way else None,
        "location": [one for one in locations if one],
        "inLanguage": list(workshop.spoken or ()),
        "organizer": [
            {"@type": "Organization", "name": texts.words(one.name, language)}
            for one in workshop.organisations
            if one.relation is Relation.HOST
        ],
    }
    return {name: value for name, value in event.items() if value}


def _when(at: datetime | None, day: Any) -> str | None:
    if at is not None:
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return day.isoformat() if day else None
