"""Names and addresses of the erased in e-mails to others."""

from __future__ import annotations

import re
from collections.abc import Collection

from markupsafe import escape
from sqlalchemy import or_, select

from app.extensions import db
from app.mail.models import Letter
from app.privacy.service import copies
from app.privacy.service.going import Going

#: Stands where a name stood, in every language.
BLANK = "[…]"
#: So many words the database looks for; with more, letters are read here one after the other.
FEW = 20


def take_out(one: Going) -> None:
    """Who else it was for, and that it was written, stays: nothing is written twice."""
    sought = one.names | one.addresses
    for id in _candidates(one.workshop.id, sought):
        letter = db.session.get_one(Letter, id)
        named = [
            name for name in sought if _flat(name) in _flat(f"{letter.subject}\n{letter.text}")
        ]
        if named:
            _take_out_of(letter, _pattern(named))


def _candidates(workshop_id: int, sought: Collection[str]) -> list[int]:
    """A word of each name is looked for: a line may be broken inside a name."""
    letters = select(Letter.id).where(Letter.workshop_id == workshop_id)
    if len(sought) <= FEW:
        words = {max(name.split(), key=len) for name in sought}
        said = (Letter.text, Letter.subject)
        letters = letters.where(
            or_(False, *(part.icontains(word, autoescape=True) for word in words for part in said))
        )
    return list(db.session.scalars(letters.order_by(Letter.id)))


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()


def _pattern(names: Collection[str]) -> re.Pattern[str]:
    """In a text and in HTML, whatever blanks are inside; no part of a longer word."""
    said = {*names, *(str(escape(name)) for name in names)}
    found = [r"\s+".join(map(re.escape, name.split())) for name in said]
    found.sort(key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(found)})(?![A-Za-z0-9])", re.IGNORECASE)


def _take_out_of(letter: Letter, pattern: re.Pattern[str]) -> None:
    before = (letter.subject, letter.text, letter.html, letter.calendar)
    letter.subject = pattern.sub(BLANK, letter.subject)
    letter.text = pattern.sub(BLANK, letter.text)
    letter.html = pattern.sub(BLANK, letter.html)
    if letter.calendar and pattern.search(letter.calendar.replace("\r\n ", "")):
        letter.calendar = None
    if before != (letter.subject, letter.text, letter.html, letter.calendar):
        copies.remove(letter.id, letter.kind)
