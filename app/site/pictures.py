"""The picture that a shared link shows: the title page of a programme, and what it says.

What stands on it follows from a published document, the language and whether the workshop is over,
so its address may name its content and be kept for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256

from flask import current_app

from app import i18n
from app.agenda.published import Published
from app.agenda.rules import hours
from app.agenda.rules.document import Document
from app.agenda.rules.words import Colour
from app.i18n import gettext, punctuation, spans, texts, zones
from app.site import drawing, title_page, words
from app.site.title_page import Coloured, Theme, TitlePage
from app.workshops.rules import Relation

#: Names remembered per process, of a few octets each.
MOST_NAMES = 10_000

NAMES = "plenum.site.names_of_pictures"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in one language. Equal keys have equal pages."""

    key: Hashable
    page: Callable[[], TitlePage]

    @property
    def name(self) -> str | None:
        """Made of its content; None where the fonts here lack its signs."""
        names: dict[Hashable, str | None] = current_app.extensions.setdefault(NAMES, {})
        try:
            return names[self.key]
        except KeyError:
            pass
        if len(names) >= MOST_NAMES:
            names.clear()
        made = names[self.key] = name_of(self.page())
        return made

    def png(self) -> bytes:
        return drawing.png(title_page.svg(self.page()))


def of_workshop(found: Published, *, over: bool) -> Picture:
    """In the spoken language."""
    key = (found.version_id, found.published_at, over, i18n.language())
    return Picture(key, lambda: page_of_workshop(found.document, over=over))


def of_home() -> Picture:
    return Picture(("home", i18n.language()), page_of_home)


def name_of(page: TitlePage) -> str | None:
    if not all(drawing.has_signs_for(one) for one in page.written):
        return None
    return sha256(title_page.svg(page).encode()).hexdigest()[:10]


# -- What they say -------------------------------------------------------------------------------


def page_of_home() -> TitlePage:
    """The list of workshops: its name over a rail in each colour of the house."""
    return TitlePage(title=gettext("Workshops"), themes=tuple(Theme(colour) for colour in Colour))


def page_of_workshop(document: Document, *, over: bool) -> TitlePage:
    workshop = document.workshop
    hosts = [_said(one.name) for one in workshop.organisations if one.relation is Relation.HOST]
    where = [
        _hours(document),
        str(words.WAYS[workshop.way]) if workshop.way else "",
        _said(workshop.place),
    ]
    return TitlePage(
        title=_said(workshop.title),
        when=_when(document),
        where=" · ".join(one for one in where if one),
        state=_state(document, over),
        themes=tuple(
            Theme(theme.colour, drawing.drawable(theme.number or ""), _said(theme.title))
            for theme in document.themes
        ),
        host=punctuation.colon(words.RELATIONS[Relation.HOST], punctuation.listed(hosts))
        if hosts
        else "",
    )


def _said(text: texts.Text | None) -> str:
    return drawing.drawable(texts.words(text, i18n.language()))


def _when(document: Document) -> str:
    whole = document.whole
    if whole.first is None or whole.last is None:
        return gettext("date not recorded")
    return spans.span_of_days(whole.first, whole.last)


def _hours(document: Document) -> str:
    """The hours of a workshop of one day, with their zone."""
    days, zone = hours.hours(document), document.workshop.time_zone
    if len(days) != 1:
        return ""
    if days[0].start is None or zone is None:
        return gettext("hours not recorded")
    said = spans.hours(days[0].start, days[0].end, zone)
    return punctuation.with_note(said, zones.named(zone, days[0].start, i18n.language()))


def _state(document: Document, over: bool) -> Coloured | None:
    if document.workshop.cancelled:
        return Coloured(gettext("Cancelled"), "danger")
    if document.workshop.practice:
        return Coloured(gettext("Practice"), "warn")
    if document.moved_from and not over:  # nobody has to change a calendar any more
        return Coloured(gettext("Moved"), "warn")
    return None
