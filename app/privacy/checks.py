"""What must hold of the erased: nothing of them came back, as with an older copy of the data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import exists, select

from app.extensions import db
from app.mail import addresses
from app.mail.models import Letter
from app.privacy.models import Erasure
from app.privacy.service import journal
from app.registration.models import Registration
from app.workshops.models import Workshop


def broken() -> list[str]:
    """A sentence for each thing that is not as it must be."""
    return [*_registrations(), *_letters()]


def _registrations() -> Iterator[str]:
    gone = set(db.session.scalars(select(Erasure.registration)))
    if not gone:
        return
    rows = db.session.execute(
        select(Workshop.slug, Registration.id, Registration.key)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .where(exists().where(Erasure.workshop_id == Workshop.id))
    )
    for slug, id, key in rows:
        if journal.of_registration(key) in gone:
            yield f"privacy: registration {id} of {slug} was erased and is there again."


def _letters() -> Iterator[str]:
    """Who registers anew after an erasure gets e-mails again: those are no trace."""
    last: dict[str, datetime] = {}
    for address, at in db.session.execute(
        select(Erasure.address, Erasure.at).where(Erasure.address.is_not(None))
    ):
        if address is not None:
            last[address] = max(at, last.get(address, at))
    if not last:
        return
    rows = db.session.execute(
        select(Workshop.slug, Workshop.key, Letter.id, Letter.to_email, Letter.written_at)
        .join(Workshop, Workshop.id == Letter.workshop_id)
        .where(
            Letter.recipient.like("registration:%") | Letter.recipient.like("group:%"),
            exists().where(Erasure.workshop_id == Workshop.id),
        )
    )
    for slug, key, id, to_email, written_at in rows:
        erased_at = last.get(_fingerprint(key, to_email) or "")
        if erased_at is not None and written_at < erased_at:
            yield f"privacy: letter {id} of {slug} is to somebody who was erased."


def _fingerprint(workshop_key: str, email: str) -> str | None:
    try:
        return journal.of_address(workshop_key, addresses.normal(email))
    except addresses.NotAnAddress:
        return None
