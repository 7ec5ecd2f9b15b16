"""A workshop as search engines read it: schema.org/Event, public facts only.

What is not known is left out, rather than guessed: whether it is free, who may come. The document
holds no link to join and no address of anybody.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from app import i18n
from app.agenda.rules.document import Document
from app.agenda.rules.words import ItemState
from app.i18n import texts, zones
from app.people.rules import Part
from app.workshops.rules import Relation, Way

_ATTENDANCE = {
    Way.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Way.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    Way.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
_PERFORMS = (Part.SPEAKER, Part.PANELLIST)


def event(document: Document, address: str, image: str | None) -> dict[str, Any]:
    """In the spoken language; `address` is the public page's."""
    workshop, whole, zone = document.workshop, document.whole, document.workshop.time_zone
    # The day on which it began is no end of what began at an hour of it.
    last = None if whole.start and whole.last == whole.first else whole.last
    moved = document.moved_from
    known = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": _words(workshop.title),
        "description": without_addresses(_words(workshop.purpose)),
        "url": address,
        "image": [image] if image else None,
        "startDate": _when(whole.start, whole.first, zone),
        "endDate": _when(whole.end, last, zone),
        "previousStartDate": _when(moved.start, moved.day, zone) if moved else None,
        "eventStatus": f"https://schema.org/{_status(document)}",
        "eventAttendanceMode": _ATTENDANCE[workshop.way] if workshop.way else None,
        "location": _locations(document, address),
        "inLanguage": list(workshop.spoken or ()),
        "organizer": [
            {"@type": "Organization", "name": _words(one.name)}
            for one in workshop.organisations
            if one.relation is Relation.HOST
        ],
        "performer": [{"@type": "Person", "name": name} for name in _speakers(document)],
    }
    return {name: value for name, value in known.items() if value}


def without_addresses(text: str) -> str:
    """Mail addresses are for readers of the page, not for those who gather them."""
    return " ".join(re.sub(r"[^\s<(（:：,，;；]+@[^\s>)）,，;；。]+", "…", text).split())


def _words(text: texts.Text | None) -> str:
    return texts.words(text, i18n.language())


def _status(document: Document) -> str:
    if document.workshop.cancelled:
        return "EventCancelled"
    return "EventRescheduled" if document.moved_from else "EventScheduled"


def _when(at: datetime | None, day: date | None, zone: str | None) -> str | None:
    """On the wall there, with its offset from UTC; the bare day where no hour is known."""
    if at is not None:
        return zones.local(at, zone or "UTC").isoformat(timespec="seconds")
    return day.isoformat() if day else None


def _locations(document: Document, address: str) -> list[dict[str, str]]:
    workshop = document.workshop
    place = _words(workshop.place)
    found = []
    if workshop.way in (Way.ONLINE, Way.HYBRID):
        found.append({"@type": "VirtualLocation", "url": address})
    if place and workshop.way is not Way.ONLINE:
        found.append({"@type": "Place", "name": place, "address": place})
    return found


def _speakers(document: Document) -> list[str]:
    """Who speaks, each once, in the order of the agenda."""
    names = {person.key: person.name for person in document.people}
    speak = (
        part.person
        for item in document.shown()
        if item.state is not ItemState.CANCELLED or document.workshop.cancelled
        for part in item.speakers
        if part.person is not None and part.part in _PERFORMS
    )
    return [names[key] for key in dict.fromkeys(speak)]
