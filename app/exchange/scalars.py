"""Single values of a workshop file: a line of text in, what it means out.

Each function raises Wrong with a sentence that says what the value must be.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from app.i18n import N_, zones
from app.mail import addresses
from app.people import countries
from app.workshops.rules import is_slug

#: Before it zones shift by odd seconds; after it nobody plans.
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)
#: Stands in for a date that could not be read.
NO_DAY = date.max
#: What is wrong with a clock that its day skips.
SKIPPED = N_(
    "%(clock)s does not exist on %(day)s in %(zone)s: clocks go from %(before)s to %(after)s"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}\Z")
_MOMENT = re.compile(
    r"(?P<day>[0-9-]{10})[ T](?P<clock>[0-9]{1,2}:[0-9]{2})(:(?P<second>[0-5][0-9]))?"
    r"\s?(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)
_QUESTION = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*\Z")
_UID = re.compile(r"[A-Za-z0-9._-]{1,120}@[A-Za-z0-9.-]{1,120}\Z")


class Wrong(ValueError):
    """The value cannot be meant; `message` and `values` make the sentence."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def text(text: str) -> str:
    return text


def key(text: str) -> str:
    """Names something in the file and in addresses."""
    if not is_slug(text):
        raise Wrong(N_("must be small letters a to z, digits and single hyphens, at most 80"))
    return text


def key_of_question(text: str) -> str:
    """Of a question, a choice or a consent; answers are kept by it."""
    if len(text) > 40 or not _QUESTION.match(text):
        raise Wrong(N_("must be small letters a to z, digits and single hyphens or _, at most 40"))
    return text


def day(text: str) -> date:
    try:
        found = date.fromisoformat(text) if _DATE.match(text) else None
    except ValueError:
        found = None
    if found is None or not _FIRST <= found <= _LAST:
        raise Wrong(N_("must be a date that exists, written 2027-05-21"))
    return found


def clock(text: str) -> time:
    """A time on the wall; its zone is the workshop's."""
    hour, _, minute = text.partition(":")
    if not _CLOCK.match(text) or int(hour) > 23 or int(minute) > 59:
        raise Wrong(N_("must be a time of day, written 09:00"))
    return time(int(hour), int(minute))


def moment(text: str, time_zone: str | None) -> datetime:
    """A wall clock in the workshop's zone, or a moment with its own offset."""
    match = _MOMENT.match(text)
    if match is None:
        raise Wrong(
            N_("must be a day and time, written 2027-05-01 09:00 or 2027-05-01 09:00+08:00")
        )
    on, at = day(match["day"]), clock(match["clock"]).replace(second=int(match["second"] or 0))
    if match["offset"] is not None:
        try:
            return datetime.fromisoformat(
                f"{datetime.combine(on, at).isoformat()}{match['offset']}"
            )
        except ValueError as error:
            raise Wrong(N_("has an offset from UTC that does not exist")) from error
    if time_zone is None:
        raise Wrong(N_("needs the time_zone of the workshop, or an offset such as +08:00"))
    return zones.local(on_the_wall(on, at, time_zone), time_zone)


def on_the_wall(on: date, at: time, time_zone: str) -> datetime:
    """The moment of a wall clock that the zone does not skip."""
    try:
        return zones.moment(on, at, time_zone)
    except zones.NoSuchTime as skipped:
        raise Wrong(
            SKIPPED,
            clock=f"{at:%H:%M}",
            day=on.isoformat(),
            zone=time_zone,
            before=f"{skipped.before:%H:%M}",
            after=f"{skipped.after:%H:%M}",
        ) from skipped


def zone(text: str) -> str:
    if text not in zones.zone_names():
        raise Wrong(N_("must be a time zone with its full name, such as Europe/Berlin"))
    return text


@cache
def _languages() -> frozenset[str]:
    return frozenset(
        str(code).replace("_", "-") for code in Locale("en").languages if len(str(code)) < 8
    )


def language(text: str) -> str:
    if text not in _languages():
        raise Wrong(N_("must be the code of a language, such as en, de or zh"))
    return text


def country(text: str) -> str:
    if text not in countries.names("en"):
        raise Wrong(N_("must be the code of a country in two capital letters, such as DE"))
    return text


def email(text: str) -> str:
    try:
        addresses.normal(text)
    except addresses.NotAnAddress as error:
        raise Wrong(N_("must be an e-mail address, such as name@example.org")) from error
    return text


def web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
    except ValueError:
        fine = False
    if not fine:
        raise Wrong(N_("must be a web address that begins with https:// or http://"))
    return text


def uid(text: str) -> str:
    """Of a calendar entry, as dump writes it (RFC 7986 §5.3 asks for no more than uniqueness)."""
    if not _UID.match(text):
        raise Wrong(N_("must be a calendar UID with an @, such as item-4x7q@plenum.example.org"))
    return text
