"""Words of programmes in English, German and Chinese: names of columns, kinds, headings."""

from __future__ import annotations

import re
from enum import StrEnum

from app.agenda.rules.words import Kind


class Column(StrEnum):
    TITLE = "title"
    NAMES = "names"
    MINUTES = "minutes"
    BEGINS = "begins"
    ENDS = "ends"
    THEME = "theme"
    MODERATORS = "moderators"
    POST = "post"
    AFFILIATION = "affiliation"
    LEFT_OUT = "left-out"


#: Headings of titles where nothing else is one, and of themes beside it.
EITHER = ("topic", "thema", "主题")
#: In this order: the first that holds a word of the heading. Several columns may name people.
_HEADINGS: tuple[tuple[Column, str], ...] = (
    (Column.MODERATORS, "moderator moderation moderators moderatorin chair 主持 主持人"),
    (Column.MINUTES, "min min. mins minutes minuten duration length dauer länge 时长 分钟 用时"),
    (Column.ENDS, "end ends until finish ende bis 结束 结束时间 至"),
    (Column.BEGINS, "time start starts begin begins from when zeit uhrzeit beginn anfang von wann"
     " 时间 开始 开始时间 起"),
    (Column.AFFILIATION, "organisation organization affiliation institution company organisationen"
     " einrichtung institut firma 单位 机构 工作单位"),
    (Column.POST, "role function position post job funktion rolle amt 职务 职位 职称"),
    (Column.NAMES, "speaker speakers name names presenter presenters person people who"
     " panellists panelists referent referentin referenten referent:in vortragende vortragender"
     " sprecher sprecherin redner wer"
     " 讲者 演讲人 发言人 主讲人 主讲 嘉宾 演讲嘉宾 姓名 报告人"),
    (Column.TITLE, "title talk item activity agenda subject what titel vortrag beitrag"
     " programmpunkt inhalt tagesordnungspunkt was"
     " 标题 题目 内容 议题 报告题目 演讲题目 议程 环节 事项"),
    (Column.THEME, "theme session track block panel themenblock sitzung teil"
     " 专题 板块 分会场 单元"),
    (Column.TITLE, " ".join(EITHER)),
    (Column.LEFT_OUT, "no no. nr nr. # remarks notes bemerkung bemerkungen 序号 编号 备注"),
)  # fmt: skip
_BY_WORD: dict[str, Column] = {}
for _column, _words in _HEADINGS:
    for _word in _words.split():
        _BY_WORD.setdefault(_word, _column)


def named(heading: str) -> Column | None:
    """The column that a heading names, whatever stands beside the word in brackets."""
    text = re.sub(r"[(（\[].*", "", heading, flags=re.S).strip().casefold().rstrip(":：")
    if text in _BY_WORD:
        return _BY_WORD[text]
    if len(text) > 40:
        return None
    words = re.split(r"[\s/|,&]+", text)
    known = [_BY_WORD[word] for word in words if word in _BY_WORD]
    return known[0] if known and len(words) <= 3 else None


_KINDS: tuple[tuple[Kind, str], ...] = (
    (Kind.BREAK, r"\b(?:break|pause|coffee|tea|kaffee(?:pause)?|tee|lunch|dinner|"
     r"mittag(?:essen|s?pause)?|abendessen|imbiss|refreshments|kaffeepause)\b|茶歇|休息|午餐|午休|晚餐|用餐|自助餐"),
    (Kind.CLOSING, r"\b(?:closing|farewell|wrap[- ]?up|abschluss\w*|schlusswort\w*|"
     r"verabschiedung)\b|闭幕|总结|结束语"),
    (Kind.OPENING, r"\b(?:opening|welcome|greetings?|eröffnung\w*|begrüßung\w*|grußwort\w*)\b|"
     r"开幕|致辞|欢迎"),
    (Kind.DISCUSSION, r"\b(?:discussion|panel|q\s?&\s?a|questions|debate|round ?table|"
     r"diskussion\w*|podium\w*|aussprache|fragerunde|podiumsdiskussion)\b|讨论|问答|圆桌|交流|答疑"),
    (Kind.OTHER, r"\b(?:registration|check[- ]?in|group (?:photo|picture)|anmeldung|einlass|"
     r"gruppen(?:foto|bild)|technik(?:test|check))\b|签到|合影|注册|报到"),
)  # fmt: skip
_KIND = [(kind, re.compile(words, flags=re.I)) for kind, words in _KINDS]


def kind_of(title: str, *, has_people: bool) -> Kind:
    """What the words of a title say it is; whoever speaks does not speak in a break."""
    for kind, words in _KIND:
        if words.search(title) and not (kind is Kind.BREAK and has_people):
            return kind
    return Kind.TALK


_THEME = re.compile(
    r"(?:theme|session|block|part|track|section|themenblock|thema|teil|sitzung|modul(?:e)?)"
    r"\s+(?:[ivx]+|\d+|[a-h])\b.*|(?:专题|板块|主题|单元)\s*[一二三四五六七八九十\d]+.*|"
    r"第\s*[一二三四五六七八九十\d]+\s*(?:部分|单元|板块|专题|场|节).*",
    flags=re.I | re.S,
)
_DAY = re.compile(
    r"(?:day|tag)\s+\d+\b.{0,60}|第[一二三四五六七八九十\d]+天.{0,60}|"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|"
    r"mittwoch|星期.|周[一二三四五六日])?\W{0,3}"
    r"(?:\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?|\d{1,2}月\d{1,2}日|"
    r"\d{1,2}\.?\s*\w{3,9}\s+\d{4}|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4})?).{0,20}",
    flags=re.I,
)


def is_heading_of_theme(text: str) -> bool:
    return _THEME.fullmatch(text.strip()) is not None


def is_heading_of_day(text: str) -> bool:
    return not is_heading_of_theme(text) and _DAY.fullmatch(text.strip()) is not None
