"""Words of participants' lists in English, German and Chinese: headings, ways, languages."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from app.workshops.rules import Way


class Column(StrEnum):
    """What a column can hold; answers to a question are named by `answers_to`."""

    NAME = "name"
    GIVEN_NAME = "given-name"
    FAMILY_NAME = "family-name"
    NATIVE_NAME = "native-name"
    ADDRESS_AS = "address-as"
    EMAIL = "email"
    AFFILIATION = "affiliation"
    POSITION = "position"
    COUNTRY = "country"
    WAY = "way"
    LANGUAGE = "language"
    LEFT_OUT = "left-out"


#: Before the key of a question in the name of a column that holds answers to it.
ANSWERS_TO = "answers-to-"

_HEADINGS: tuple[tuple[Column, str], ...] = (
    (Column.EMAIL, "e-mail|email|mail|e-mail address|email address|mail address"
     "|e-mail-adresse|emailadresse|e-mailadresse|mailadresse|mail-adresse|电子邮件|电子邮箱"
     "|邮箱|邮件|邮箱地址|电邮|邮件地址|电子邮件地址|郵箱|電郵|電子郵件|電子信箱|信箱|郵件"
     "|电子信箱"),
    (Column.FAMILY_NAME, "surname|family name|last name|lastname|familyname|nachname"
     "|familienname|姓|姓氏"),
    (Column.GIVEN_NAME, "given name|given names|first name|firstname|forename|vorname"
     "|vornamen|名|名字"),
    (Column.NATIVE_NAME, "name in chinese|chinese name|name in chinese characters|native name"
     "|name in its own script|name in native script|name (chinese)|name (native script)"
     "|chinesischer name"
     "|name chinesisch|name in eigener schrift|name (chinesisch)"
     "|name in chinesischen schriftzeichen|中文姓名|中文名|中文名字|姓名(中文)|姓名（中文）"
     "|母语文字的姓名|本国文字姓名"),
    (Column.ADDRESS_AS, "form of address|salutation|title|prefix|honorific|anrede|titel|称呼"
     "|称谓|頭銜|尊称|稱謂"),
    (Column.NAME, "name|full name|participant|attendee|guest|delegate|person|names"
     "|participants|full name as it should appear|name (english)|name in english|english name"
     "|vollständiger name|teilnehmer|teilnehmerin|teilnehmer:in|teilnehmende|gast"
     "|vor- und nachname|name, vorname|姓名|参会人|参会者|参会人员|与会者|全名|人员|參會者"
     "|與會者|英文姓名|英文名|嘉宾|姓名(英文)|拼音"),
    (Column.AFFILIATION, "organisation|organization|affiliation|institution|company|employer"
     "|institute|organisation/institution|einrichtung|institut|firma|arbeitgeber|behörde"
     "|unternehmen|organisationseinheit|单位|机构|工作单位|所在单位|单位名称|公司|組織|组织"
     "|單位|機構"),
    (Column.POSITION, "role|function|position|post|job title|job|designation|funktion|rolle"
     "|stelle|amt|berufsbezeichnung|职务|职位|职称|岗位|職務|職位|職稱|职务/职称"),
    (Column.COUNTRY, "country|country or region|country/region|nationality|land"
     "|staat|land oder region|land/region|国家|国家/地区|国家或地区|国别|國家|國家/地區|国籍"
     "|地区"),
    (Column.WAY, "way|how|way of taking part|ways of taking part|how do you take part"
     "|how to take part|how will you attend|how do you attend|attendance mode"
     "|type of participation|participation|attendance|mode|format|attending"
     "|mode of participation|how will you take part|how you take part|participation mode"
     "|teilnahme|teilnahmeart|wie|wie nehmen sie teil|wie werden sie teilnehmen"
     "|form der teilnahme|art der teilnahme|teilnahmeform|参会方式|您以何种方式参会|如何参加"
     "|如何参会|您将如何参加|您如何参加|方式|参会形式|参加形式|参与形式|参加方式|参与方式"
     "|出席方式|形式|參加方式|參會方式"),
    (Column.LANGUAGE, "language|preferred language|language of e-mails|sprache"
     "|korrespondenzsprache|语言|首选语言|語言"),
    (Column.LEFT_OUT, "no|no.|nr|nr.|#|number|nummer|lfd. nr.|序号|编号|remarks|notes|comment"
     "|bemerkung|bemerkungen|备注|state|status|place|platz|at|registered|状态|phone|telephone"
     "|mobile|tel|tel.|telefon|handy|mobil|电话|手机|联系电话|手机号|手机号码|聯絡電話"),
)  # fmt: skip


def plain(text: str) -> str:
    """For comparing: one width, no capitals, blanks folded, without marks of required fields."""
    wide = unicodedata.normalize("NFKC", text[:200])
    return " ".join(wide.replace("*", " ").split()).casefold().rstrip(":：?？").strip()


_BY_WORD: dict[str, Column] = {}
for _column, _words in _HEADINGS:
    for _word in _words.split("|"):
        _BY_WORD.setdefault(plain(_word), _column)


def named(heading: str) -> Column | None:
    """The column that a heading names, in one language or in several beside each other."""
    text = plain(heading)
    if text in _BY_WORD:
        return _BY_WORD[text]
    bare = re.sub(r"[(\[][^)\]]*[)\]]?", " ", text).strip()
    if bare in _BY_WORD:
        return _BY_WORD[bare]
    parts = [part.strip() for part in re.split(r"[/|,;\n]|\s[-–]\s", bare)]
    known = {_BY_WORD[part] for part in parts if part in _BY_WORD}
    if not known:  # “姓名 Name”: characters beside Latin words
        halves = (re.sub(r"[^\u3400-\u9fff]", "", bare), re.sub(r"[\u3400-\u9fff]", "", bare))
        known = {_BY_WORD[half.strip()] for half in halves if half.strip() in _BY_WORD}
    return next(iter(known)) if len(known) == 1 else None


def speaks(line: str) -> bool:
    """Whether a line holds a heading in letters that only the right encoding has."""
    cells = re.split(r"[\t,;]", line[:2000])
    return any(named(cell.strip(' "')) for cell in cells if not cell.isascii())


# -- What cells say -------------------------------------------------------------------------------

_WAYS: tuple[tuple[Way, str], ...] = (
    (Way.ONLINE, "online|on-line|on line|virtual|virtually|remote|remotely|digital|zoom|video"
     "|virtuell|per video|线上|在线|线上参会|线上参加|网络|远程|视频|線上|在線|线上会议|遠程"),
    (Way.ON_SITE, "on site|on-site|onsite|in person|in-person|in presence|presence|physical"
     "|physically|offline|vor ort|präsenz|in präsenz|persönlich|线下|现场|现场参会|线下参会"
     "|线下参加|现场参加|到场|線下|現場|on_site"),
)  # fmt: skip
_WAY_BY_WORD = {plain(word): way for way, words in _WAYS for word in words.split("|")}

_LANGUAGES = {
    "en": "en|english|englisch|英语|英文|英語",
    "de": "de|german|deutsch|德语|德文|德語",
    "zh": "zh|zh-cn|zh-hans|chinese|mandarin|chinesisch|中文|汉语|汉字|普通话|漢語",
}
_LANGUAGE_BY_WORD = {
    plain(word): code for code, words in _LANGUAGES.items() for word in words.split("|")
}


def way_meant(text: str) -> Way | None:
    return _WAY_BY_WORD.get(plain(text))


def language_meant(text: str) -> str | None:
    return _LANGUAGE_BY_WORD.get(plain(text))
