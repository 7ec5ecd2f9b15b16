"""How a workshop stands: the word said of it, and what its page says beside that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.agenda.rules.document import Document
from app.registration import standing as said
from app.registration.asking import Live, asking
from app.registration.rules import Window
from app.registration.standing import TAKES, Held, Word
from app.site.rules.running import NOTHING, Running, running
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a workshop stands at a moment; equal values make equal pages."""

    word: Word
    #: Ways that can still be asked for.
    ways: tuple[Way, ...] = ()
    #: Places left, where they are few.
    left: tuple[tuple[Way, int], ...] = ()
    #: Ways without a free place, where another has some: with a waiting list, and without one.
    waits: tuple[Way, ...] = ()
    gone: tuple[Way, ...] = ()
    opens: datetime | None = None
    closes: datetime | None = None
    #: The zone of `opens` and `closes`.
    zone: str = "UTC"
    #: What is on at the moment, and what comes next today.
    running: Running = NOTHING

    @property
    def takes(self) -> bool:
        return self.word in TAKES


def standing(
    document: Document, live: Live | None, window: Window | None, at: datetime
) -> Standing:
    """What the page says; `live` and `window` are None where there is no registration."""
    stands = word(said.held(document), live, window, at)
    return replace(stands, running=running(document, at))


def word(held: Held, live: Live | None, window: Window | None, at: datetime) -> Standing:
    """The same without what is on at the moment: for lists, which know no items."""
    stands = said.word(held, live, window, at)
    if window is None or live is None:
        return Standing(word=stands)
    if stands is Word.SOON:
        return Standing(word=stands, opens=window.opens, zone=window.zone)
    if stands not in TAKES and stands is not Word.FULL:
        return Standing(word=stands)
    met = asking(live)
    return Standing(
        word=stands,
        ways=met.ways,
        left=met.left,
        waits=met.waits,
        gone=met.gone,
        closes=window.closes,
        zone=window.zone,
    )
