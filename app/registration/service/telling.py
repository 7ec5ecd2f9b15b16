"""What letters say of a workshop, made once for all who read the same version by the same clock.

A version never changes and stays the same object while it is kept, so what is made of it is found
by that object; keeping it here keeps its identity from being given out again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.agenda import calendar
from app.agenda.rules.document import Document
from app.extensions import config, remembered
from app.i18n import speaking
from app.ical import write
from app.mail.outbox import place_of
from app.registration import words

T = TypeVar("T")

#: Made things kept per process; a calendar file of 300 items takes about 200 kB.
KEPT = 128
#: Stands in a calendar's addresses while it is made, where the place for a link would be escaped.
_JOIN = "place-of-the-link-to-join"


@dataclass(frozen=True, slots=True)
class Told:
    """When a workshop is, in the words of one language."""

    times: tuple[str, ...]
    own_time: tuple[str, ...]
    on_day: str


def told(document: Document, language: str, zone: str | None) -> Told:
    """`zone` is the reader's clock, if it is known."""

    def make() -> Told:
        with speaking(language):
            return Told(
                times=tuple(words.times(document)),
                own_time=tuple(words.own_time(document, zone)),
                on_day=words.on_day(document),
            )

    return _kept(document, ("told", language, zone), make)


def attachment(document: Document, language: str, *, joins: bool) -> str:
    """The calendar file; for who joins online with a place for the personal link."""

    def make() -> str:
        base_url = config().base_url
        made = calendar.attachment(
            document,
            language=language,
            base_url=base_url,
            join_url=f"{base_url}/{_JOIN}" if joins else None,
        )
        plain = write.unfolded(made).replace("%%link:", "%% link:")
        return write.folded(plain.replace(f"{base_url}/{_JOIN}", place_of("join")))

    return _kept(document, ("calendar", language, joins), make)


class _Shelf:
    def __init__(self) -> None:
        self.kept: OrderedDict[Hashable, tuple[Document, Any]] = OrderedDict()
        self.lock = threading.Lock()


def _kept(document: Document, what: Hashable, make: Callable[[], T]) -> T:
    shelf = remembered("plenum.told", _Shelf)
    key = (id(document), what)
    with shelf.lock:
        if key in shelf.kept:
            shelf.kept.move_to_end(key)
            found: T = shelf.kept[key][1]
            return found
    made = make()
    with shelf.lock:
        shelf.kept[key] = document, made
        while len(shelf.kept) > KEPT:
            shelf.kept.popitem(last=False)
    return made
