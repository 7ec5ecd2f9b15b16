"""Taking a person out of plain values: published versions, the history of a draft, texts.

The person is known by a key, which is often made of the name, and by the names themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from markupsafe import escape

from app.people.rules import Part

#: Stands where a name stood, in every language.
BLANK = "[…]"
#: What a name may not touch: letters and digits, but of scripts that are written without blanks.
_LETTER = (
    r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]"
)
#: Accents that stand behind their letter.
_MARK = r"[\u0300-\u036f]"
#: Finds no name at all.
NOTHING = re.compile(r"(?!)")
_PARTS = frozenset(part.value for part in Part)


def pattern(names: Collection[str]) -> re.Pattern[str] | None:
    """Finds the names in a text and in HTML, whatever blanks are inside; no part of a word."""
    said = {*names, *(str(escape(name)) for name in names)}
    found = [r"\s+".join(map(re.escape, name.split())) for name in said if name.strip()]
    if not found:
        return None
    found.sort(key=len, reverse=True)
    return re.compile(rf"(?<!{_LETTER})(?:{'|'.join(found)})(?!{_LETTER}|{_MARK})", re.IGNORECASE)


def named_in(value: Any) -> Iterator[tuple[str, str | None]]:
    """Keys of the people that a stored value names, with the name where it says that."""
    if isinstance(value, list | tuple):
        if len(value) == 2 and isinstance(value[0], str) and value[1] in _PARTS:
            yield value[0], None
            return
        for one in value:
            yield from named_in(one)
    elif isinstance(value, dict):
        if {"key", "name", "affiliation"} <= set(value):
            yield value["key"], value["name"]
            yield value["key"], value.get("native_name")
        elif isinstance(value.get("person"), str):
            yield value["person"], None
        for one in value.values():
            yield from named_in(one)


def redacted(value: Any, key: str, new_key: str, names: re.Pattern[str]) -> Any:
    """The same without the person: whoever it was stays somebody, under another key."""
    if isinstance(value, str):
        return names.sub(BLANK, value)
    if isinstance(value, list | tuple):
        if len(value) == 2 and value[0] == key and value[1] in _PARTS:
            return [new_key, value[1]]
        return [redacted(one, key, new_key, names) for one in value]
    if isinstance(value, dict):
        if value.get("key") == key and {"name", "affiliation"} <= set(value):
            return {name: None for name in value} | {"key": new_key, "name": BLANK}
        return {
            name: new_key
            if name == "person" and one == key
            else redacted(one, key, new_key, names)
            for name, one in value.items()
        }
    return value
