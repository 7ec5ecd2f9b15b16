"""Moments and zones as people read them: a time is never shown without its zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import format_date, format_skeleton

from app.i18n import LOCALES, gettext, speaking
from app.i18n.cities import canonical, city, listed
from app.i18n.punctuation import comma


class NoSuchZone(ValueError):
    """Not the name of a zone that calendars know."""


class NoSuchTime(ValueError):
    """A wall clock that the zone skips on that day; `before` and `after` are its neighbours."""

    def __init__(self, before: time, after: time) -> None:
        self.before, self.after = before, after
        super().__init__(f"skipped between {before:%H:%M} and {after:%H:%M}")


class OutOfCalendar(ValueError):
    """A moment before the first year or after the last that a computer's calendar knows."""


@cache
def zone_names() -> tuple[str, ...]:
    """IANA Area/City names, and UTC; no abbreviations, which calendars misread."""
    legacy = (
        "Etc/",
        "posix/",
        "right/",
        "SystemV/",
        "US/",
        "Brazil/",
        "Canada/",
        "Chile/",
        "Mexico/",
    )
    cities = (
        name for name in available_timezones() if "/" in name and not name.startswith(legacy)
    )
    return (*sorted(cities), "UTC")


def meant(typed: str, language: str) -> str | None:
    """The zone that is meant by its name or by that of its city, as the list of zones has it."""
    wanted = typed.strip().casefold()
    for name in zone_names():
        if wanted and wanted in (name.casefold(), city(name, language).casefold()):
            return name
    return None


@cache
def zone(name: str) -> ZoneInfo:
    """Raises NoSuchZone."""
    if name not in zone_names():
        raise NoSuchZone(name)
    return ZoneInfo(name)


def known(name: str | None) -> str | None:
    """The zone, if calendars know it; a name may come from a file or an older list."""
    return name if name is not None and name in zone_names() else None


def moment(day: date, clock: time, zone_name: str) -> datetime:
    """The UTC moment of a wall clock. A doubled hour means its first.

    Raises NoSuchTime for a skipped one, and OutOfCalendar at the edges of the years 1 and 9999.
    """
    local = datetime.combine(day, clock, zone(zone_name))
    try:
        there_and_back = local.astimezone(UTC).astimezone(zone(zone_name))
    except OverflowError as error:
        raise OutOfCalendar(str(day)) from error
    if there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None):
        earlier = (local.replace(fold=1).astimezone(UTC)).astimezone(zone(zone_name))
        raise NoSuchTime(
            min(earlier, there_and_back, key=_wall).time(),
            max(earlier, there_and_back, key=_wall).time(),
        )
    return local.astimezone(UTC)


def moment_or_next(day: date, clock: time, zone_name: str) -> datetime:
    """As `moment`; where the zone skips that clock, the next one that exists, such as 01:00 where
    clocks are turned at midnight."""
    try:
        return moment(day, clock, zone_name)
    except NoSuchTime as gap:
        return moment(day, gap.after, zone_name)


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def local(at: datetime, zone_name: str) -> datetime:
    return at.astimezone(zone(zone_name))


def offset(at: datetime, zone_name: str) -> str:
    """UTC+8, UTC−3:30, as of that moment."""
    shift = local(at, zone_name).utcoffset() or timedelta()
    minutes = int(shift.total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def named(zone_name: str, at: datetime, language: str) -> str:
    """Shanghai, UTC+8; Schanghai, UTC+8; 上海，UTC+8; as of that moment."""
    shift = offset(at, zone_name)
    with speaking(language):
        return comma((city(zone_name, language), shift)) if zone_name != "UTC" else "UTC"


def countries(zone_names: Iterable[str]) -> tuple[str, ...]:
    """ISO codes of the countries in which clocks show these zones, in their order, each once."""
    known = get_global("zone_territories")
    names = map(canonical, zone_names)
    return tuple(dict.fromkeys(known[name] for name in names if len(known.get(name, "")) == 2))


#: The clock of nearly everybody, in countries where an island or a province has another.
_MOST = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}


def of_country(code: str | None) -> str | None:
    """The clock of a country by its ISO code, where it has one for nearly everybody."""
    if code in _MOST:
        return _MOST[code]
    known = get_global("zone_territories")
    there = [name for name in listed() if known.get(name) == code] if code else []
    return there[0] if len(there) == 1 else None


def clock(at: datetime, zone_name: str) -> str:
    """09:05 on the wall there; the caller names the zone beside it."""
    return f"{local(at, zone_name):%H:%M}"


def day(day: date, language: str) -> str:
    """Friday 21 July 2023, Freitag, 21. Juli 2023, 2023年7月21日星期五."""
    said: str = format_date(day, "full", locale=LOCALES[language])
    return said


def short_day(day: date, language: str) -> str:
    """21 July 2023, 21. Juli 2023, 2023年7月21日."""
    said: str = format_date(day, "long", locale=LOCALES[language])
    return said


def day_and_month(day: date, language: str) -> str:
    """Thu 20 May, Do., 20. Mai, 5月20日周四: for a zone whose date differs."""
    said: str = format_skeleton(
        "MMMEd",
        datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        tzinfo=UTC,
        locale=LOCALES[language],
    )
    return said


def date_in_numbers(day: date, language: str) -> str:
    """20 May 2027, 20.05.2027, 2027年5月20日: short, for the rows of a table."""
    said: str = format_date(day, "medium", locale=LOCALES[language])
    return said


def when(at: datetime, zone_name: str, language: str) -> str:
    """Friday 21 May 2027, 09:00 (Shanghai, UTC+8); 2027年5月21日星期五 09:00（上海，UTC+8）."""
    there = local(at, zone_name)
    return _dated(there.date(), f"{there:%H:%M}", named(zone_name, at, language), language)


def span(start: datetime, end: datetime | None, zone_name: str, language: str) -> str:
    """Friday 21 May 2027, 09:00–09:20 (Shanghai, UTC+8); dated twice if it runs past midnight."""
    if end is None:
        return when(start, zone_name, language)
    there, until = local(start, zone_name), local(end, zone_name)
    if there.date() == until.date():
        hours = f"{there:%H:%M}–{until:%H:%M}"
        return _dated(there.date(), hours, named(zone_name, start, language), language)
    with speaking(language):
        return gettext(
            "%(day)s, %(clock)s – %(last_day)s, %(last_clock)s (%(zone)s)",
            day=day(there.date(), language),
            clock=f"{there:%H:%M}",
            last_day=day(until.date(), language),
            last_clock=f"{until:%H:%M}",
            zone=named(zone_name, start, language),
        )


def _dated(date: date, hours: str, zone: str, language: str) -> str:
    with speaking(language):
        return gettext(
            "%(day)s, %(hours)s (%(zone)s)",
            day=day(date, language),
            hours=hours,
            zone=zone,
        )
