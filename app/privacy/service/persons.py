"""Erasing a person from everywhere: participant, speaker, versions, history, e-mails.

That there was somebody stays, so that the agenda keeps its shape: without name, organisation or
role, under a key that tells nothing.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.agenda.models import AgendaItem, AgendaVersion, Theme
from app.agenda.models_hints import AcceptedHint
from app.agenda.models_history import AgendaEdit
from app.audit.service import note
from app.extensions import Base, db
from app.invitations.models import Invitation, InvitationPlan
from app.links import new_key
from app.people.models import Person, Speaker
from app.privacy.rules.redacting import BLANK, NOTHING, pattern, redacted
from app.privacy.service import erasing, journal, mentions, speaking
from app.privacy.service.going import Going
from app.registration.models import Registration
from app.workshops.models import Workshop

#: How keys of the erased begin.
GONE = "gone-"
#: Rows of a workshop whose texts may name somebody.
_WITH_TEXTS = (AgendaItem, Theme, AgendaEdit, InvitationPlan)


def erase_person(person: Person, *, at: datetime, account_id: int | None) -> None:
    """Nothing of the person is left at any workshop; nobody is written to. Twice is once."""
    if person.name == BLANK:
        return
    _hold_invitations(person)
    names = frozenset(name for name in _names(person))
    address = (person.email or "").lower()
    gone = speaking.leaving(person, names)
    for eraser in speaking.ERASERS:
        eraser(gone)
    for speaker in gone.speakers:
        _erase_speaker(speaker, names, gone.addresses, address, at=at, account_id=account_id)
    person.name = BLANK
    person.family = person.given = person.native_name = person.address_as = None
    person.email = person.country = person.time_zone = person.language = None
    person.other_names = []
    db.session.flush()


def _hold_invitations(person: Person) -> None:
    """Before any seats, as everybody does (see registration/service/seats.py)."""
    theirs = select(Speaker.id).where(Speaker.person_id == person.id)
    db.session.execute(
        select(Invitation.id)
        .where(Invitation.speaker_id.in_(theirs))
        .order_by(Invitation.id)
        .with_for_update()
    )


def _names(person: Person) -> list[str]:
    """Short forms in one script, such as a family name alone, may be anybody's word."""
    whole = [person.name, person.native_name or ""]
    whole += [one for one in person.other_names if " " in one or not one.isascii()]
    return [one.strip() for one in whole if one.strip()]


def _erase_speaker(
    speaker: Speaker,
    names: frozenset[str],
    addresses: frozenset[str],
    address: str,
    *,
    at: datetime,
    account_id: int | None,
) -> None:
    workshop, old = speaker.workshop, speaker.key
    _erase_registrations(speaker, at=at, account_id=account_id)
    mentions.take_out(Going(workshop, (), addresses, names))
    speaker.key = f"{GONE}{new_key()[:8]}"
    redact(workshop, old, speaker.key, names | addresses)
    journal.enter_speaker(workshop, old, address, at=at)
    note(
        "speaker.erased",
        at=at,
        actor="account" if account_id is not None else "command",
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"speaker:{speaker.id}",
    )


def _erase_registrations(speaker: Speaker, *, at: datetime, account_id: int | None) -> None:
    for one in db.session.scalars(
        select(Registration).where(Registration.speaker_id == speaker.id)
    ).all():
        erasing.erase_for_good(one, at=at, account_id=account_id)


def redact(workshop: Workshop, old: str, new: str, names: frozenset[str]) -> None:
    """Take the person of this key and these names out of versions, draft and history."""
    found = pattern(names) or NOTHING
    for version in db.session.scalars(
        select(AgendaVersion).where(AgendaVersion.workshop_id == workshop.id)
    ).all():
        document = redacted(version.document, old, new, found)
        if document != version.document:
            version.document = document
            # Whatever is kept of a version is kept by this moment too: it is made anew.
            version.published_at += timedelta(microseconds=1)
    for model in _WITH_TEXTS:
        for row in db.session.scalars(select(model).where(model.workshop_id == workshop.id)).all():
            _redact_texts(row, old, new, found)
    db.session.execute(
        delete(AcceptedHint).where(
            AcceptedHint.workshop_id == workshop.id,
            AcceptedHint.key.contains(old, autoescape=True),
        )
    )


def _redact_texts(row: Base, old: str, new: str, found: re.Pattern[str]) -> None:
    """Texts by language, and patches: whatever is kept as JSON."""
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if isinstance(value, dict | list):
            without = redacted(value, old, new, found)
            if without != value:
                setattr(row, column.key, without)
