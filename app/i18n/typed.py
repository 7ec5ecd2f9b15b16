"""Times of day and dates as people type them: 14:00, 1400, 2pm, 14 Uhr, 下午2点; 2027-05-21."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time

from app.errors import Refusal
from app.i18n import N_, zones

YEARS = range(1970, 2200)


class NotAClock(Refusal):
    message = N_("“%(typed)s” is not a time of day. Please write it like 14:00.")
    status = 422


class EitherHalf(NotAClock):
    message = N_(
        "“%(typed)s” can be in the morning or in the afternoon. "
        "Please write %(early)s or %(late)s."
    )


class NotADay(Refusal):
    message = N_("“%(typed)s” is not a date. Please write it like 2027-05-21.")
    status = 422


class NoSuchYear(Refusal):
    message = N_("Please give a year from %(first)s to %(last)s.")
    status = 422


class NeedsZone(Refusal):
    message = N_(
        "A time needs a time zone. Please choose the workshop’s zone in its settings first."
    )
    status = 422


class SkippedClock(Refusal):
    message = N_(
        "In %(zone)s the clocks go forward on that day: %(typed)s does not exist. "
        "Please choose %(before)s or %(after)s."
    )
    status = 422


_HALF = r"(?:\s*(?P<half>[ap])\.?\s?m\.?)?"
#: What may stand after the figures; tables write seconds, which no programme has.
_UNIT = r"(?:h|\s*hrs?|\s*o['’]clock|\s*uhr)?"
_WESTERN = re.compile(
    rf"(?P<hour>\d{{1,2}})(?:(?:[:.h]|\s*uhr)\s*(?P<minute>\d{{2}})(?::00)?)?{_UNIT}{_HALF}"
)
_DIGITS = re.compile(rf"(?P<hour>\d{{1,2}})(?P<minute>\d{{2}}){_UNIT}{_HALF}")
_CHINESE = re.compile(
    r"(?P<part>凌晨|早上|清晨|上午|中午|下午|傍晚|晚上)?\s*(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})"
    r"\s*(?:[点點时時:]\s*(?:(?P<minute>\d{1,2})\s*分?|(?P<half>半)|(?P<quarter>一刻)|整|钟|鐘)?)"
)
_NUMERALS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_AFTERNOON = ("下午", "傍晚", "晚上")
_NOON = ("noon", "midday", "mittag", "mittags", "12 uhr mittags", "中午", "正午")
#: Half past two, in English, by figure or by word, and in German, where it is half of the third.
_HALF_PAST = re.compile(r"half past (?P<hour>[\w]+)|halb (?P<next>[\w]+)")
_HOURS = {
    name: hour
    for names in (
        "one two three four five six seven eight nine ten eleven twelve",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "1 2 3 4 5 6 7 8 9 10 11 12",
    )
    for hour, name in enumerate(names.split(), start=1)
}

#: 2027-05-21, 2027/5/21, 2027.5.21, 2027年5月21日; 21.5.2027. What could be read in two ways, as
#: 5/6/2027 can, is not read.
_DATE = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
)
_GERMAN_DATE = re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})")


def clock(typed: str) -> time:
    """Raises NotAClock, EitherHalf. A day ends before 24:00, which is a time of the next one."""
    text = unicodedata.normalize("NFKC", typed).strip().lower()
    if text in _NOON:
        return time(12)
    _refuse_half_past(text, typed)
    if re.search(r"[点點时時凌早清上中下傍晚]", text):
        found = _chinese(text)
    else:
        found = _western(text)
    if found is None or not (0 <= found[0] < 24 and 0 <= found[1] < 60):
        raise NotAClock(typed=typed[:40])
    return time(*found)


def _refuse_half_past(text: str, typed: str) -> None:
    match = _HALF_PAST.fullmatch(text)
    hour = _HOURS.get(match["hour"] or match["next"]) if match else None
    if match is not None and hour is not None:
        hour = (hour if match["hour"] else hour - 1) % 12
        raise EitherHalf(typed=typed[:40], early=f"{hour:02}:30", late=f"{hour + 12}:30")


def _western(text: str) -> tuple[int, int] | None:
    match = _WESTERN.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"] is None:
        return hour, minute
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if match["half"] == "p" else 0), minute


def _chinese(text: str) -> tuple[int, int] | None:
    match = _CHINESE.fullmatch(text)
    if match is None:
        return None
    hour = int(match["hour"]) if match["hour"].isdecimal() else _numeral(match["hour"])
    minute = 30 if match["half"] else 15 if match["quarter"] else int(match["minute"] or 0)
    part = match["part"]
    if (part in _AFTERNOON and 1 <= hour < 12) or (part == "中午" and hour in (1, 2)):
        hour += 12
    elif part == "凌晨" and hour == 12:
        hour = 0
    return hour, minute


def _numeral(text: str) -> int:
    """One to ninety-nine in Chinese numerals, read like 二十三; 99 where it makes no sense."""
    if "十" not in text:
        return _NUMERALS[text] if len(text) == 1 else 99
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 99
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def day(typed: str) -> date:
    """Raises NotADay."""
    text = unicodedata.normalize("NFKC", typed).strip()
    match = _DATE.fullmatch(text) or _GERMAN_DATE.fullmatch(text)
    try:
        if match is not None:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotADay(typed=typed[:40]) from error


def check_year(day: date) -> date:
    """Raises NoSuchYear."""
    if day.year not in YEARS:
        raise NoSuchYear(first=YEARS.start, last=YEARS.stop - 1)
    return day


def check_clock(day: date | None, clock: time | None, zone: str | None) -> None:
    """Whether the wall shows this time on that day. Raises NeedsZone or SkippedClock."""
    if clock is None:
        return
    if zone is None:
        raise NeedsZone
    if day is None:
        return
    try:
        zones.moment(day, clock, zone)
    except zones.NoSuchTime as skipped:
        raise SkippedClock(
            zone=zone,
            typed=f"{clock:%H:%M}",
            before=f"{skipped.before:%H:%M}",
            after=f"{skipped.after:%H:%M}",
        ) from skipped
