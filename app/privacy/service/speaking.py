"""What erases which trace of a speaker: one function for each place where there may be one.

Rows that hang on the invitation (appointments, remarks) go with it; what others wrote stays,
without the names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select, true, update

from app.audit.models import AuditEntry
from app.extensions import db
from app.files import service as files
from app.files.models import StoredFile
from app.invitations.models import (
    Appointment,
    Invitation,
    OfficialLetter,
    Remark,
    SlideFile,
    SpeakerConsent,
)
from app.mail.models import Letter, Received
from app.people.models import Availability, Person, Speaker
from app.privacy.rules.redacting import BLANK, NOTHING, pattern, redacted
from app.privacy.service import copies


@dataclass(frozen=True, slots=True)
class Leaving:
    """What erasers are told. The rows are still there."""

    person: Person
    speakers: tuple[Speaker, ...]
    #: In small letters: theirs now, and every one they were written to as a speaker.
    addresses: frozenset[str]
    names: frozenset[str]

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.speakers]

    @property
    def workshop_ids(self) -> list[int]:
        return [one.workshop_id for one in self.speakers]

    @property
    def subjects(self) -> list[str]:
        return [f"speaker:{id}" for id in self.ids]

    @property
    def letters(self) -> ColumnElement[bool]:
        """To them, to their assistants, and by address to them as anybody but an organiser."""
        assistants = [f"assistant:{id}" for id in self.ids]
        by_address = func.lower(Letter.to_email).in_(self.addresses)
        here = Letter.workshop_id.in_(self.workshop_ids) & Letter.recipient.not_like("account:%")
        as_assistant = Letter.recipient.like("assistant:%")
        return or_(
            Letter.recipient.in_([*self.subjects, *assistants]),
            by_address & (here | as_assistant),
        )


def leaving(person: Person, names: frozenset[str]) -> Leaving:
    speakers = tuple(
        db.session.scalars(
            select(Speaker).where(Speaker.person_id == person.id).order_by(Speaker.id)
        )
    )
    written_to = db.session.scalars(
        select(Letter.to_email).where(
            Letter.recipient.in_([f"speaker:{one.id}" for one in speakers])
        )
    )
    asked_at = db.session.scalars(
        select(Appointment.email)
        .join(Invitation, Invitation.id == Appointment.invitation_id)
        .where(Invitation.speaker_id.in_([one.id for one in speakers]))
    )
    said = {person.email or "", *written_to, *asked_at}
    addresses = frozenset(one.lower() for one in said if "@" in one)
    return Leaving(person, speakers, addresses, names)


def erase_materials(one: Leaving) -> None:
    """Slides and photo with their files, and what goes with a photo."""
    mine = (
        select(StoredFile)
        .join(SlideFile, SlideFile.file_id == StoredFile.id)
        .where(SlideFile.speaker_id.in_(one.ids))
    )
    kept = [*db.session.scalars(mine)]
    kept += [speaker.photo for speaker in one.speakers if speaker.photo is not None]
    db.session.execute(delete(SlideFile).where(SlideFile.speaker_id.in_(one.ids)))
    for speaker in one.speakers:
        speaker.photo = None
    db.session.flush()
    for file in kept:
        files.forget(file)


def erase_facts(one: Leaving) -> None:
    """What was said of them there, and when they could be there."""
    for speaker in one.speakers:
        speaker.affiliation = speaker.post = speaker.biography = speaker.photo_alt = None
        speaker.please_translate = False
    db.session.execute(delete(Availability).where(Availability.speaker_id.in_(one.ids)))


def erase_consents(one: Leaving) -> None:
    db.session.execute(delete(SpeakerConsent).where(SpeakerConsent.speaker_id.in_(one.ids)))


def erase_received(one: Leaving) -> None:
    """What came from them, whatever it is about, and what came about e-mails to them."""
    theirs = select(Letter.id).where(one.letters)
    sent_by = [Received.sender.icontains(address, autoescape=True) for address in one.addresses]
    db.session.execute(
        delete(Received)
        .where(
            or_(
                Received.recipient.in_([*one.subjects, *(f"assistant:{id}" for id in one.ids)]),
                Received.letter_id.in_(theirs),
                *sent_by,
            )
        )
        .execution_options(synchronize_session=False)
    )


def erase_letters(one: Leaving) -> None:
    """E-mails to them and to their assistants, with the delivered copies."""
    for id, kind in db.session.execute(select(Letter.id, Letter.kind).where(one.letters)).all():
        copies.remove(id, kind)
    db.session.execute(delete(Letter).where(one.letters))


def erase_official_letters(one: Leaving) -> None:
    """The number stays taken, so that no other letter ever gets it."""
    db.session.execute(
        update(OfficialLetter)
        .where(OfficialLetter.recipient.in_(one.subjects))
        .values(recipient="erased", facts={}, account_id=None)
    )


def erase_invitations(one: Leaving) -> None:
    """With the conversation, appointments and all that the log said of it."""
    ids = db.session.scalars(select(Invitation.id).where(Invitation.speaker_id.in_(one.ids))).all()
    db.session.execute(
        update(AuditEntry)
        .where(AuditEntry.subject.in_([f"invitation:{id}" for id in ids]))
        .values(subject=None, details={})
    )
    db.session.execute(delete(Invitation).where(Invitation.id.in_(ids)))


def erase_named_by_others(one: Leaving) -> None:
    """As the assistant of somebody, or as the colleague that somebody named."""
    forget_named(one.addresses, one.names, named_at=one.workshop_ids)


def forget_named(
    addresses: Collection[str],
    names: Collection[str],
    *,
    named_at: Collection[int],
    only_at: int | None = None,
) -> None:
    """By address, at one workshop or at every; by name where no address was said, where they
    speak. The link of an assistant dies; whom a speaker named is nobody until they name somebody
    again."""
    by_name = Invitation.workshop_id.in_(named_at) & Invitation.delegate_name.in_(names)
    named = or_(
        func.lower(Invitation.assistant_email).in_(addresses),
        func.lower(Invitation.delegate_email).in_(addresses),
        by_name & Invitation.delegate_email.is_(None),
    )
    here = true() if only_at is None else Invitation.workshop_id == only_at
    for other in db.session.scalars(select(Invitation).where(named, here).order_by(Invitation.id)):
        if (other.assistant_email or "").lower() in addresses:
            other.assistant_name = other.assistant_email = None
            other.assistant_generation += 1
        if (other.delegate_email or "").lower() in addresses or other.delegate_name in names:
            other.delegate_name = other.delegate_email = None
    db.session.flush()


def erase_words_of_others(one: Leaving) -> None:
    """Names in what others wrote and were sent: messages, notes, calendars, what came in."""
    take_out_of_words(one.workshop_ids, one.names | one.addresses)


def take_out_of_words(workshop_ids: Collection[int], names: Collection[str]) -> None:
    found = pattern(names) or NOTHING
    here = Invitation.workshop_id.in_(workshop_ids)
    for invitation in db.session.scalars(select(Invitation).where(here).order_by(Invitation.id)):
        invitation.message = _without(invitation.message, found)
        invitation.answer = _without(invitation.answer, found)
        if invitation.told is not None:
            invitation.told = redacted(invitation.told, "", "", found)
    of_here = select(Invitation.id).where(here)
    for remark in db.session.scalars(select(Remark).where(Remark.invitation_id.in_(of_here))):
        remark.text = found.sub(BLANK, remark.text)
    for appointment in db.session.scalars(
        select(Appointment).where(Appointment.invitation_id.in_(of_here))
    ):
        appointment.said = redacted(appointment.said, "", "", found)
    for letter in db.session.scalars(
        select(OfficialLetter).where(OfficialLetter.workshop_id.in_(workshop_ids))
    ):
        letter.facts = redacted(letter.facts, "", "", found)
    for speaker in db.session.scalars(
        select(Speaker).where(Speaker.workshop_id.in_(workshop_ids))
    ):
        speaker.biography = redacted(speaker.biography, "", "", found)
        speaker.photo_alt = redacted(speaker.photo_alt, "", "", found)
    for mail in db.session.scalars(select(Received).where(Received.workshop_id.in_(workshop_ids))):
        _blank(mail, found)


def _blank(mail: Received, found: re.Pattern[str]) -> None:
    """What it said stays, without the names; as it came it stays not."""
    octets = mail.content.decode("utf-8", "replace")
    if not any(found.search(text) for text in (mail.subject, mail.text, octets)):
        return
    mail.subject, mail.text = found.sub(BLANK, mail.subject), found.sub(BLANK, mail.text)
    mail.content = b""


def _without(text: str | None, found: re.Pattern[str]) -> str | None:
    return None if text is None else found.sub(BLANK, text)


Eraser = Callable[[Leaving], None]
#: In this order: letters tell which reports came about them, and go after those.
ERASERS: tuple[Eraser, ...] = (
    erase_materials,
    erase_facts,
    erase_consents,
    erase_received,
    erase_letters,
    erase_official_letters,
    erase_invitations,
    erase_named_by_others,
    erase_words_of_others,
)
