"""Words of the public pages: labels for relations, kinds, parts and standings."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale

from app import i18n
from app.agenda.rules.document import Document, OrganisationSeen
from app.agenda.rules.words import Kind
from app.i18n import lazy_gettext, texts
from app.i18n.spans import days_of_month as days_of_month
from app.i18n.spans import hours as hours
from app.i18n.spans import month_and_year as month_and_year
from app.i18n.spans import offsets as offsets
from app.i18n.spans import span_of_days as span_of_days
from app.i18n.spans import weekday as weekday
from app.i18n.texts import Text
from app.people.rules import Part
from app.people.rules import called as called
from app.registration.glance import WORDS
from app.workshops.rules import Relation
from app.workshops.ways import WAYS as WAYS

KINDS = {
    Kind.OPENING: lazy_gettext("Opening"),
    Kind.TALK: lazy_gettext("Talk"),
    Kind.DISCUSSION: lazy_gettext("Discussion"),
    Kind.BREAK: lazy_gettext("Break"),
    Kind.CLOSING: lazy_gettext("Closing"),
    Kind.OTHER: lazy_gettext("Other"),
}
PARTS = {
    Part.SPEAKER: lazy_gettext("Speaker"),
    Part.MODERATOR: lazy_gettext("Moderator"),
    Part.PANELLIST: lazy_gettext("Panellist"),
    Part.INTERPRETER: lazy_gettext("Interpreter"),
    Part.DELEGATE: lazy_gettext("Delegate"),
}
#: What a list says of a workshop in a word or two, by the word of its standing.
STANDINGS = WORDS
RELATIONS = {
    Relation.HOST: lazy_gettext("Hosted by"),
    Relation.SUPPORTER: lazy_gettext("Supported by"),
    Relation.IMPLEMENTER: lazy_gettext("Implemented by"),
    Relation.FUNDER: lazy_gettext("Funded by"),
    Relation.FUNDING_LINE: lazy_gettext("Funding line"),
}


def by_relation(
    document: Document, *, of_programme: bool = False
) -> list[tuple[Relation, list[OrganisationSeen]]]:
    """Who stands behind the workshop, or its programme; relations in a fixed order."""
    groups: list[tuple[Relation, list[OrganisationSeen]]] = []
    for relation in RELATIONS:
        those = [
            one
            for one in document.workshop.organisations
            if (one.programme_relation if of_programme else one.relation) is relation
        ]
        if those:
            groups.append((relation, those))
    return groups


def language_name(code: str) -> str:
    """Chinese, Chinesisch, 中文; the bare code where it is not known."""
    named = Locale.parse(i18n.LOCALES[i18n.language()]).languages.get(code.replace("-", "_"))
    return named or code


def languages(codes: Iterable[str]) -> list[str]:
    return [language_name(code) for code in codes]


def paragraphs(text: Text | None) -> tuple[str | None, list[list[str]]]:
    """A text of several lines by paragraphs; and its language, where it is another one."""
    piece = texts.pick(text, i18n.language())
    if piece is None:
        return None, []
    parts = [part.split("\n") for part in piece.text.split("\n\n") if part.strip()]
    return (i18n.HTML_LANG.get(piece.language, piece.language) if piece.fallback else None), parts
