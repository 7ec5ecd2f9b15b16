"""What the page of a workshop says of a document, whether it is published, was, or will be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app import i18n
from app.agenda import when_in_words
from app.agenda.rules.document import Document
from app.i18n import zones
from app.invitations.beside import Beside
from app.site import clocks, words
from app.site.rules import programme
from app.site.rules.foreign import foreign


def facts(
    document: Document,
    zone: str | None,
    address: Callable[[str | None], str],
    beside: Beside | None = None,
) -> dict[str, Any]:
    """For templates/site/workshop.html. `zone` is the one a reader chose; `address` is where the
    same page stands by another clock, None being the workshop's own. `beside` is what speakers let
    everybody see now; a page that is not public shows none of it."""
    shown = document.workshop
    return {
        "document": document,
        "workshop": shown,
        "days": programme.programme(document),
        "silent_themes": programme.silent_themes(document),
        "when": when_in_words.of_workshop(document, clocks.order(shown, zone)),
        "zones": clocks.order(shown, zone),
        "switch": clocks.switch(document, zone, address),
        "people": {person.key: person for person in document.people},
        "beside": beside or Beside(),
        "organisations": {one.key: one for one in shown.organisations},
        "words": words,
        "local": zones.local,
        "described": any(one.subject and not one.title for one in document.shown()),
        "foreign": foreign(document, i18n.language()),
        "texts_elsewhere": _texts_elsewhere(shown.languages, shown.title),
    }


def _texts_elsewhere(languages: tuple[str, ...], title: dict[str, str]) -> list[str]:
    """The languages the texts are in, where the spoken one is not among them."""
    if i18n.language() in languages or title.get(i18n.language()):
        return []
    return [i18n.LANGUAGES.get(one, one) for one in languages]
