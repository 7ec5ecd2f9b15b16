"""What a calendar answered by mail (iTIP REPLY and COUNTER, RFC 5546 §3.2.3, §3.2.7), as values.

Read by a small reader of our own: answers come in many shapes, and what is odd in one must not
hide the rest. Nothing here is proved; whoever asked compares it with what was sent. A
RECURRENCE-ID is not looked at, as nothing that is asked recurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

#: A longer one is no answer to a request of ours.
LONGEST = 100_000
#: Entries and attendees looked at; a right answer has one of each.
MOST = 50
#: Signs of a comment that are kept.
LONGEST_COMMENT = 4000


class Unreadable(ValueError):
    """It is no calendar, or too long to be an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    #: In lower case, without mailto:.
    address: str
    #: As written, in upper case: ACCEPTED, DECLINED, TENTATIVE, DELEGATED, …; NEEDS-ACTION where
    #: nothing is said (RFC 5545 §3.2.12).
    partstat: str
    delegated_to: str | None = None
    #: What Google puts into the parameter X-RESPONSE-COMMENT.
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one VEVENT says."""

    #: REPLY, COUNTER, REFRESH, …; in upper case, empty where it says none.
    method: str
    uid: str
    attendees: tuple[Attendee, ...]
    #: None = none is said: some leave out 0.
    sequence: int | None
    #: DTSTAMP; None = none that can be read.
    stamp: datetime | None
    #: In many lines.
    comment: str
    #: Aware; None where it is unknown what moment is meant.
    start: datetime | None
    end: datetime | None


def read(content: bytes | str) -> tuple[Answer, ...]:
    """Every entry of the file, in its order. Raises Unreadable and nothing else."""
    text = content if isinstance(content, str) else _decoded(content)
    if len(content) > LONGEST or len(text) > LONGEST:
        raise Unreadable("too long")
    roots = _parsed(text)
    calendars = [one for one in roots if one.name == "VCALENDAR"]
    if not calendars:
        raise Unreadable("no calendar")
    return tuple(
        _answer(event, calendar) for calendar in calendars for event in calendar.within("VEVENT")
    )[:MOST]


def _decoded(octets: bytes) -> str:
    """In whatever letters it was written; UTF-8 unless it shows that it is not."""
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return octets.decode("utf-16", "replace")
    for name in ("utf-8-sig", "gb18030"):
        try:
            return octets.decode(name)
        except UnicodeDecodeError:
            continue
    return octets.decode("latin-1")


# -- Lines ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class _Component:
    name: str
    lines: list[_Line] = field(default_factory=list)
    inner: list[_Component] = field(default_factory=list)

    def within(self, name: str) -> list[_Component]:
        return [one for one in self.inner if one.name == name]

    def every(self, name: str) -> list[_Line]:
        return [line for line in self.lines if line.name == name]

    def first(self, name: str) -> _Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def value(self, name: str) -> str:
        line = self.first(name)
        return line.value.strip() if line else ""


#: A line that goes on: folded with a blank, or by mail programs that left out the CR.
_FOLD = re.compile(r"(?:\r\n|\r|\n)[ \t]")
_NAME = re.compile(r"\s*(?:[\w-]+\.)?([\w-]+)")
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)')


def _parsed(text: str) -> list[_Component]:
    roots: list[_Component] = []
    around: list[_Component] = []
    for line in _lines(text):
        if line.name == "BEGIN":
            opened = _Component(line.value.strip().upper())
            # Deeper than calendars go: a game with the reader.
            if len(around) < 5:
                (around[-1].inner if around else roots).append(opened)
            around.append(opened)
        elif line.name == "END":
            if around:
                around.pop()
        elif around:
            around[-1].lines.append(line)
    return roots


def _lines(text: str) -> Iterator[_Line]:
    for line in re.split(r"\r\n|\r|\n", _FOLD.sub("", text.lstrip("\ufeff"))):
        named = _NAME.match(line)
        if named is None:
            continue
        parameters: dict[str, str] = {}
        at = named.end()
        while found := _PARAMETER.match(line, at):
            parameters.setdefault(found[1].upper(), found[2].strip())
            at = found.end()
        colon = line.find(":", at)
        if colon >= 0:
            yield _Line(named[1].upper(), parameters, line[colon + 1 :])


#: RFC 5545 §3.3.11, and what RFC 6868 spells in parameters.
_ESCAPED = re.compile(r"\\(.)")
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}


def _text(value: str) -> str:
    plain = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return _tidy(plain)


def _parameter(value: str) -> str:
    plain = re.sub(r"\^[n'^]", lambda found: _CARETS[found[0]], value.strip('"'))
    # Google writes line breaks as texts do.
    return _tidy(plain.replace("\\n", "\n").replace("\\N", "\n"))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()[:LONGEST_COMMENT]


# -- Entries --------------------------------------------------------------------------------------


def _answer(event: _Component, calendar: _Component) -> Answer:
    attendees = tuple(_attendee(line) for line in event.every("ATTENDEE")[:MOST])
    said = [_text(line.value) for line in event.every("COMMENT")[:MOST]]
    said += [one.comment for one in attendees]
    sequence = event.value("SEQUENCE")
    start = _moment(event.first("DTSTART"), calendar)
    end = _moment(event.first("DTEND"), calendar)
    if end is None and start is not None and (length := _length(event.value("DURATION"))):
        end = start + length
    return Answer(
        method=calendar.value("METHOD").upper(),
        uid=event.value("UID"),
        attendees=attendees,
        sequence=int(sequence) if re.fullmatch(r"[0-9]{1,9}", sequence) else None,
        stamp=_moment(event.first("DTSTAMP"), calendar),
        comment="\n\n".join(dict.fromkeys(filter(None, said)))[:LONGEST_COMMENT],
        start=start,
        end=end,
    )


def _attendee(line: _Line) -> Attendee:
    said = line.parameters
    value = line.value.strip()
    # Apple's own servers name people by a path, and say the address beside it.
    address = value if "@" in value else _parameter(said.get("EMAIL", ""))
    delegates = said.get("DELEGATED-TO", "").split(",")[0]
    return Attendee(
        address=_address(address),
        partstat=_parameter(said.get("PARTSTAT", "")).upper() or "NEEDS-ACTION",
        delegated_to=_address(_parameter(delegates)) or None,
        comment=_parameter(said.get("X-RESPONSE-COMMENT", "")),
    )


def _address(uri: str) -> str:
    bare = re.sub(r"^\s*mailto:\s*", "", uri, flags=re.IGNORECASE)
    return unquote(bare).strip().strip("<>").lower()[:320]


_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_LENGTH = re.compile(r"\+?P(?:(\d{1,2})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,5})M)?)?.*")


def _moment(line: _Line | None, calendar: _Component) -> datetime | None:
    found = _MOMENT.fullmatch(line.value.strip()) if line else None
    if found is None or line is None:
        return None
    try:
        wall = datetime(*(int(part) for part in found.groups()[:6]))  # type: ignore[arg-type]  # noqa: DTZ001
        if found[7]:
            return wall.replace(tzinfo=UTC)
        zone = _zone(_parameter(line.parameters.get("TZID", "")), calendar)
        return wall.replace(tzinfo=zone).astimezone(UTC) if zone else None
    except (ValueError, OverflowError):
        return None


def _length(value: str) -> timedelta | None:
    found = _LENGTH.fullmatch(value)
    if found is None or not any(found.groups()):
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def _zone(name: str, calendar: _Component) -> tzinfo | None:
    """By its IANA name, also at the end of a longer one; by the name Windows has for it; or a
    definition in the file that knows one offset."""
    names = (name, "/".join(name.split("/")[-2:]), "/".join(name.split("/")[-3:]))
    for one in (*names, WINDOWS_TO_OLSON.get(name, "")):
        try:
            if "/" in one and not one.startswith("/"):
                return ZoneInfo(one)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    if name.upper() in ("UTC", "GMT", "ETC/UTC", "Z") or name.endswith("/Utc"):
        return UTC
    offsets = {
        part.value("TZOFFSETTO")
        for zone in calendar.within("VTIMEZONE")
        if _parameter(zone.value("TZID")) == name
        for part in zone.inner
    }
    return _fixed(offsets.pop()) if len(offsets) == 1 else None


def _fixed(offset: str) -> tzinfo | None:
    found = re.fullmatch(r"([+-])(\d\d)(\d\d)(?:\d\d)?", offset)
    if found is None:
        return None
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-ahead if found[1] == "-" else ahead)
