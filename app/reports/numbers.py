"""Numbers as the reader writes them."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent

from app.i18n import LOCALES, language
from app.reports.rules import PERCENT_FROM


def number(n: int) -> str:
    said: str = format_decimal(n, locale=LOCALES[language()])
    return said


def share(n: int | None, total: int) -> str:
    """Empty where it is not known, or would claim more than is known."""
    if n is None or total < PERCENT_FROM:
        return ""
    said: str = format_percent(n / total, locale=LOCALES[language()])
    return said
