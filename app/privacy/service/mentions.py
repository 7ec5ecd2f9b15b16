"""Names and addresses of the erased in e-mails to others."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from app.extensions import db
from app.mail.models import Letter
from app.privacy.service import copies
from app.privacy.service.going import Going

#: Stands where a name stood, in every language.
BLANK = "[…]"


def take_out(one: Going) -> None:
    """Who else it was for, and that it was written, stays: nothing is written twice."""
    pattern = one.mentions()
    if pattern is None:
        return
    for letter in db.session.scalars(
        select(Letter).where(Letter.workshop_id == one.workshop.id, or_(*_may_mention(one)))
    ).all():
        said = (letter.subject, letter.text, letter.html, letter.calendar)
        letter.subject = pattern.sub(BLANK, letter.subject)
        letter.text = pattern.sub(BLANK, letter.text)
        letter.html = pattern.sub(BLANK, letter.html)
        if letter.calendar and pattern.search(letter.calendar.replace("\r\n ", "")):
            letter.calendar = None
        if said != (letter.subject, letter.text, letter.html, letter.calendar):
            copies.remove(letter.id, letter.kind)


def _may_mention(one: Going) -> list[ColumnElement[bool]]:
    """A word of each name is looked for by the database, the whole of it in what that finds."""
    words = {max(name.split(), key=len) for name in one.names} | one.addresses
    looked_at = (Letter.text, Letter.subject)
    return [column.icontains(word, autoescape=True) for word in words for column in looked_at]
