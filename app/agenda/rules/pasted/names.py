"""The people named in a cell: taken apart where the text says so, never by a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from app.i18n.texts import one_line
from app.people.rules import Part, folded

#: Said of somebody whose name is not known yet.
_UNNAMED = re.compile(
    r"n\.?\s?n\.?|t\.?b\.?[acd]\.?|to be (?:announced|confirmed|decided)|(?:noch )?offen|"
    r"\?+|-+|–|—|…|待定|待确认|未定",
    flags=re.I,
)
_PARTS: tuple[tuple[Part, str], ...] = (
    (Part.MODERATOR, r"moderators?|moderated by|moderation|moderator(?:in)?(?:nen)?|"
     r"chair(?:person)?|facilitators?|主持人?|主席"),
    (Part.PANELLIST, r"panel|panel+ists?|podium|podiumsgäste|discussants?|讨论嘉宾|嘉宾|点评人?"),
    (Part.INTERPRETER, r"interpreters?|interpretation|dolmetscher(?:in)?(?:nen)?|翻译|口译|同传"),
    (Part.SPEAKER, r"speakers?|presenters?|by|with|referent(?:in)?(?:en|nen)?|vortrag|von|mit|"
     r"讲者|演讲人|发言人|主讲人?|报告人"),
)  # fmt: skip
_PREFIX = re.compile("|".join(rf"(?P<{part.name}>{words})" for part, words in _PARTS), flags=re.I)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+[·•][\u3400-\u9fff·•]+")
_SURE = re.compile(r"[;；、\n]")
_MAYBE = re.compile(r"\s*(?:/|／|&|＆|\band\b|\bund\b|和|与|及|以及)\s*", flags=re.I)
_COMMA = re.compile(r"\s*[,，]\s*")
_BRACKETS = re.compile(r"(?P<name>[^()（）]*[^()（）\s])\s*[(（](?P<about>[^()（）]+)[)）]\s*")
#: Words of posts and of bodies, so that what stands after a comma is no second person.
_ABOUT = re.compile(
    r"\b(?:director|head|chief|president|vice|professor|prof\.|lecturer|researcher|scientist|"
    r"officer|manager|coordinator|secretary|minister|mayor|deputy|advis[eo]r|expert|consultant|"
    r"engineer|planner|ceo|university|institute|city|ministry|department|bureau|agency|centre|"
    r"center|office|council|association|foundation|network|academy|college|company|ltd|inc|"
    r"leiter(?:in)?|direktor(?:in)?|professor(?:in)?|referent(?:in)?|minister(?:in)?|stadt|"
    r"universität|institut|ministerium|amt|behörde|gesellschaft|verein|stiftung|gmbh|verband|"
    r"bürgermeister(?:in)?|landkreis)\b|"
    r"主任|处长|局长|部长|市长|院长|所长|教授|研究员|工程师|专家|经理|秘书|主席|科长|副|博士|"
    r"大学|学院|研究院|研究所|中心|市|省|局|部|委员会|公司|协会|基金会|政府|办公室",
    flags=re.I,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody as named in a cell."""

    #: As it would be printed; None = somebody whose name is not known.
    name: str | None
    part: Part = Part.SPEAKER
    #: What was written behind the name: in brackets, or after a comma.
    about: str = ""
    #: It may be several people, or a name and a post: whoever pasted it has to say.
    is_unsure: bool = False


def mentions(cell: str) -> list[Mention]:
    """The people of a cell as it was pasted."""
    return _read(cell, _one_or_more)


def as_written(cell: str) -> list[Mention]:
    """The people of a cell that was looked at: semicolons alone stand between them."""
    return _read(cell.replace("、", ";"), lambda text: [Mention(text)])


def in_one_cell(people: list[Mention], words: dict[Part, str]) -> str:
    """As `as_written` reads it; `words` name the parts, the unnamed is a question mark."""
    return "; ".join(
        (f"{words[one.part]}: " if one.part is not Part.SPEAKER else "") + (one.name or "?")
        for one in people
    )


def halves(name: str) -> list[str]:
    """What commas, “and” and their like stand between; one where nothing does."""
    if _HAN_NAME.fullmatch(name):
        return [name]
    pieces = [piece for part in _COMMA.split(name) for piece in _MAYBE.split(part)]
    return [piece for piece in pieces if piece]


def apart(people: list[Mention], known: Collection[str]) -> list[Mention]:
    """Those unsure as several where each half is a whole name known elsewhere.

    `known` is folded. “Keller, Anna” stays one even where a Keller and an Anna are known. What
    was written behind the names stays with the first, to be looked at.
    """
    found: list[Mention] = []
    for one in people:
        pieces = halves(one.name or "") if one.is_unsure else []
        is_several = len(pieces) > 1 and folded(one.name or "") not in known
        if is_several and all(
            looks_like_a_name(piece) and folded(piece) in known for piece in pieces
        ):
            first, *others = pieces
            found.append(Mention(first, one.part, one.about))
            found += [Mention(other, one.part) for other in others]
        else:
            found.append(one)
    return found


def looks_like_a_name(text: str) -> bool:
    """Two to five words that begin with capitals, or Chinese characters as many as names have."""
    if _HAN_NAME.fullmatch(text):
        return True
    words = [word for word in re.split(r"[\s.]+", text) if word]
    joining = {"de", "da", "dos", "del", "van", "von", "der", "den", "zu", "bin", "al", "el", "la"}
    return 2 <= len(words) <= 5 and all(
        (word[0].isupper() or word in joining) and not any(letter.isdecimal() for letter in word)
        for word in words
    )


def says_post_or_body(text: str) -> bool:
    return _ABOUT.search(text) is not None


def _read(cell: str, divide: Callable[[str], list[Mention]]) -> list[Mention]:
    found: list[Mention] = []
    part = Part.SPEAKER
    for piece in _SURE.split(cell):
        text = one_line(piece).strip(" ,，")
        label, colon, rest = text.replace("：", ":").partition(":")
        prefix = _PREFIX.fullmatch(label.strip()) if colon else None
        if prefix is not None and prefix.lastgroup is not None:
            part, text = Part[prefix.lastgroup], rest.strip()
        if not text:
            continue
        if _UNNAMED.fullmatch(text):
            found.append(Mention(None, part))
        else:
            found += [_known(replace(one, part=part)) for one in divide(text)]
    return found


def _known(one: Mention) -> Mention:
    """Without a name that stands for one not known, as in “N.N. (City of Bonn)”."""
    return replace(one, name=None) if _UNNAMED.fullmatch(one.name or "") else one


def _one_or_more(text: str) -> list[Mention]:
    pieces = [piece for piece in _MAYBE.split(text) if piece]
    if len(pieces) > 1 and all(_is_one(piece) for piece in pieces):
        return [_one(piece) for piece in pieces]
    return [_one(text)]


def _is_one(text: str) -> bool:
    one = _one(text)
    return not one.is_unsure and one.name is not None and looks_like_a_name(one.name)


def _one(text: str) -> Mention:
    brackets = _BRACKETS.fullmatch(text)
    if brackets is not None:
        name = brackets["name"].strip(" ,，")
        return Mention(name, about=brackets["about"].strip(), is_unsure=bool(_COMMA.search(name)))
    name, *rest = _COMMA.split(text)
    if not rest:
        return Mention(text, is_unsure=bool(_MAYBE.search(text)) and not _HAN_NAME.fullmatch(text))
    about = ", ".join(one for one in rest if one)
    if name and _ABOUT.search(about) and looks_like_a_name(name):
        return Mention(name, about=about)
    return Mention(text, is_unsure=True)
