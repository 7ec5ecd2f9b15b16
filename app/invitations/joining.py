"""Two speakers of one workshop become one: who was asked stays asked, with link and feed, and what
either handed in stays. A speaker who leaves takes their files along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from app.extensions import Text, db
from app.files import service as files
from app.files.models import StoredFile
from app.i18n import language, texts
from app.invitations.models import Invitation, OfficialLetter, SlideFile, SpeakerConsent
from app.invitations.queries import find_invitation
from app.invitations.rules import InvitationState
from app.mail.models import Letter, Received
from app.people.models import Speaker
from app.people.rules import InvitedTwice
from app.people.service import Joint


def weight(speaker: Speaker) -> int:
    """Who has been asked stays, as versions and the desk know them by their key."""
    invitation = find_invitation(speaker)
    if invitation is None:
        return 0
    return 1 if _is_blank(invitation) else 2


def check(stays: Speaker, goes: Speaker) -> None:
    """Raises InvitedTwice unless one of the two was neither sent nor written to."""
    invitation = find_invitation(goes)
    if invitation is None or find_invitation(stays) is None or _is_blank(invitation):
        return
    raise InvitedTwice(workshop=texts.words(stays.workshop.title, language()))


def move(stays: Speaker, goes: Speaker) -> None:
    check(stays, goes)
    invitation = find_invitation(goes)
    if invitation is not None and find_invitation(stays) is not None:
        db.session.delete(invitation)
    elif invitation is not None:
        invitation.speaker = stays
    db.session.flush()
    _hand_over_materials(stays, goes)
    for kind in ("speaker", "assistant"):
        _name_anew(goes.workshop_id, f"{kind}:{goes.id}", f"{kind}:{stays.id}")


def leave(speaker: Speaker, at: datetime, account_id: int | None) -> None:
    """Files go. Letters were written, official ones issued, and what came in was read: they stay,
    under a name that no other speaker ever gets, as numbers of rows are given out again."""
    slides = select(StoredFile).join(SlideFile, SlideFile.file_id == StoredFile.id)
    kept = [*db.session.scalars(slides.where(SlideFile.speaker_id == speaker.id))]
    kept += [speaker.photo] if speaker.photo is not None else []
    db.session.execute(delete(SlideFile).where(SlideFile.speaker_id == speaker.id))
    speaker.photo = None
    db.session.flush()
    for file in kept:
        files.forget(file)
    for kind in ("speaker", "assistant"):
        _name_anew(speaker.workshop_id, f"{kind}:{speaker.id}", removed_recipient(speaker.key))


def removed_recipient(key: str) -> str:
    """Of what was addressed to somebody who is on the list no more."""
    return f"removed:{key}"[:60]


def _name_anew(workshop_id: int, before: str, after: str) -> None:
    for model in (Letter, Received, OfficialLetter):
        db.session.execute(
            update(model)
            .where(model.workshop_id == workshop_id, model.recipient == before)
            .values(recipient=after)
        )


def _hand_over_materials(stays: Speaker, goes: Speaker) -> None:
    """Whoever stays keeps what they have; what they lack comes from the other."""
    stays.biography = _joined(stays.biography, goes.biography)
    stays.please_translate = stays.please_translate or goes.please_translate
    photo, alt, spare = goes.photo, goes.photo_alt, None
    goes.photo = None
    db.session.flush()
    if stays.photo is None:
        stays.photo, stays.photo_alt = photo, alt
    else:
        spare = photo
    db.session.execute(
        update(SpeakerConsent)
        .where(SpeakerConsent.speaker_id == goes.id)
        .values(speaker_id=stays.id)
    )
    _hand_over_slides(stays, goes)
    db.session.flush()
    if spare is not None:
        files.forget(spare)


def _hand_over_slides(stays: Speaker, goes: Speaker) -> None:
    """Both may have handed in to the same item: the newest of all counts."""
    both = db.session.scalars(
        select(SlideFile)
        .where(SlideFile.speaker_id.in_((stays.id, goes.id)))
        .order_by(SlideFile.item_uid, SlideFile.at, SlideFile.id)
    ).all()
    if all(one.speaker_id == stays.id for one in both):
        return
    counted: dict[str, int] = {}
    for one in both:
        counted[one.item_uid] = counted.get(one.item_uid, 0) + 1
        one.speaker_id, one.number = stays.id, -counted[one.item_uid]
    db.session.flush()  # none has a number of another on the way
    for one in both:
        one.number = -one.number
    db.session.flush()


def _joined(mine: Text | None, theirs: Text | None) -> Text | None:
    """By language."""
    return {**(theirs or {}), **(mine or {})} or None


def _is_blank(invitation: Invitation) -> bool:
    """Begun and no more: no words of the organisers, no letter, no answer."""
    return (
        invitation.state is InvitationState.DRAFTED
        and not invitation.message
        and not invitation.letters
    )


JOINT = Joint(move=move, leave=leave, weight=weight, check=check)
