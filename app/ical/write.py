"""Calendar values as the bytes of RFC 5545, by the package icalendar 7.3.

The package is given only what it writes well: texts as vText (it leaves some unescaped), cleaned
of what it lets through raw, parameters spelled out where it forgets them. Zones are defined by us
(its own definitions shift Berlin summers by an hour in two readers), and so are lines folded.
Nothing here depends on the process: the same values give the same bytes everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar as VCalendar
from icalendar import Event, Parameters, Timezone, TimezoneDaylight, TimezoneStandard, vText

from app.ical import clean, zones
from app.ical.values import Calendar, Days, Entry, Feed, Hours, Status

#: Without a release number: readers take a changed PRODID for another calendar.
PRODUCT = "-//Plenum//Plenum//EN"
#: How often to ask again. Outlook and Nextcloud read the second spelling.
REFRESH = timedelta(hours=1)
REFRESH_AS_TEXT = "PT1H"
#: A calendar must have a component; that of an empty one is the definition of its zone.
NO_ZONE = "Etc/UTC"


def calendar(values: Calendar) -> bytes:
    written = VCalendar()
    written.add("version", "2.0")
    written.add("prodid", PRODUCT)
    written.add("calscale", "GREGORIAN")
    if values.feed:
        _add_feed(written, values.feed)
    entries = sorted(values.entries, key=_order)
    named = zones_to_name(entries)
    if not entries:
        zone = values.feed and values.feed.zone
        year = values.feed.changed.year if values.feed else 1970
        named = {zone: zones.parts(zone, year, year + 1)} if zone else {}
    add_zones(written, named)
    if not entries and not written.subcomponents:
        written.add_component(_zone(NO_ZONE, zones.parts(NO_ZONE, 1970, 1970) or ()))
    for entry in entries:
        written.add_component(event(entry, named))
    return octets(written)


def octets(written: VCalendar) -> bytes:
    return b"".join(_folded(line) for line in written.content_lines() if line)


def add_zones(written: VCalendar, named: Named) -> None:
    for name in sorted(named):
        if definition := named[name]:
            written.add_component(_zone(name, definition))


#: What must not be parted: a backslash and the character it stands before.
_UNITS = re.compile(r"\\?.", re.DOTALL)
#: Octets in a line before its end (RFC 5545 §3.1).
_WIDTH = 75


def _folded(line: str) -> bytes:
    """The line in pieces that each begin with a blank. The package's own folding parts a
    backslash from the backslash it escapes, and Google drops such an entry."""
    lines, width = [bytearray()], _WIDTH
    for unit in _UNITS.findall(line):
        octets = unit.encode()
        if len(lines[-1]) + len(octets) > width:
            lines.append(bytearray())
            width = _WIDTH - 1  # the blank counts
        lines[-1] += octets
    return b"\r\n ".join(lines) + b"\r\n"


def unfolded(text: str) -> str:
    """The text of a calendar with each content line on one line."""
    return text.replace("\r\n ", "")


def folded(text: str) -> str:
    """Such a text with its lines folded as calendars want them."""
    return b"".join(_folded(line) for line in text.split("\r\n") if line).decode()


def _order(entry: Entry) -> tuple[datetime, str]:
    match entry.when:
        case Hours(start, _):
            return start, entry.uid
        case Days(first, _):
            return datetime(first.year, first.month, first.day, tzinfo=UTC), entry.uid


def _add_feed(written: VCalendar, feed: Feed) -> None:
    written.add("uid", vText(feed.uid))
    written.add("last-modified", feed.changed.astimezone(UTC))
    for name in ("name", "x-wr-calname"):
        written.add(name, vText(clean.one_line(feed.name)))
    if description := clean.cut(clean.many_lines(feed.description), clean.LONGEST):
        for name in ("description", "x-wr-caldesc"):
            written.add(name, vText(description))
    if feed.zone and "/" in feed.zone:
        written.add("x-wr-timezone", feed.zone)
    written.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    written.add("x-published-ttl", REFRESH_AS_TEXT)
    if source := clean.address(feed.source):
        written.add("source", source, parameters={"VALUE": "URI"})
    if url := clean.address(feed.url):
        written.add("url", url)


Named = dict[str, tuple[zones.Part, ...] | None]


def zones_to_name(entries: Iterable[Entry]) -> Named:
    """The zones that entries are in, with their definition where they have one."""
    years: dict[str, list[int]] = {}
    for entry in entries:
        if (name := _zone_name(entry.when)) and isinstance(entry.when, Hours):
            years.setdefault(name, []).extend((entry.when.start.year, entry.when.end.year))
    return {name: zones.parts(name, min(of), max(of)) for name, of in years.items()}


def _zone_name(when: Hours | Days) -> str | None:
    """The zone whose wall clock says this span without doubt; None = say it in UTC."""
    if not isinstance(when, Hours):
        return None
    zone = when.start.tzinfo
    if not isinstance(zone, ZoneInfo) or any(
        _comes_twice(at, zone) for at in (when.start, when.end)
    ):
        return None
    return zone.key


def _comes_twice(at: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time twice that night. It should mean the first
    (RFC 5545 §3.3.5), but libical, ical.js and vobject do not agree on it."""
    local = at.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _zone(name: str, definition: tuple[zones.Part, ...]) -> Timezone:
    written = Timezone()
    written.add("tzid", name)
    for part in definition:
        piece = TimezoneDaylight() if part.daylight else TimezoneStandard()
        piece.add("dtstart", part.onset)
        if part.month:
            piece.add("rrule", {"FREQ": "YEARLY", "BYMONTH": part.month, "BYDAY": part.weekday})
        piece.add("tzoffsetfrom", part.before)
        piece.add("tzoffsetto", part.after)
        piece.add("tzname", vText(part.name))
        written.add_component(piece)
    return written


def event(entry: Entry, named: Named) -> Event:
    written = Event()
    written.add("uid", vText(entry.uid))
    written.add("dtstamp", entry.changed.astimezone(UTC))
    written.add("created", entry.created.astimezone(UTC))
    written.add("last-modified", entry.changed.astimezone(UTC))
    written.add("sequence", entry.sequence)
    start, end = _span(entry.when, named)
    written.add("dtstart", start)
    written.add("dtend", end)
    written.add("summary", vText(clean.one_line(entry.summary)))
    written.add("status", entry.status.value)
    free = entry.transparent or entry.status is Status.CANCELLED
    written.add("transp", "TRANSPARENT" if free else "OPAQUE")
    written.add("class", "PUBLIC")
    url = clean.address(entry.url)
    if description := clean.cut(clean.many_lines(entry.description), clean.LONGEST, url):
        written.add("description", vText(description))
    if location := clean.one_line(entry.location):
        written.add("location", vText(location))
    if categories := [clean.one_line(one) for one in entry.categories]:
        written.add("categories", categories)
    if url:
        written.add("url", url)
    if join_url := clean.address(entry.join_url):
        _add_conference(written, join_url, entry.join_label)
    return written


def _add_conference(event: Event, join_url: str, label: str) -> None:
    parameters = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]})
    # Quotes and line breaks in parameters are written in a way that few read (RFC 6868).
    if words := clean.one_line(label).translate(str.maketrans("", "", '"^')):
        parameters["LABEL"] = words
    event.add("conference", join_url, parameters=parameters)


def _span(when: Hours | Days, named: Named) -> tuple[date, date]:
    if isinstance(when, Days):
        return when.first, when.last + timedelta(days=1)  # DTEND is the day after
    name = _zone_name(when)
    if name is None or named.get(name) is None:
        return when.start.astimezone(UTC), when.end.astimezone(UTC)
    zone = ZoneInfo(name)
    return when.start.astimezone(zone), when.end.astimezone(zone)
