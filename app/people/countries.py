"""Countries and regions by ISO 3166 code, named as CLDR does."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale
from babel.core import get_global

from app.i18n import LOCALES


@cache
def names(language: str) -> dict[str, str]:
    """Two-letter codes with their names in this language, in the order of its alphabet."""
    territories = Locale.parse(LOCALES[language]).territories
    countries = {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }
    return dict(sorted(countries.items(), key=lambda pair: _order(pair[1], language)))


def _order(name: str, language: str) -> bytes:
    """Letters stand where they stand without accents; common characters by their sound, as their
    codes in GB 18030 do, which begins with the characters of GB 2312."""
    if language == "zh":
        return name.encode("gb18030")
    letters = unicodedata.normalize("NFKD", name)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold().encode()


#: CLDR territories that are unions, exceptional reservations or not known.
_NOT_COUNTRIES = {
    "EU",
    "EZ",
    "UN",
    "ZZ",
    "XA",
    "XB",
    "QO",
    "AC",
    "CP",
    "DG",
    "EA",
    "IC",
    "TA",
    "CQ",
}


def name(code: str | None, language: str) -> str | None:
    return names(language).get(code) if code else None


# -- What people write ----------------------------------------------------------------------------

#: Languages whose names for countries are understood beside those of the interface.
_UNDERSTOOD = ("en", "de", "zh", "zh_Hant", "fr", "es", "it", "pt", "nl", "ru", "ja", "ko")
#: Other words for a country. Several codes: nobody can tell which of them is meant.
_OTHER_WORDS = {
    "CN": "PRC|P.R. China|PR China|Peoples Republic of China|The People's Republic of China"
    "|PRChina|China, P.R.|Mainland China|Chinese Mainland|VR China|Volksrepublik China"
    "|中华人民共和国|中國大陸|中国大陆|中国内地|大陆|中國",
    "DE": "Federal Republic of Germany|FRG|BRD|Bundesrepublik Deutschland|BR Deutschland"
    "|德意志联邦共和国|德",
    "GB": "UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland"
    "|Großbritannien|Vereinigtes Königreich|Schottland|大不列颠|联合王国"
    "|UK and Northern Ireland|United Kingdom of Great Britain and Northern Ireland",
    "US": "USA|U.S.A.|U.S.|United States of America|America|Vereinigte Staaten von Amerika"
    "|Amerika|美利坚合众国|美國",
    "KR": "South Korea|Republic of Korea|Korea, Republic of|ROK|Korea (South)"
    "|Korea (Republic)|Südkorea|Republik Korea|韩国|南韩|大韩民国|韓國",
    "KP": "North Korea|DPRK|Korea (North)|Democratic People's Republic of Korea|Nordkorea"
    "|朝鲜|北韩",
    "RU": "Russian Federation|Russische Föderation|俄国|俄罗斯联邦|俄羅斯",
    "NL": "Holland|The Netherlands|Netherlands|荷蘭",
    "CZ": "Czech Republic|Tschechische Republik|捷克共和国",
    "HK": "Hong Kong|香港|Hongkong|Hong Kong SAR|Hong Kong, China|中国香港|香港特别行政区|HKSAR",
    "MO": "Macau|澳门|澳門|Macao|Macao SAR|Macau SAR|中国澳门|澳门特别行政区",
    "TW": "Taiwan|Chinese Taipei|Taiwan, China|Taiwan, Province of China|台湾|臺灣|中国台湾",
    "VN": "Viet Nam|越南社会主义共和国",
    "IR": "Iran, Islamic Republic of|Islamic Republic of Iran",
    "SY": "Syrian Arab Republic",
    "LA": "Lao PDR|Lao People's Democratic Republic",
    "MD": "Republic of Moldova",
    "TZ": "United Republic of Tanzania",
    "BO": "Plurinational State of Bolivia",
    "VE": "Bolivarian Republic of Venezuela",
    "TR": "Turkey|Türkiye|Türkei",
    "MK": "Macedonia|North Macedonia",
    "SZ": "Swaziland",
    "MM": "Burma",
    "CI": "Ivory Coast|Côte d'Ivoire",
    "CV": "Cape Verde",
    "AE": "UAE|U.A.E.|Emirates|VAE",
    "SA": "KSA",
    "CH": "Swiss Confederation|Helvetia",
    "VA": "Holy See|Vatican",
    "PS": "Palestine|State of Palestine",
    "AT": "Oesterreich",
    "GR": "EL",
    "CD": "DR Congo|DRC|Democratic Republic of the Congo|Congo, Democratic Republic of the",
    "CG": "Republic of the Congo|Congo-Brazzaville",
    "KR KP": "Korea|Corea|Corée|Coreia|Корея|高丽",
    "CG CD": "Congo|Kongo|刚果",
}


def meant(text: str) -> list[str]:
    """The codes that a word for a country can mean: one, several, or none that we know.

    “中国 China” and “Beijing, China” say one country; parts that say two are left to be asked.
    """
    found = _by_word().get(_plain(text), frozenset())
    if not found:
        parts = _PARTS.split(text[:200])
        known = [_by_word().get(_plain(part), frozenset()) for part in parts]
        found = frozenset().union(*known)
    return sorted(found)


#: What stands between two words for a place, or between scripts.
_PARTS = re.compile(
    r"[/()（）,，;；|]|(?<=[\u3400-\u9fff])\s*(?=[A-Za-z])"
    r"|(?<=[A-Za-z.])\s*(?=[\u3400-\u9fff])"
)


@cache
def _by_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    known = names("en")
    for language in _UNDERSTOOD:
        for code, said in Locale.parse(language).territories.items():
            if code in known:
                found.setdefault(_plain(said), set()).add(code)
    for code in known:
        found.setdefault(_plain(code), set()).add(code)
    for alias, codes in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and codes[0] in known:
            found.setdefault(_plain(alias), set()).add(codes[0])
    for several, said in _OTHER_WORDS.items():
        for word in said.split("|"):
            found[_plain(word)] = set(several.split())
    return {word: frozenset(codes) for word, codes in found.items() if word}


def _plain(text: str) -> str:
    """Letters and figures alone, without blanks, accents, capitals and differences of width."""
    wide = unicodedata.normalize("NFKD", text[:200]).replace("&", " and ")
    letters = "".join(
        one if one.isalnum() else " "
        for one in wide
        if not unicodedata.combining(one) and one not in ".'’"
    )
    words = letters.casefold().split()
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
