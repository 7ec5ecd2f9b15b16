"""Which language a page speaks, and the filters templates say texts and times with."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header

from app import i18n
from app.i18n import cities, punctuation, texts, zones


def init_app(app: Flask) -> None:
    app.before_request(choose_language)
    app.url_defaults(_keep_language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=False
    )
    app.jinja_env.filters.update(
        said=said,
        with_addresses=with_addresses,
        words=lambda text: texts.words(text, i18n.language()),
        day=lambda day: zones.day(day, i18n.language()),
        short_day=lambda day: zones.short_day(day, i18n.language()),
        day_and_month=lambda day: zones.day_and_month(day, i18n.language()),
        clock=zones.clock,
        stamp=stamp,
        when=lambda at, zone: zones.when(at, zone, i18n.language()),
        city=lambda zone: cities.city(zone, i18n.language()),
        html_lang=lambda language: i18n.HTML_LANG.get(language, language),
        comma=punctuation.comma,
        listed=punctuation.listed,
        semicolon=punctuation.semicolon,
        colon=punctuation.colon,
        in_brackets=punctuation.in_brackets,
        quoted=punctuation.quoted,
        with_note=punctuation.with_note,
    )
    app.jinja_env.globals.update(
        _=_safe_gettext,
        language=i18n.language,
        LANGUAGES=i18n.LANGUAGES,
        local=zones.local,
        language_address=language_address,
        can_be_reread=can_be_reread,
        refusal_sentence=i18n.refusal_sentence,
    )


def _safe_gettext(message: str, **values: Any) -> Markup:
    """A sentence for HTML: what is put into its places is escaped, the sentence itself is ours."""
    return Markup(i18n.gettext(message)) % values if values else Markup(i18n.gettext(message))


def choose_language() -> None:
    """?lang= wins, then what the browser prefers, then English."""
    asked = request.args.get("lang")
    if asked in i18n.LANGUAGES:
        i18n.speak(asked)
        return
    i18n.speak(_preferred(request.headers.get("Accept-Language", "")))


@lru_cache(maxsize=512)
def _preferred(header: str) -> str:
    """The language a browser likes best of those we speak: de-AT and de are both German."""
    liked = parse_accept_header(header, LanguageAccept)
    spoken = (tag.split("-")[0].lower() for tag, quality in liked if quality > 0)
    return next((tag for tag in spoken if tag in i18n.LANGUAGES), i18n.DEFAULT)


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """A visitor who chose a language by ?lang= keeps it through every link of the page."""
    if not endpoint.startswith(("static", "feeds.")) and "lang" not in values:
        asked = request.args.get("lang") if request else None
        if asked in i18n.LANGUAGES:
            values["lang"] = asked


def language_address(language: str) -> str:
    """The address of this page in another language."""
    rest = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*rest, ('lang', language)])}"


def can_be_reread() -> bool:
    """Whether this page can be asked for by its address: not what answers a form that was sent,
    unless the form itself stands there."""
    if request.method in ("GET", "HEAD"):
        return True
    adapter = current_app.create_url_adapter(request)
    if adapter is None or request.view_args is None:
        return False
    try:
        _, values = adapter.match(method="GET")
    except HTTPException:
        return False
    return values == request.view_args


def stamp(at: datetime, zone: str) -> Markup:
    """A moment for tables: 20 May 2027 09:05. The page says once which zone it is; the whole
    sentence stands behind it."""
    there, spoken = zones.local(at, zone), i18n.language()
    return Markup('<time class="stamp" datetime="{}" title="{}">{} {:%H:%M}</time>').format(
        there.isoformat(timespec="minutes"),
        zones.when(at, zone, spoken),
        zones.date_in_numbers(there.date(), spoken),
        there,
    )


def said(text: texts.Text | None) -> Markup:
    """A text as HTML, with `lang` on it where it exists only in another language."""
    piece = texts.pick(text, i18n.language())
    if piece is None:
        return Markup()
    if not piece.fallback:
        return escape(piece.text)
    lang = i18n.HTML_LANG.get(piece.language, piece.language)
    return Markup('<span lang="{}" class="other-language">{}</span>').format(lang, piece.text)


#: A mail address in running text: in ASCII, with no letter beside it but Chinese ones, and behind
#: no escaped sign that may have been its beginning.
_ADDRESS = re.compile(
    r"(?<![^\W\u3400-\u9fff])(?<![.%+&'\u0300-\u036f-])(?:(?<!;)|(?<=&lt;)|(?<=&#34;))"
    r"[A-Za-z0-9][A-Za-z0-9._+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
    r"(?![^\W\u3400-\u9fff])(?!\.?[A-Za-z0-9-])"
)


def with_addresses(words: str) -> Markup:
    """Text as HTML with its mail addresses as links; what is not markup yet is escaped first."""
    return Markup(_ADDRESS.sub(r'<a href="mailto:\g<0>">\g<0></a>', str(escape(words))))
