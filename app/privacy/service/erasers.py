"""What erases which trace of a participant: one function for each place where there may be one.

Rows that hang on the registration (answers, consents, attendance) go with it; what is here are the
traces that no foreign key leads to, or that leave something behind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from app.audit.models import AuditEntry
from app.extensions import db
from app.files import service as files
from app.files.models import StoredFile
from app.mail.models import Letter, Received
from app.privacy.service import copies, mentions, speaking
from app.privacy.service.going import Going
from app.registration.models import (
    Answer,
    BulkAct,
    Registration,
    RegistrationGroup,
)
from app.registration.service import places
from app.workshops.models import Workshop

Eraser = Callable[[Going], None]
#: Recipients of e-mails that are not a participant's, whatever their address.
_OTHERS = ("speaker:%", "removed:%", "account:%", "erased:%")


def erase_files(one: Going) -> None:
    """Files that were uploaded with answers, with their rows."""
    mine = (
        select(StoredFile)
        .join(Answer, Answer.file_id == StoredFile.id)
        .where(Answer.registration_id.in_(one.ids))
    )
    for file in db.session.scalars(mine).all():
        files.forget(file)


def erase_choice_places(one: Going) -> None:
    """Places in choices go back to their pools."""
    for row in one.registrations:
        places.give_back_all(row)


def erase_groups(one: Going) -> None:
    """A group that nobody else is in, or whose secretary goes, with the e-mails about it."""
    group_ids = {member.group_id for member in one.registrations if member.group_id is not None}
    stays = exists().where(
        Registration.group_id == RegistrationGroup.id, Registration.id.not_in(one.ids)
    )
    gone = db.session.scalars(
        select(RegistrationGroup.id).where(
            RegistrationGroup.workshop_id == one.workshop.id,
            or_(
                RegistrationGroup.id.in_(group_ids) & ~stays,
                func.lower(RegistrationGroup.email).in_(one.addresses),
            ),
        )
    ).all()
    _forget_groups(one.workshop, gone)


def erase_empty_groups(workshop: Workshop) -> None:
    """Whose list named nobody who was not registered: no member leads to them."""
    empty = select(RegistrationGroup.id).where(
        RegistrationGroup.workshop_id == workshop.id,
        ~exists().where(Registration.group_id == RegistrationGroup.id),
    )
    _forget_groups(workshop, db.session.scalars(empty).all())


def _forget_groups(workshop: Workshop, gone: Sequence[int]) -> None:
    """By their ids; who is in one stays, without it."""
    about = (Letter.workshop_id == workshop.id) & Letter.recipient.in_(
        [f"group:{id}" for id in gone]
    )
    _erase_letters(about)
    db.session.execute(
        update(Registration).where(Registration.group_id.in_(gone)).values(group_id=None)
    )
    db.session.execute(delete(RegistrationGroup).where(RegistrationGroup.id.in_(gone)))


def erase_received(one: Going) -> None:
    """What came from their addresses, and reports about e-mails to them."""
    letters = select(Letter.id).where(_letters_to(one))
    sent_by = [Received.sender.icontains(address, autoescape=True) for address in one.addresses]
    db.session.execute(
        delete(Received)
        .where(
            or_(Received.workshop_id == one.workshop.id, Received.workshop_id.is_(None)),
            or_(Received.recipient.in_(one.subjects), Received.letter_id.in_(letters), *sent_by),
        )
        .execution_options(synchronize_session=False)
    )


def erase_named_by_speakers(one: Going) -> None:
    """As somebody's assistant, or as the colleague that somebody named in their place."""
    speaking.forget_named(one.addresses, (), named_at=(), only_at=one.workshop.id)


def erase_letters(one: Going) -> None:
    """E-mails to them, sent or not, with the delivered copies."""
    _erase_letters(_letters_to(one))


def _letters_to(one: Going) -> ColumnElement[bool]:
    by_address = and_(
        func.lower(Letter.to_email).in_(one.addresses),
        *(Letter.recipient.not_like(others) for others in _OTHERS),
    )
    theirs = Letter.recipient.in_(one.subjects) | by_address
    return (Letter.workshop_id == one.workshop.id) & theirs


def _erase_letters(theirs: ColumnElement[bool]) -> None:
    for id, kind in db.session.execute(select(Letter.id, Letter.kind).where(theirs)).all():
        copies.remove(id, kind)
    db.session.execute(delete(Letter).where(theirs))


def erase_mentions(one: Going) -> None:
    """Their names and addresses in e-mails to others, such as of a place handed over."""
    mentions.take_out(one)


def erase_bulk_entries(one: Going) -> None:
    """Acts upon many still can be taken back for the others."""
    ids = set(one.ids)
    for act in db.session.scalars(
        select(BulkAct).where(BulkAct.workshop_id == one.workshop.id)
    ).all():
        left = [entry for entry in act.entries if entry.get("id") not in ids]
        if len(left) != len(act.entries):
            act.entries = left


def erase_log(one: Going) -> None:
    """The acts stay, nobody knows upon whom: the number of the row may be given out again."""
    db.session.execute(
        update(AuditEntry)
        .where(AuditEntry.subject.in_(one.subjects))
        .values(subject=None, details={})
        .execution_options(synchronize_session=False)
    )
    ids = set(one.ids)
    for entry in db.session.scalars(
        select(AuditEntry).where(
            AuditEntry.workshop_id == one.workshop.id,
            AuditEntry.action == "registration.handed_over",
        )
    ).all():
        if entry.details.get("to") in ids:
            entry.details = {key: said for key, said in entry.details.items() if key != "to"}


def erase_registrations(one: Going) -> None:
    """The rows themselves; answers, consents and attendance go with them."""
    db.session.flush()
    ids = one.ids
    for row in one.registrations:
        db.session.expunge(row)
    db.session.execute(
        delete(Registration)
        .where(Registration.id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()


#: In this order.
ERASERS: tuple[Eraser, ...] = (
    erase_files,
    erase_choice_places,
    erase_groups,
    erase_received,
    erase_letters,
    erase_named_by_speakers,
    erase_mentions,
    erase_bulk_entries,
    erase_log,
    erase_registrations,
)
