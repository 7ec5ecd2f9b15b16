"""What others show of a public page: search engines, messengers, social networks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app import i18n
from app.agenda.published import Published
from app.agenda.rules import hours
from app.agenda.rules.document import Document
from app.extensions import config
from app.i18n import gettext, punctuation, spans, texts, zones
from app.site import pictures, structured, title_page, words
from app.site.pictures import Picture
from app.workshops.rules import Relation

#: As OpenGraph writes them (ogp.me).
LOCALES = {"en": "en_GB", "de": "de_DE", "zh": "zh_CN"}
#: Letters of a description; search engines show about as many.
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    address: str
    alt: str
    width: int = title_page.WIDTH
    height: int = title_page.HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """The head of a public page."""

    title: str
    description: str
    #: Of this page in the language chosen; of the one in the reader's where none was.
    canonical: str
    #: The page that speaks each reader's language, and the ones that speak one only.
    plain: str
    alternates: dict[str, str]
    locale: str
    other_locales: tuple[str, ...]
    #: None where the fonts of this machine cannot write it.
    image: Image | None
    #: schema.org/Event; None on pages that are none.
    event: dict[str, Any] | None = None


def of_workshop(found: Published, *, over: bool, chosen: bool) -> Sharing:
    """`chosen` says whether the language was asked for by its address."""
    document = found.document
    workshop = document.workshop
    path = f"/w/{workshop.slug}"
    title = texts.words(workshop.title, i18n.language())
    image = _image(path, title, pictures.of_workshop(found, over=over))
    plain = config().base_url + path
    event = structured.event(document, plain, image.address if image else None)
    return _sharing(
        path,
        chosen,
        title=title,
        description=_description(document),
        image=image,
        event=None if workshop.practice else event,
    )


def of_home(*, chosen: bool) -> Sharing:
    title = gettext("Workshops")
    return _sharing(
        "/",
        chosen,
        title=title,
        description=gettext("Workshops with their programmes, registration and calendars."),
        image=_image("", title, pictures.of_home()),
        event=None,
    )


def address(path: str, language: str | None = None) -> str:
    """A public page as others know it: by the base address, never by that of the request."""
    plain = config().base_url + path
    return f"{plain}?lang={language}" if language else plain


def _sharing(path: str, chosen: bool, **values: Any) -> Sharing:
    language = i18n.language()
    return Sharing(
        canonical=address(path, language if chosen else None),
        plain=address(path),
        alternates={code: address(path, code) for code in i18n.LANGUAGES},
        locale=LOCALES[language],
        other_locales=tuple(one for code, one in LOCALES.items() if code != language),
        **values,
    )


def _image(path: str, title: str, picture: Picture) -> Image | None:
    name = picture.name
    if name is None:
        return None
    file = f"{path}/picture-{i18n.language()}.png"
    return Image(
        address=f"{config().base_url}{file}?v={name}",
        alt=gettext("Title page of the programme: %(title)s", title=title)
        if path
        else gettext("Plenum: the list of all workshops"),
    )


def _description(document: Document) -> str:
    """What one wants to know of a workshop at once, then its purpose.

    Names of places and hosts stand as on the page, in another language where this one has none;
    the purpose, being prose, only in this one.
    """
    workshop = document.workshop
    hosts = punctuation.listed(
        texts.words(one.name, i18n.language())
        for one in workshop.organisations
        if one.relation is Relation.HOST
    )
    facts = [
        gettext("Cancelled") if workshop.cancelled else "",
        _when(document),
        str(words.WAYS[workshop.way]) if workshop.way else "",
        texts.words(workshop.place, i18n.language()),
        punctuation.colon(words.RELATIONS[Relation.HOST], hosts) if hosts else "",
        _purpose(workshop.purpose),
    ]
    return _shortened(" · ".join(one for one in facts if one))


def _when(document: Document) -> str:
    days, zone = hours.hours(document), document.workshop.time_zone
    if not days:
        return gettext("date not recorded")
    if len(days) == 1 and days[0].start and zone:
        return zones.span(days[0].start, days[0].end, zone, i18n.language())
    return spans.span_of_days(days[0].day, days[-1].day)


def _purpose(purpose: texts.Text | None) -> str:
    piece = texts.pick(purpose, i18n.language())
    return "" if piece is None or piece.fallback else structured.without_addresses(piece.text)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    at_a_word = re.sub(r"\s\S{0,20}$", "", cut)
    return at_a_word.rstrip(" ·,;:，；：") + "…"
