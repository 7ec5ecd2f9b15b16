"""The address of a workshop made of its title, as its organisers would have typed it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import count

from app.i18n.texts import Text

#: An address is read aloud and typed: whole words, as long as a line of a letter can hold.
LONGEST = 60
#: Letters that lose no accent but become others; German ones as Germans spell them out.
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l",
     "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "", "'": ""}
)  # fmt: skip
#: Addresses under /organise that are no workshop's.
_HOUSE = frozenset({"new", "load", "letters"})
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")


def of_title(title: Text, day: date | None) -> str:
    """urban-nature for “Urban nature”; workshop-2027-05-21 for a title in signs without letters.

    The first text of which more than half can be written in Latin letters is taken: what would be
    left of “城市与自然 (ICLEI)” names nobody's workshop.
    """
    for text in title.values():
        spelt = _latin(text)
        letters = sum(one.isalpha() for one in unicodedata.normalize("NFC", text))
        latin = sum(one.isalpha() for one in spelt)
        if latin >= 3 and 2 * latin > letters:
            return _cut(spelt)
    return f"workshop-{day.isoformat()}" if day else "workshop"


def choices(address: str, day: date | None) -> Iterator[str]:
    """The address, then with the year of the day where it names none, then numbered."""
    if address not in _HOUSE:
        yield address
    if day is not None and not _YEAR.search(address):
        yield f"{address}-{day.year}"
    for number in count(2):
        yield f"{address}-{number}"


def _latin(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).lower().translate(_SPELT)
    without_marks = "".join(
        one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one)
    )
    return re.sub(r"[^a-z0-9]+", "-", without_marks).strip("-")


def _cut(address: str) -> str:
    if len(address) <= LONGEST:
        return address
    whole = address[: LONGEST + 1].rpartition("-")[0]
    return whole or address[:LONGEST]
