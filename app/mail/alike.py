"""Letters that say the same but for the name in the greeting are rendered once.

When five hundred people are reminded, or two hundred register in a minute, nothing else differs:
links are placeholders until delivery. Only plain values count as the same, so a template that is
given anything which could change behind its back is rendered each time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum

from markupsafe import escape

from app.i18n import Lazy

#: Letters kept per process; one weighs about 15 kB.
KEPT = 256
#: A longer name may break the line that it stands in.
SHORT = 48
_PLAIN = (str, int, float, date, time, timedelta, Enum, type(None))


class NotPlain(TypeError):
    """A value that is not known to stay as it is."""


def frozen(value: object) -> Hashable:
    """The value as part of a key. Its kind counts: 1 and True, or a text and trusted markup, are
    equal and yet not written alike. Raises NotPlain."""
    if isinstance(value, Lazy):
        return Lazy, value.message
    if isinstance(value, _PLAIN):
        return type(value), value
    if isinstance(value, Mapping):
        return dict, tuple((name, frozen(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return type(value), tuple(frozen(one) for one in value)
    raise NotPlain(type(value))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter around the name it calls its reader by."""

    subject: str
    text: tuple[str, str]
    html: tuple[str, str]

    def calling(self, name: str) -> tuple[str, str, str]:
        return self.subject, name.join(self.text), str(escape(name)).join(self.html)


def around(mark: str, subject: str, text: str, html: str) -> Rendered | None:
    """The letter cut at the mark; None where the name stands elsewhere as well."""
    before, *after = text.split(mark)
    html_before, *html_after = html.split(mark)
    if len(after) != 1 or len(html_after) != 1 or mark in subject:
        return None
    return Rendered(subject, (before, after[0]), (html_before, html_after[0]))


class Shelf:
    """Rendered letters by what decides about them, the least lately written ones dropped."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Rendered | None] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, render: Callable[[], Rendered | None]) -> Rendered | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = render()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made
