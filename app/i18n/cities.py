"""Zones by the city that names them: each once, in the reader's language and order."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

from babel import Locale
from babel.core import get_global

from app.i18n import LOCALES, lazy_gettext, speaking

#: First words of IANA names; CLDR has no names for oceans.
REGIONS = {
    "Africa": lazy_gettext("Africa"),
    "America": lazy_gettext("America"),
    "Antarctica": lazy_gettext("Antarctica"),
    "Arctic": lazy_gettext("Arctic"),
    "Asia": lazy_gettext("Asia"),
    "Atlantic": lazy_gettext("Atlantic"),
    "Australia": lazy_gettext("Australia"),
    "Europe": lazy_gettext("Europe"),
    "Indian": lazy_gettext("Indian Ocean"),
    "Pacific": lazy_gettext("Pacific"),
}
#: IANA names have no accents, and CLDR writes some of these without.
ACCENTED = {
    "America/Araguaina": "Araguaína",
    "America/Argentina/Cordoba": "Córdoba",
    "America/Argentina/Rio_Gallegos": "Río Gallegos",
    "America/Argentina/Tucuman": "Tucumán",
    "America/Belem": "Belém",
    "America/Bogota": "Bogotá",
    "America/Cancun": "Cancún",
    "America/Cuiaba": "Cuiabá",
    "America/Eirunepe": "Eirunepé",
    "America/Maceio": "Maceió",
    "America/Mazatlan": "Mazatlán",
    "America/Merida": "Mérida",
    "America/Santarem": "Santarém",
    "America/Sao_Paulo": "São Paulo",
    "Europe/Busingen": "Büsingen",
    "Pacific/Noumea": "Nouméa",
}
#: Cities too young for CLDR.
CHINESE = {"America/Coyhaique": "科伊艾克"}
#: Signs for which GB 2312 has others of the same sound among its 3755 in the order of pinyin.
_SOUNDS_LIKE = str.maketrans("梵斐珀瑙讷腓矶", "饭匪破恼呢肥机")


@cache
def listed() -> frozenset[str]:
    """One name for each zone of each country, as IANA's table for choosing one has them."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return frozenset(row[2] for row in rows) | {"UTC"}


def canonical(zone_name: str) -> str:
    """Asia/Kolkata for Asia/Calcutta: the listed name of a zone that has several."""
    return zone_name if zone_name in listed() else _aliases().get(zone_name, zone_name)


def other_names(zone_name: str) -> tuple[str, ...]:
    """Older names of a listed zone, and names of neighbours whose clocks always agreed."""
    return tuple(
        alias for alias, name in _aliases().items() if name == zone_name and alias not in listed()
    )


def _aliases() -> dict[str, str]:
    aliases: dict[str, str] = get_global("zone_aliases")  # type: ignore[assignment]
    return aliases


@cache
def city(zone_name: str, language: str) -> str:
    """Shanghai, Schanghai, 上海."""
    name = canonical(zone_name)
    spelt = (CHINESE if language == "zh" else ACCENTED).get(name)
    if spelt:
        return spelt
    cities = Locale.parse(LOCALES[language]).time_zones
    area = name.split("/")[0] + "/"
    for one in (name, *other_names(name)):  # CLDR never gives up the name it knew first
        found = cities.get(one, {}).get("city")
        if found and one.startswith(area):
            return str(found).replace("\N{SOFT HYPHEN}", "")
    return name.rpartition("/")[2].replace("_", " ")


def by_region(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones to choose from: continents and oceans, each with (name, city) by city; UTC last."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(listed() - {"UTC"}):
        regions.setdefault(name.split("/")[0], []).append((name, city(name, language)))
    with speaking(language):
        named = [
            (str(REGIONS[region]), sorted(cities, key=lambda one: order(one[1], language)))
            for region, cities in regions.items()
        ]
    named.sort(key=lambda one: order(one[0], language))
    return [*named, ("UTC", [("UTC", "UTC")])]


def order(name: str, language: str) -> bytes:
    """As a reader looks for it: Ägypten beside Algerien, 奥斯陆 before 巴黎.

    GB 2312 numbers its common signs in the order of pinyin, so its octets sort Chinese names
    without a table of sounds.
    """
    if language == "zh":
        return name.translate(_SOUNDS_LIKE).encode("gb18030")
    letters = unicodedata.normalize("NFKD", name)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold().encode()
