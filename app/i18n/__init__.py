"""The language of the interface: translated sentences, chosen per request, letter or command.

Sentences are kept in English in the code and in app/translations/<language>/messages.po for
the other languages. Babel reads the catalogues as they are; nothing has to be compiled.
Flask-Babel was looked at: it needs a request or app context to know the language, which letters
do not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

#: Interface languages in the order they are offered, each in its own words.
LANGUAGES = {"en": "English", "de": "Deutsch", "zh": "中文"}
DEFAULT = "en"
#: What `lang` says of each: the Chinese of the interface is written in simplified characters.
HTML_LANG = {"en": "en", "de": "de", "zh": "zh-Hans"}
#: Babel locales of each: European English for 24-hour clocks and day before month.
LOCALES = {"en": "en_GB", "de": "de_DE", "zh": "zh_Hans_CN"}
FOLDER = Path(__file__).parent.parent / "translations"

_speaking: ContextVar[str] = ContextVar("speaking", default=DEFAULT)


@cache
def catalogue(language: str) -> NullTranslations:
    path = FOLDER / language / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def language() -> str:
    """The interface language now spoken: en, de or zh."""
    return _speaking.get()


def speak(language: str) -> None:
    """Speak this language until the end of the running request or command."""
    _speaking.set(language if language in LANGUAGES else DEFAULT)


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Speak this language inside the block; used to write a letter in its reader's language."""
    token = _speaking.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _speaking.reset(token)


def gettext(message: str, **values: Any) -> str:
    """The sentence in the spoken language, its %(name)s places filled."""
    sentence: str = catalogue(language()).ugettext(message)
    return sentence % values if values else sentence


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """As gettext, in the form that the number n asks for; n may be used as %(n)s."""
    sentence: str = catalogue(language()).ungettext(one, many, n)
    return sentence % ({"n": n} | values)


def N_(message: str) -> str:
    """Mark a sentence for translation where it is kept and not yet spoken."""
    return message


class Lazy:
    """A marked sentence that is spoken each time it is shown, for labels made at import."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __html__(self) -> str:
        return str(self)  # sentences of the interface are ours, not a visitor's

    def __mod__(self, values: dict[str, object]) -> str:
        return str(self) % values

    def __eq__(self, other: object) -> bool:
        return str(self) == other

    def __hash__(self) -> int:
        return hash(self.message)


def lazy_gettext(message: str) -> Any:
    return Lazy(message)


def refusal_sentence(refusal: Any) -> str:
    """What a Refusal says, in the spoken language."""
    return gettext(refusal.message, **refusal.values)
