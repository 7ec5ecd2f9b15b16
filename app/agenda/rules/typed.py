"""Times and lengths as people type them: 14:00, 1400, 2pm, 14 Uhr, 下午2点; 20, +20, 1h, 1:30."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from app.errors import Refusal
from app.i18n import N_
from app.i18n.typed import (
    YEARS,
    NeedsZone,
    NoSuchYear,
    NotAClock,
    NotADay,
    SkippedClock,
    check_clock,
    check_year,
    clock,
    day,
)

__all__ = [
    "YEARS",
    "NeedsZone",
    "NoSuchYear",
    "NotAClock",
    "NotADay",
    "SkippedClock",
    "check_clock",
    "check_year",
    "clock",
    "day",
]

#: A day is the longest an item may be.
MOST_MINUTES = 24 * 60


class NotALength(Refusal):
    message = N_("“%(typed)s” is not a length. Please write whole minutes, such as 20.")
    status = 422


class TooShort(Refusal):
    message = N_("An item takes at least one minute. Leave the length empty if it is not known.")
    status = 422


class TooLong(Refusal):
    message = N_("An item takes at most %(most)s minutes, which is a day.")
    status = 422


_HOUR = r"(?:h|hrs?|std\.?|hours?|stunden?|个?小时|个?钟头)"
_MINUTE = r"(?:m|mins?\.?|minutes?|minuten?|分钟?|′|')"
_LENGTH = re.compile(
    rf"\+?\s*(?:(?P<hours>\d{{1,4}})\s*{_HOUR}\s*)?(?:(?P<minutes>\d{{1,6}})\s*{_MINUTE}?)?"
)
_HOURS_AND_MINUTES = re.compile(rf"\+?\s*(?P<hours>\d{{1,4}}):(?P<minutes>[0-5]\d)\s*{_HOUR}?")
#: 2.5 h, 2,5 Std., 1½ h; without the hour nobody could know what 1.5 is.
_PARTS_OF_HOURS = re.compile(rf"\+?\s*(?P<whole>\d{{0,4}})[.,](?P<parts>\d{{1,2}})\s*{_HOUR}")
_IN_WORDS = {
    "half an hour": 30, "an hour": 60, "one hour": 60, "an hour and a half": 90, "two hours": 120,
    "eine halbe stunde": 30, "halbe stunde": 30, "eine stunde": 60, "anderthalb stunden": 90,
    "eineinhalb stunden": 90, "zwei stunden": 120,
    "半小时": 30, "半个小时": 30, "一小时": 60, "一个小时": 60, "一个半小时": 90, "两小时": 120,
    "两个小时": 120, "一刻钟": 15,
}  # fmt: skip


def length(typed: str) -> int:
    """Elapsed minutes. Raises NotALength, TooShort or TooLong."""
    text = unicodedata.normalize("NFKC", typed.replace("½", ".5")).strip().lower()
    text = text.replace("−", "-")
    if text in _IN_WORDS:
        return _IN_WORDS[text]
    text = re.sub(r"(?<=\d)\s*个半(?=小时|钟头)", ".5", text)
    if re.fullmatch(r"-\s*\d+\D*", text):
        raise TooShort
    parts = _PARTS_OF_HOURS.fullmatch(text)
    if parts is not None:
        hundredths = int(parts["whole"] or 0) * 100 + int(parts["parts"].ljust(2, "0"))
        if hundredths * 60 % 100:
            raise NotALength(typed=typed[:40])
        return check_length(hundredths * 60 // 100)
    match = _HOURS_AND_MINUTES.fullmatch(text) or _LENGTH.fullmatch(text)
    if match is None or (match["hours"] is None and match["minutes"] is None):
        raise NotALength(typed=typed[:40])
    return check_length(int(match["hours"] or 0) * 60 + int(match["minutes"] or 0))


def longer(was: int, typed: str) -> int | None:
    """The new length where it is typed as a difference to the one there is, +20 or -5; None where
    it is a length of its own. Raises NotALength, TooShort or TooLong."""
    text = unicodedata.normalize("NFKC", typed).strip().replace("−", "-")
    if not text.startswith(("+", "-")):
        return None
    by = length(text[1:])
    return check_length(was + by if text[0] == "+" else was - by)


def check_length(minutes: int) -> int:
    """Raises TooShort or TooLong."""
    if minutes < 1:
        raise TooShort
    if minutes > MOST_MINUTES:
        raise TooLong(most=MOST_MINUTES)
    return minutes


# -- From and to ----------------------------------------------------------------------------------

#: What stands between two times; a hyphen may stand in a date too, which no clock reads.
_BETWEEN = re.compile(r"\s*(?:-|‐|–|—|−|~|〜|至|到|\bto\b|\buntil\b|\btill\b|\bbis\b)\s*")
_PART_OF_DAY = re.compile(r"凌晨|早上|清晨|上午|中午|下午|傍晚|晚上")
_HALF_OF_DAY = re.compile(r"([ap])\.?\s?m\.?$")


def span(typed: str) -> tuple[time, time | None]:
    """When something begins and, if that is said too, ends: 14:00–14:20 Uhr, 2–3pm, 下午2点至3点.

    What is said of one of the two times alone, as pm is, holds for the other one where it makes
    the first the earlier. Raises NotAClock.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).lower().split()).removeprefix("von ")
    pieces = _BETWEEN.split(text.removeprefix("from "))
    if len(pieces) == 1:
        return clock(text), None
    if len(pieces) > 2:
        raise NotAClock(typed=typed[:40])
    first, second = pieces
    try:
        begins, ends = clock(first), clock(second)
        if half := _HALF_OF_DAY.search(second):
            begins = _before(begins, first + half[0], ends, _HALF_OF_DAY.search(first) is None)
        elif part := _PART_OF_DAY.match(first):
            ends = _after(ends, part[0] + second, begins, _PART_OF_DAY.match(second) is None)
    except NotAClock as error:
        raise NotAClock(typed=typed[:40]) from error
    return begins, ends


def _before(begins: time, fuller: str, ends: time, may_be_fuller: bool) -> time:
    if not may_be_fuller or begins.hour > 12:
        return begins
    read = clock(fuller)
    return read if read < ends else begins


def _after(ends: time, fuller: str, begins: time, may_be_fuller: bool) -> time:
    if not may_be_fuller or ends > begins or ends.hour > 12:
        return ends
    read = clock(fuller)
    return read if read > begins else ends


def minutes_between(begins: time, ends: time) -> int:
    """Of the wall clock; what ends before it began ends on the day after."""
    first, second = begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute
    return (second - first) % MOST_MINUTES
