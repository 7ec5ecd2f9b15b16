"""What a guest sees of the workshop beside the form and on the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.agenda import when_in_words
from app.agenda.rules.document import Document
from app.agenda.when_in_words import When
from app.i18n import lazy_gettext
from app.i18n.texts import Text
from app.registration import standing
from app.registration.queries import Live
from app.workshops.rules import Relation
from app.workshops.ways import WAYS

#: The words of the workshop page; what stands for colour and sign is the same too.
WORDS = {
    "soon": lazy_gettext("Registration is not yet open"),
    "open": lazy_gettext("Registration is open"),
    "few": lazy_gettext("Few places left"),
    "waiting": lazy_gettext("Full, with a waiting list"),
    "full": lazy_gettext("Full"),
    "closed": lazy_gettext("Registration is closed"),
    "over": lazy_gettext("This workshop is over"),
    "cancelled": lazy_gettext("Cancelled"),
    "announced": lazy_gettext("Announced"),
    "today": lazy_gettext("Takes place today"),
    "running": lazy_gettext("Taking place now"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """`word` is a key of WORDS; None where nothing is to be said of registering."""

    word: str | None
    when: When
    #: How the workshop is held; None = not recorded.
    held: str | None
    hosts: tuple[Text, ...]

    @property
    def says(self) -> str:
        return str(WORDS[self.word]) if self.word else ""


def of(document: Document, word: str | None = None) -> Glance:
    workshop = document.workshop
    return Glance(
        word=word,
        when=when_in_words.of_workshop(document),
        held=str(WAYS[workshop.way]) if workshop.way else None,
        hosts=tuple(one.name for one in workshop.organisations if one.relation is Relation.HOST),
    )


def word(document: Document, live: Live | None, at: datetime) -> str:
    """What the workshop's own page says of it."""
    days, zone = document.days, document.workshop.time_zone
    window = live.window(days, zone) if live else None
    return standing.word(standing.held(document), live, window, at).value
