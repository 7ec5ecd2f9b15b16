"""Days and hours from one to another, in words of the spoken language."""

from __future__ import annotations

from datetime import UTC, date, datetime

from babel import Locale
from babel.dates import format_interval, format_skeleton

from app import i18n
from app.i18n import gettext, zones


def span_of_days(first: date, last: date) -> str:
    """21 July 2023; 20–22 May 2027."""
    if first == last:
        return zones.short_day(first, i18n.language())
    locale = i18n.LOCALES[i18n.language()]
    said: str = format_interval(first, last, "yMMMMd", locale=locale)
    return said


def weekday(day: date) -> str:
    locale = Locale.parse(i18n.LOCALES[i18n.language()])
    name: str = locale.days["format"]["wide"][day.weekday()]
    return name


def days_of_month(first: date, last: date) -> str:
    """16, 16., 16日; 14–15, 14.–15., 14日至15日: of one month, which is said beside it."""
    marks = {"de": ("{}.", "–"), "zh": ("{}日", "至")}
    mark, between = marks.get(i18n.language(), ("{}", "–"))
    said = [mark.format(day.day) for day in ((first,) if first == last else (first, last))]
    return between.join(said)


def month_and_year(day: date) -> str:
    """May 2027, Mai 2027, 2027年5月."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    said: str = format_skeleton("yMMMM", noon, tzinfo=UTC, locale=i18n.LOCALES[i18n.language()])
    return said


def hours(start: datetime | None, end: datetime | None, zone: str, day: date | None = None) -> str:
    """09:00–16:30 on the wall there; dated where that is not `day`, or runs past midnight."""
    if start is None:
        return gettext("hours not recorded")
    there = zones.local(start, zone)
    begins = f"{there:%H:%M}"
    if day is not None and there.date() != day:
        begins = f"{zones.day_and_month(there.date(), i18n.language())} {begins}"
    if end is None:
        return begins
    until = zones.local(end, zone)
    if there.date() == until.date():
        return f"{begins}–{until:%H:%M}"
    return f"{begins} – {zones.day_and_month(until.date(), i18n.language())} {until:%H:%M}"


def offsets(start: datetime, end: datetime | None, zone: str) -> str:
    """UTC+8; UTC+1, later UTC+2 where the clock is changed in between."""
    offset = zones.offset(start, zone)
    later = zones.offset(end, zone) if end else offset
    if later == offset:
        return offset
    return gettext("%(offset)s, later %(later)s", offset=offset, later=later)
