"""What speakers let the public see beside the agenda, as it is now: portraits and slides.

Both are live and in no version: whoever takes a consent back is not shown with the next look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, literal, null, select, union_all

from app.agenda.published import Published, while_unchanged
from app.agenda.rules.document import Document
from app.extensions import Text, db
from app.files.models import StoredFile
from app.files.rules import KINDS
from app.i18n.punctuation import comma
from app.invitations.models import Invitation, SlideFile, SpeakerConsent
from app.invitations.rules import Consent, InvitationState
from app.people.models import Speaker
from app.registration.own_page import megabytes

#: Who gives no part any more, though a version may still name them.
_LEFT = (
    InvitationState.DRAFTED,
    InvitationState.DECLINED,
    InvitationState.DELEGATED,
    InvitationState.WITHDRAWN,
    InvitationState.LAPSED,
)


@dataclass(frozen=True, slots=True)
class Portrait:
    #: Of the file, and in its address.
    key: str
    #: By language, in pairs, so that it can be part of a key.
    alt: tuple[tuple[str, str], ...]

    @property
    def text(self) -> Text:
        return dict(self.alt)


@dataclass(frozen=True, slots=True)
class Slides:
    #: Of the file, and in its address.
    key: str
    name: str
    media_type: str
    size: int

    @property
    def kind_and_size(self) -> str:
        ending = KINDS[self.media_type][0].lstrip(".").upper()
        return comma([ending, megabytes(self.size)])


@dataclass(frozen=True, slots=True)
class Beside:
    """In pairs, by key of the person and by UID of the item."""

    portraits: tuple[tuple[str, Portrait], ...] = ()
    slides: tuple[tuple[str, Slides], ...] = ()

    def portrait_of(self, person: str | None) -> Portrait | None:
        return next((one for key, one in self.portraits if key == person), None)

    def slides_to(self, uid: str) -> list[Slides]:
        return [one for key, one in self.slides if key == uid]


def beside(found: Published) -> Beside:
    """For pages, in one plain query while nothing changes."""

    def read() -> Beside:
        with db.engine.connect() as connection:
            return _read(found.workshop_id, found.document, connection)

    return while_unchanged(("invitations.beside", found.version_id, found.published_at), read)


def file_shown(found: Published, key: str, *, of: str) -> StoredFile | None:
    """The file with this key if it is shown now; `of` says whether as portraits or slides."""
    now = _read(found.workshop_id, found.document, db.session.connection())
    shown: Iterable[tuple[str, Portrait | Slides]] = (
        now.portraits if of == "portraits" else now.slides
    )
    if all(one.key != key for _, one in shown):
        return None
    return db.session.scalar(select(StoredFile).where(StoredFile.key == key))


def _read(workshop_id: int, document: Document, connection: Connection) -> Beside:
    people = {
        part.person for item in document.shown() for part in item.speakers if part.person
    } | {guest.person for theme in document.themes for guest in theme.guests if guest.person}
    named = {
        (item.uid, part.person)
        for item in document.shown()
        for part in item.speakers
        if part.person
    }
    portraits, slides = [], []
    for row in connection.execute(_wanted(workshop_id)):
        if row.uid is None and row.person in people:
            alt = tuple(sorted((row.alt or {}).items()))
            portraits.append((row.person, Portrait(row.key, alt)))
        elif (row.uid, row.person) in named:
            slides.append((row.uid, Slides(row.key, row.name, row.media_type, row.size)))
    return Beside(tuple(portraits), tuple(slides))


def _wanted(workshop_id: int) -> Any:
    """Portraits, without the UID of an item, and the newest slides: those that are allowed."""
    file = (StoredFile.key, StoredFile.name, StoredFile.media_type, StoredFile.size)
    portraits = _allowed(
        select(
            Speaker.key.label("person"),
            null().label("uid"),
            *_labelled(file),
            Speaker.photo_alt.label("alt"),
            Speaker.position.label("place"),
        ).join(StoredFile, StoredFile.id == Speaker.photo_id),
        Consent.USE_PHOTO,
        workshop_id,
    )
    newest = (
        select(
            SlideFile.speaker_id, SlideFile.item_uid, func.max(SlideFile.number).label("number")
        )
        .group_by(SlideFile.speaker_id, SlideFile.item_uid)
        .subquery()
    )
    slides = _allowed(
        select(
            Speaker.key.label("person"),
            SlideFile.item_uid.label("uid"),
            *_labelled(file),
            literal(None, Speaker.photo_alt.type).label("alt"),
            Speaker.position.label("place"),
        )
        .join(SlideFile, SlideFile.speaker_id == Speaker.id)
        .join(
            newest,
            and_(
                newest.c.speaker_id == SlideFile.speaker_id,
                newest.c.item_uid == SlideFile.item_uid,
                newest.c.number == SlideFile.number,
            ),
        )
        .join(StoredFile, StoredFile.id == SlideFile.file_id),
        Consent.PUBLISH_SLIDES,
        workshop_id,
    )
    both = union_all(portraits, slides).subquery()
    return select(both).order_by(both.c.place, both.c.person)


def _labelled(columns: Iterable[Any]) -> list[Any]:
    return [column.label(column.key) for column in columns]


def _allowed(wanted: Select[Any], kind: Consent, workshop_id: int) -> Select[Any]:
    """Only of speakers whose newest word about this is yes, and who have not left."""
    last = (
        select(func.max(SpeakerConsent.id).label("id"))
        .where(SpeakerConsent.kind == kind)
        .group_by(SpeakerConsent.speaker_id)
    )
    return (
        wanted.join(SpeakerConsent, SpeakerConsent.speaker_id == Speaker.id)
        .outerjoin(Invitation, Invitation.speaker_id == Speaker.id)
        .where(
            Speaker.workshop_id == workshop_id,
            SpeakerConsent.id.in_(last),
            SpeakerConsent.given,
            Invitation.state.is_(None) | Invitation.state.not_in(_LEFT),
        )
    )
