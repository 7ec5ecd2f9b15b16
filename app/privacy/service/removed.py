"""People who were taken off a workshop's list: what was published names them still, and so does
the history of the draft. Their rows are gone; they are known by the keys that stand there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from app.agenda.models import AgendaVersion
from app.agenda.models_history import AgendaEdit
from app.audit.service import note
from app.extensions import db
from app.invitations import joining
from app.invitations.models import OfficialLetter
from app.links import new_key
from app.mail.models import Letter, Received
from app.people.models import Person, Speaker
from app.privacy.rules.redacting import BLANK, named_in
from app.privacy.service import copies, journal, mentions, persons, speaking
from app.privacy.service.going import Going
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True)
class Removed:
    key: str
    #: As versions print it; None where the history of the draft alone knows somebody.
    names: frozenset[str]


def removed(workshop: Workshop) -> list[Removed]:
    """By key; who was erased already is nobody."""
    there = set(db.session.scalars(select(Speaker.key).where(Speaker.workshop_id == workshop.id)))
    named: dict[str, set[str]] = {}
    for column in (AgendaVersion.document, AgendaEdit.patch):
        model = column.class_
        for stored in db.session.scalars(select(column).where(model.workshop_id == workshop.id)):
            for key, name in named_in(stored):
                named.setdefault(key, set()).update({name} if name else ())
    return [
        Removed(key, frozenset(names - {BLANK}))
        for key, names in sorted(named.items())
        if key not in there and not key.startswith(persons.GONE)
    ]


def erase_removed(workshop: Workshop, key: str, *, at: datetime, account_id: int | None) -> bool:
    """Nothing of the person is left at this workshop; False where nobody of this key was."""
    found = next((one for one in removed(workshop) if one.key == key), None)
    if found is None:
        return False
    # Whoever of this name is on the list stays named.
    names = found.names - _names_there(workshop)
    addresses = _erase_letters(workshop, names)
    _erase_papers(workshop, key, addresses)
    speaking.take_out_of_words([workshop.id], names | addresses)
    mentions.take_out(Going(workshop, (), addresses, names))
    persons.redact(workshop, key, f"{persons.GONE}{new_key()[:8]}", names | addresses)
    journal.enter_speaker(workshop, key, None, at=at)
    note(
        "speaker.erased",
        at=at,
        actor="account" if account_id is not None else "command",
        account_id=account_id,
        workshop_id=workshop.id,
    )
    return True


def _names_there(workshop: Workshop) -> set[str]:
    return set(
        db.session.scalars(
            select(Person.name)
            .join(Speaker, Speaker.person_id == Person.id)
            .where(Speaker.workshop_id == workshop.id)
        )
    )


def _erase_letters(workshop: Workshop, names: frozenset[str]) -> frozenset[str]:
    """E-mails to somebody of these names who is on no list any more; the addresses they had."""
    rows = db.session.execute(
        select(Letter.id, Letter.kind, func.lower(Letter.to_email)).where(
            Letter.workshop_id == workshop.id,
            or_(Letter.recipient.like("speaker:%"), Letter.recipient.like("removed:%")),
            Letter.to_name.in_(names),
        )
    ).all()
    for id, kind, _ in rows:
        copies.remove(id, kind)
    db.session.execute(delete(Letter).where(Letter.id.in_([id for id, _, _ in rows])))
    return frozenset(address for _, _, address in rows)


def _erase_papers(workshop: Workshop, key: str, addresses: frozenset[str]) -> None:
    """Official letters, whose numbers stay taken, and what came in."""
    recipient = joining.removed_recipient(key)
    db.session.execute(
        update(OfficialLetter)
        .where(OfficialLetter.workshop_id == workshop.id, OfficialLetter.recipient == recipient)
        .values(recipient="erased", facts={}, account_id=None)
    )
    sent_by = [Received.sender.icontains(one, autoescape=True) for one in addresses]
    db.session.execute(
        delete(Received)
        .where(
            Received.workshop_id == workshop.id,
            or_(Received.recipient == recipient, *sent_by),
        )
        .execution_options(synchronize_session=False)
    )
