"""Zones are named by their cities, once each, in every language and in its order."""

from __future__ import annotations

from collections import Counter

import pytest

from app import i18n
from app.i18n import LANGUAGES, cities
from app.i18n.zones import countries, zone_names

#: Zones that were renamed, or lie in a folder of their own, by what people call them.
NAMED = {
    "Asia/Shanghai": ("Shanghai", "Shanghai", "上海"),
    "Asia/Kolkata": ("Kolkata", "Kalkutta", "加尔各答"),
    "Asia/Calcutta": ("Kolkata", "Kalkutta", "加尔各答"),
    "Asia/Ho_Chi_Minh": ("Ho Chi Minh City", "Ho-Chi-Minh-Stadt", "胡志明市"),
    "Asia/Kathmandu": ("Kathmandu", "Kathmandu", "加德满都"),
    "Asia/Yangon": ("Yangon", "Rangun", "仰光"),
    "Asia/Tokyo": ("Tokyo", "Tokio", "东京"),
    "Africa/Asmara": ("Asmara", "Asmara", "阿斯马拉"),
    "Atlantic/Faroe": ("Faroe", "Färöer", "法罗"),
    "Europe/Kyiv": ("Kyiv", "Kiew", "基辅"),
    "Europe/Kiev": ("Kyiv", "Kiew", "基辅"),
    "America/Argentina/Buenos_Aires": ("Buenos Aires", "Buenos Aires", "布宜诺斯艾利斯"),
    "America/Buenos_Aires": ("Buenos Aires", "Buenos Aires", "布宜诺斯艾利斯"),
    "America/Argentina/Cordoba": ("Córdoba", "Córdoba", "科尔多瓦"),
    "America/Bogota": ("Bogotá", "Bogotá", "波哥大"),
    "America/Coyhaique": ("Coyhaique", "Coyhaique", "科伊艾克"),
    "America/Indiana/Indianapolis": ("Indianapolis", "Indianapolis", "印第安纳波利斯"),
    "America/Nuuk": ("Nuuk", "Nuuk", "努克"),
    "America/Sao_Paulo": ("São Paulo", "São Paulo", "圣保罗"),
    "Pacific/Chuuk": ("Chuuk", "Chuuk", "特鲁克群岛"),
    "Atlantic/Reykjavik": ("Reykjavik", "Reykjavík", "雷克雅未克"),
    "UTC": ("UTC", "UTC", "UTC"),
}


@pytest.mark.parametrize("zone", NAMED)
def test_cities_are_named_as_their_readers_name_them(zone: str) -> None:
    assert tuple(cities.city(zone, one) for one in ("en", "de", "zh")) == NAMED[zone]


def test_chinese_readers_find_no_city_in_latin_letters() -> None:
    latin = [name for name in zone_names() if cities.city(name, "zh")[0].isascii()]
    assert latin == ["UTC"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_city_stands_twice_in_its_region(language: str) -> None:
    for region, listed in cities.by_region(language):
        names = Counter(city for _, city in listed)
        assert [name for name, times in names.items() if times > 1] == [], region


def test_every_zone_that_is_accepted_is_listed_by_one_of_its_names() -> None:
    listed = {name for _, those in cities.by_region("en") for name, _ in those}
    assert listed <= set(zone_names())
    assert {cities.canonical(name) for name in zone_names()} == listed


def test_a_listed_zone_knows_its_other_names() -> None:
    assert "Asia/Calcutta" in cities.other_names("Asia/Kolkata")
    assert cities.other_names("Asia/Calcutta") == ()


def listed(language: str, first: str) -> list[str]:
    """The cities of the region that holds this zone."""
    for _, those in cities.by_region(language):
        if first in dict(those):
            return [city for _, city in those]
    raise AssertionError(first)


def test_letters_with_marks_stand_beside_those_without() -> None:
    german = listed("de", "Europe/Berlin")
    assert german.index("Zagreb") < german.index("Zürich")
    assert german.index("Brüssel") < german.index("Budapest")
    assert [region for region, _ in cities.by_region("de")][:2] == ["Afrika", "Amerika"]


def test_chinese_names_follow_the_alphabet_of_their_sounds() -> None:
    assert listed("zh", "Australia/Perth")[-4:-1] == ["墨尔本", "珀斯", "悉尼"]  # mo, po, xi
    asia = listed("zh", "Asia/Shanghai")
    some = ["阿拉木图", "曼谷", "上海", "新加坡"]
    assert sorted(some, key=asia.index) == some
    signs = {city[0] for _, those in cities.by_region("zh")[:-1] for _, city in those}
    rare = [sign for sign in signs if cities.order(sign, "zh") >= b"\xd8\xa1"]
    assert rare == []  # these stand last, in the order of their radicals


def test_regions_are_named_in_the_language_asked_for_not_in_the_one_now_spoken() -> None:
    with i18n.speaking("de"):
        assert "亚洲" in dict(cities.by_region("zh"))
    assert cities.by_region("zh")[-1] == ("UTC", [("UTC", "UTC")])


def test_old_names_lie_in_the_same_country() -> None:
    assert countries(["Europe/Kyiv", "Asia/Calcutta", "Europe/Kiev"]) == ("UA", "IN")
