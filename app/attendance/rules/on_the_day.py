"""Which day people are checked in for, and who is found at the door."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_, zones


class Seen(StrEnum):
    """How somebody is known to have been there."""

    #: Checked in by the team.
    DOOR = "door"
    #: Went to the meeting by the personal link, and agreed that this is noted.
    ONLINE = "online"


class Light(StrEnum):
    """How somebody stands at the door, at a glance; words say the same."""

    GO = "go"
    WAIT = "wait"
    STOP = "stop"


class NotADay(Refusal):
    message = N_("The workshop does not take place on that day. Nothing was noted.")
    status = 422


class NotYetTheDay(Refusal):
    message = N_("This day has not begun yet. Nobody can be there before it does.")


class NotYours(Refusal):
    """Nobody is noted as there who has no place."""

    message = N_(
        "Only people with a place can be checked in. You see below how this registration "
        "stands now."
    )


class NoPlaceLeft(Refusal):
    message = N_(
        "All places are taken; nobody was added. An editor or an owner can raise the number of "
        "places."
    )


#: Where the zone is not known, a day has begun once it has anywhere.
_FIRST_ANYWHERE = timedelta(hours=14)


def today(at: datetime, zone: str | None) -> date:
    return zones.local(at, zone).date() if zone else (at + _FIRST_ANYWHERE).date()


def day_shown(
    days: Sequence[date], at: datetime, zone: str | None, asked: date | None = None
) -> date | None:
    """The day asked for, else today, else the next one to come, else the last."""
    if asked in days:
        return asked
    now = today(at, zone)
    return next((day for day in days if day >= now), days[-1] if days else None)


def refuse_unless_on(
    day: date, days: Collection[date], at: datetime, zone: str | None, *, practice: bool
) -> None:
    """Practice has no calendar. Raises NotADay or NotYetTheDay."""
    if day not in days:
        raise NotADay
    if day > today(at, zone) and not practice:
        raise NotYetTheDay


#: Letters that no decomposition takes apart, as names are typed without them.
_PLAIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "·": " ", "’": "'"})


def folded(text: str) -> str:
    """As names are looked for: whatever case, width and accents they are typed with."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept).translate(_PLAIN)


def words_found_in(folded_text: str, wanted: str) -> bool:
    """Whether all words looked for stand somewhere in it, in whatever order."""
    return all(word in folded_text for word in folded(wanted).split())
