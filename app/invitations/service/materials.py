"""What speakers hand in and allow: by themselves, by an assistant, or by the organisers for them.

Texts of a talk go into the draft of the agenda with its history, and wait to be published there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from app.agenda.models import AgendaItem
from app.agenda.rules.history import Act
from app.agenda.service.history import record
from app.audit.service import note
from app.extensions import Text, db
from app.files import service as files
from app.files.rules import Stream, Upload
from app.invitations import checklist, queries
from app.invitations.models import Invitation, SlideFile, SpeakerConsent
from app.invitations.rules import Consent, InvitationState, Task, Via, handing_in
from app.invitations.service import acting
from app.invitations.service.telling import knows_title
from app.people.models import Speaker
from app.workshops.rules import Stale


def describe_talk(
    speaker: Speaker,
    key: str,
    *,
    title: Text | None,
    abstract: Text | None,
    please_translate: bool | None = None,
    seen: str | None = None,
    via: Via,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """Title and abstract of an own item, in the draft; None of `please_translate` leaves it.

    `seen` is the fingerprint of both as the form showed them. Raises NotYours, Stale where
    somebody else has changed them meanwhile, and as `check`.
    """
    invitation = queries.find_invitation(speaker)
    if invitation is not None:
        acting.hold(invitation)  # what they were told is noted in it, once the workshop is held
    with record(speaker.workshop, Act.ITEM_CHANGED, subject=key, at=at, account_id=account_id):
        item = _own_item(speaker, key)
        db.session.refresh(item)
        wanted = {"title": title, "abstract": abstract}
        fields = [name for name, text in wanted.items() if (getattr(item, name) or None) != text]
        tasks = {"title": Task.TITLE, "abstract": Task.ABSTRACT}
        for name in fields:
            check(speaker, tasks[name], via=via, at=at)
        # Where all of it stands as wanted, nobody's words would be lost.
        now = handing_in.fingerprint(item.title, item.abstract)
        if fields and seen not in (None, now):
            raise Stale
        for name in fields:
            setattr(item, name, wanted[name])
        if "title" in fields and via is Via.DESK:
            knows_title(speaker, item.uid, title)
    if _translate(speaker, please_translate):
        fields.append("please_translate")
    _noted("speaker.talk", speaker, via, at, account_id, fields)


def write_biography(
    speaker: Speaker,
    text: Text | None,
    *,
    please_translate: bool | None = None,
    seen: str | None = None,
    via: Via,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """As of this workshop's day. Raises Stale, and as `check`."""
    check(speaker, Task.BIOGRAPHY, via=via, at=at)
    fields = []
    if (speaker.biography or None) != text:
        if seen is not None and seen != handing_in.fingerprint(speaker.biography):
            raise Stale
        speaker.biography = text
        fields.append("biography")
    if _translate(speaker, please_translate):
        fields.append("please_translate")
    db.session.flush()
    _noted("speaker.biography", speaker, via, at, account_id, fields)


def _translate(speaker: Speaker, wanted: bool | None) -> bool:
    if wanted is None or speaker.please_translate == wanted:
        return False
    speaker.please_translate = wanted
    return True


# -- Photo ----------------------------------------------------------------------------------------


def take_photo(
    speaker: Speaker,
    portrait: Upload | None,
    *,
    alt: Text | None,
    via: Via,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """A new portrait, or None for new words about the one there is. Raises as `check`."""
    _hold(speaker)
    check(speaker, Task.PHOTO, via=via, at=at)
    fields = []
    if portrait is not None:
        before = speaker.photo
        speaker.photo = files.keep(portrait, at=at)
        db.session.flush()
        if before is not None:
            files.forget(before)
        fields.append("photo")
    if (speaker.photo_alt or None) != alt:
        speaker.photo_alt = alt
        fields.append("photo_alt")
    db.session.flush()
    _noted("speaker.photo", speaker, via, at, account_id, fields)


def remove_photo(
    speaker: Speaker, *, via: Via, at: datetime, account_id: int | None = None
) -> None:
    """At any time; twice it is nothing."""
    if speaker.photo is None:
        return
    before, speaker.photo, speaker.photo_alt = speaker.photo, None, None
    db.session.flush()
    files.forget(before)
    _noted("speaker.photo_removed", speaker, via, at, account_id, ["photo"])


# -- Slides ---------------------------------------------------------------------------------------


def add_slides(
    speaker: Speaker,
    key: str,
    upload: Stream,
    *,
    via: Via,
    at: datetime,
    account_id: int | None = None,
) -> SlideFile:
    """The next version of the slides to an own item; of very many the oldest goes.

    The same file once more is the version that is there. Raises NotYours, and as `check`.
    """
    _hold(speaker)
    check(speaker, Task.SLIDES, via=via, at=at)
    item = _own_item(speaker, key)
    versions = slides_to(speaker, item.uid)
    file = files.keep(upload, at=at)
    if versions and versions[0].file.sha256 == file.sha256:
        files.forget(file)
        return versions[0]
    for old in versions[handing_in.MOST_VERSIONS - 1 :]:
        _drop(old)
    newest = db.session.scalar(
        select(func.max(SlideFile.number)).where(
            SlideFile.speaker_id == speaker.id, SlideFile.item_uid == item.uid
        )
    )
    slides = SlideFile(
        speaker_id=speaker.id,
        item_uid=item.uid,
        number=(newest or 0) + 1,
        file=file,
        at=at,
        via=via,
    )
    db.session.add(slides)
    db.session.flush()
    _noted("speaker.slides", speaker, via, at, account_id, ["slides"])
    return slides


def remove_slides(
    speaker: Speaker,
    slides: SlideFile,
    *,
    via: Via,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """One version, at any time: what was sent by mistake has to go."""
    _drop(slides)
    _noted("speaker.slides_removed", speaker, via, at, account_id, ["slides"])


def _drop(slides: SlideFile) -> None:
    file = slides.file
    db.session.delete(slides)
    db.session.flush()
    files.forget(file)


def slides_to(speaker: Speaker, item_uid: str) -> list[SlideFile]:
    """Every version, the newest first."""
    return list(
        db.session.scalars(
            select(SlideFile)
            .where(SlideFile.speaker_id == speaker.id, SlideFile.item_uid == item_uid)
            .order_by(SlideFile.number.desc())
        )
    )


# -- Consents -------------------------------------------------------------------------------------


def consent(
    speaker: Speaker,
    given: Mapping[Consent, bool],
    *,
    words: Mapping[Consent, str],
    language: str,
    via: Via,
    at: datetime,
    account_id: int | None = None,
) -> None:
    """Yes or no to each, in the words that were read; what stands already is not said again.

    At any time. Raises NotAccepted where something is allowed by who has not accepted: they
    only take back, and what they leave ticked stands as it was said.
    """
    now = checklist.consents_of([speaker.id]).get(speaker.id, {})
    only_takes_back = via is not Via.ORGANISER and not hands_in(speaker)
    changed = []
    for kind, yes in given.items():
        before = now.get(kind)
        if only_takes_back and yes == (before is not None and before.given):
            continue
        if before is not None and before.given == yes and (not yes or before.words == words[kind]):
            continue
        if yes:
            check(speaker, Task.CONSENTS, via=via, at=at)
        changed.append(kind.value)
        db.session.add(
            SpeakerConsent(
                speaker_id=speaker.id,
                kind=kind,
                given=yes,
                words=words[kind],
                language=language,
                at=at,
                via=via,
            )
        )
    db.session.flush()
    _noted("speaker.consents", speaker, via, at, account_id, changed)


def take_back(
    speaker: Speaker, kind: Consent, *, via: Via, at: datetime, account_id: int | None = None
) -> None:
    """A consent that was given holds no longer. Nothing where there is none."""
    before = checklist.consents_of([speaker.id]).get(speaker.id, {}).get(kind)
    if before is not None and before.given:
        consent(
            speaker,
            {kind: False},
            words={kind: before.words},
            language=before.language,
            via=via,
            at=at,
            account_id=account_id,
        )


# -- Whether --------------------------------------------------------------------------------------


def hands_in(speaker: Speaker) -> bool:
    """Whether the speaker has accepted a part in a workshop that takes place."""
    invitation = queries.find_invitation(speaker)
    return (
        invitation is not None
        and invitation.state is InvitationState.ACCEPTED
        and not speaker.workshop.is_cancelled
    )


def check(speaker: Speaker, task: Task, *, via: Via, at: datetime) -> None:
    """Organisers may at any time. Others raise NotAccepted or LastDayOver."""
    if via is Via.ORGANISER:
        return
    if not hands_in(speaker):
        raise handing_in.NotAccepted
    if not checklist.of(speaker, at=at)[task].open:
        raise handing_in.LastDayOver


def _hold(speaker: Speaker) -> None:
    """Two files that come at once are taken one after the other, and none of who has left since
    the upload began. Raises NotAccepted."""
    invitation = (
        select(Invitation)
        .where(Invitation.speaker_id == speaker.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    db.session.scalars(invitation).one_or_none()
    here = select(Speaker.id).where(Speaker.id == speaker.id).with_for_update()
    if db.session.scalar(here) is None:
        raise handing_in.NotAccepted


def _own_item(speaker: Speaker, key: str) -> AgendaItem:
    item = next((one for one in checklist.talks_of(speaker) if one.key == key), None)
    if item is None:
        raise handing_in.NotYours
    return item


def _noted(
    action: str,
    speaker: Speaker,
    via: Via,
    at: datetime,
    account_id: int | None,
    fields: list[str],
) -> None:
    if fields:
        note(
            action,
            at=at,
            actor=acting.ACTORS.get(via, "account"),
            account_id=account_id,
            workshop_id=speaker.workshop_id,
            subject=f"speaker:{speaker.id}",
            fields=fields,
        )
