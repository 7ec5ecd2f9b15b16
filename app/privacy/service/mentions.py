"""Names and addresses of the erased in e-mails to others."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import or_, select

from app.extensions import db
from app.mail.models import Letter
from app.privacy.rules.redacting import BLANK, pattern
from app.privacy.service import copies
from app.privacy.service.going import Going

#: So many words the database looks for; with more, letters are read here one after the other.
FEW = 20


def take_out(one: Going) -> None:
    """Who else it was for, and that it was written, stays: nothing is written twice."""
    sought = one.names | one.addresses
    flat = {_flat(name): name for name in sought}
    for id in _candidates(one.workshop.id, sought):
        letter = db.session.get_one(Letter, id)
        said = _flat(f"{letter.subject}\n{letter.text}\n{_in_words(letter.calendar)}")
        # Of many names few stand in a letter; a pattern of all of them would be slow.
        named = [name for short, name in flat.items() if short in said]
        if named:
            _take_out_of(letter, named)


def _candidates(workshop_id: int, sought: Collection[str]) -> list[int]:
    """A word of each name is looked for: a line may be broken inside a name."""
    letters = select(Letter.id).where(Letter.workshop_id == workshop_id)
    if len(sought) <= FEW:
        words = {max(name.split(), key=len) for name in sought}
        said = (Letter.text, Letter.subject)
        # Lines of calendars are broken anywhere, also inside a word.
        letters = letters.where(
            or_(
                Letter.calendar.is_not(None),
                *(part.icontains(word, autoescape=True) for word in words for part in said),
            )
        )
    return list(db.session.scalars(letters.order_by(Letter.id)))


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()


def _in_words(calendar: str | None) -> str:
    """What a calendar file says: unfolded and unescaped (RFC 5545 §3.3.11)."""
    said = (calendar or "").replace("\r\n ", "")
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], said)


def _take_out_of(letter: Letter, named: Collection[str]) -> None:
    names = pattern(named)
    if names is None:
        return
    before = (letter.subject, letter.text, letter.html, letter.calendar)
    letter.subject = names.sub(BLANK, letter.subject)
    letter.text = names.sub(BLANK, letter.text)
    letter.html = names.sub(BLANK, letter.html)
    if letter.calendar and names.search(_in_words(letter.calendar)):
        letter.calendar = None
    if before != (letter.subject, letter.text, letter.html, letter.calendar):
        copies.remove(letter.id, letter.kind)
