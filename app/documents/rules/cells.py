"""Text that a sheet must take for text: nothing that somebody typed is reckoned as a formula."""

from __future__ import annotations

#: What Excel, LibreOffice and Google Sheets begin a formula or a command with, and their wide
#: forms, which Excel folds in Chinese and Japanese (OWASP, CSV Injection).
_BEGINNINGS = tuple("=+-@\t\r\n＝＋－＠")


def harmless(text: str) -> str:
    """With an apostrophe before what would be a formula, blanks before it or not."""
    begins = text.startswith(_BEGINNINGS) or text.lstrip().startswith(_BEGINNINGS)
    return f"'{text}" if begins else text
