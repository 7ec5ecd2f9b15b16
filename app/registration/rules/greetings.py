"""How a letter calls its reader: as they asked for, and never by a guess."""

from __future__ import annotations

from app.people.rules import called, folded, is_han

#: Forms of address that stand before a name. Whatever else somebody gave is how they want to be
#: called as it is: “Frau Bürgermeisterin”, “Landi”, 何主任.
_BEFORE = frozenset({
    "ambassador", "director", "dr", "dra", "frau", "judge", "madam", "madame", "mag", "mayor",
    "minister", "miss", "mme", "mr", "mrs", "ms", "mx", "president", "prof", "prof.in",
    "professor", "professorin", "rev", "secretary", "señor", "señora", "sir", "sr", "sra",
    "herr",
})  # fmt: skip
#: Chinese ones, which stand after it.
_AFTER = frozenset({
    "主任", "副主任", "教授", "副教授", "博士", "先生", "女士", "小姐", "老师", "处长", "副处长",
    "科长", "局长", "副局长", "司长", "副司长", "厅长", "副厅长", "院长", "副院长", "所长", "校长",
    "部长", "市长", "副市长", "主席", "副主席", "会长", "秘书长", "副秘书长", "研究员", "副研究员",
    "工程师", "高级工程师", "经理", "总经理", "总监", "主管", "书记", "同志", "大使", "参赞",
})  # fmt: skip


def greeted(name: str, native_name: str | None, address_as: str | None, language: str) -> str:
    """The name after “Dear”: with the title that somebody gave, or as they asked to be called.

    A Chinese form of address is for letters in Chinese; in others it would be a riddle.
    """
    plain = called(name, native_name, language)
    asked = " ".join((address_as or "").split())
    if not asked:
        return plain
    if is_han(asked):
        if language != "zh":
            return plain
        return f"{plain}{asked}" if asked in _AFTER else asked
    if _is_title(asked) and not _names(asked, name):
        return f"{asked} {plain}"
    return asked


def _is_title(asked: str) -> bool:
    """Prof., Dr.-Ing., Ms, Frau Dr.: nothing but words that stand before a name."""
    return all(word.endswith(".") or folded(word) in _BEFORE for word in asked.split())


def _names(asked: str, name: str) -> bool:
    return not set(folded(asked).split()).isdisjoint(folded(name).split())
