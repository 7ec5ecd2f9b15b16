"""What a calendar is asked by mail (iTIP, RFC 5546): one entry, one person, REQUEST or CANCEL.

It has the UID, the zones and the texts of the feeds. What makes it a question is METHOD, the
ORGANIZER, whose address reads the answer, and the one ATTENDEE. Two of them about one entry are
put in order by SEQUENCE and then by DTSTAMP, the moment of sending (RFC 5546 §2.1.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

from icalendar import Calendar as VCalendar
from icalendar import vCalAddress

from app.ical import clean, write
from app.ical.values import Entry, Status


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class PartStat(StrEnum):
    """How somebody takes part, as far as is known (RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    name: str
    #: A mail address, or a place where one is put later: `%%link:reply%%`.
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduling:
    """What one mail asks of one person's calendar."""

    method: Method
    #: Its `sequence` is the one to send.
    entry: Entry
    organizer: Party
    attendee: Party
    partstat: PartStat
    #: When it is sent; later than any other with the same sequence.
    at: datetime


def request(values: Scheduling) -> bytes:
    written = VCalendar()
    written.add("version", "2.0")
    written.add("prodid", write.PRODUCT)
    written.add("calscale", "GREGORIAN")
    written.add("method", values.method.value)
    entry = values.entry
    if values.method is Method.CANCEL:
        entry = replace(entry, status=Status.CANCELLED)
    named = write.zones_to_name([entry])
    write.add_zones(written, named)
    event = write.event(entry, named)
    del event["dtstamp"]
    event.add("dtstamp", values.at.astimezone(UTC))
    event.add("organizer", _address(values.organizer))
    event.add("attendee", _attendee(values))
    written.add_component(event)
    return write.octets(written)


def _attendee(values: Scheduling) -> vCalAddress:
    """With all that Gmail wants to see before it offers its buttons."""
    written = _address(values.attendee)
    written.params["CUTYPE"] = "INDIVIDUAL"
    written.params["ROLE"] = "REQ-PARTICIPANT"
    written.params["PARTSTAT"] = values.partstat.value
    if values.method is Method.REQUEST:
        written.params["RSVP"] = "TRUE"
    return written


def _address(party: Party) -> vCalAddress:
    written = vCalAddress(f"mailto:{_mailto(party.address)}")
    # Quotes and line breaks in parameters are written in a way that few read (RFC 6868).
    name = clean.one_line(party.name).translate(str.maketrans("", "", '"^'))
    written.params["CN"] = " ".join(name.split()) or party.address
    return written


_IN_LOCAL_PARTS = "!$'*+-._~"
_PLACE = re.compile(r"%%[a-z_:]+%%")


def _mailto(address: str) -> str:
    """As RFC 6068 wants it: what has a meaning in a URI is spelled out, the domain is ASCII."""
    if _PLACE.fullmatch(address):
        return address
    local, _, domain = address.rpartition("@")
    return f"{quote(local, safe=_IN_LOCAL_PARTS)}@{in_ascii(domain)}"


def in_ascii(domain: str) -> str:
    """The domain in the letters that servers know (IDNA), or as it is where there are none."""
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain.lower()
