"""The e-mail that says that everything is erased, which must not stay itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update

from app.extensions import db
from app.links import new_key
from app.mail import outbox
from app.mail.models import Letter
from app.mail.outbox import Link
from app.mail.rules import UNDELIVERED, LetterState
from app.privacy.rules import COPY_FOR, Why
from app.privacy.service import copies
from app.registration.models import Registration
from app.workshops.models import Workshop

_LAST = Letter.recipient.like("erased:%") & Letter.state.in_((LetterState.SENT, *UNDELIVERED))


def write(workshop: Workshop, to: Registration, *, why: Why, at: datetime) -> None:
    """Who gave no address gets none. It belongs to no workshop and no row."""
    if not to.email:
        return
    key = new_key()
    outbox.write(
        "erased",
        feature="privacy",
        act=f"erase:{key}",
        recipient=f"erased:{key}",
        to_name=to.name,
        to_email=to.email,
        language=to.language,
        workshop_id=None,
        practice=workshop.practice,
        at=at,
        links=[Link("page", f"/w/{workshop.slug}?lang={to.language}")],
        title_of_workshop=workshop.title,
        on_day="",
        is_public=workshop.published_at is not None,
        by_organisers=why is Why.ORGANISERS,
        is_speaker=to.speaker_id is not None,
        contact=workshop.contact,
    )


def take_last_letters_away(at: datetime) -> None:
    """The worker's job: what they say as soon as they are sent or given up; a day later that there
    was one, and the copy in the folder that stands for the reader's letter box."""
    db.session.execute(
        update(Letter)
        .where(_LAST, Letter.to_email != "")
        .values(to_name="", to_email="", subject="", text="", html="", links=[], trouble=None)
        .execution_options(synchronize_session=False)
    )
    old = _LAST & (func.coalesce(Letter.sent_at, Letter.next_try_at) <= at - COPY_FOR)
    for id, kind in db.session.execute(select(Letter.id, Letter.kind).where(old)).all():
        copies.remove(id, kind)
        db.session.execute(delete(Letter).where(Letter.id == id))
