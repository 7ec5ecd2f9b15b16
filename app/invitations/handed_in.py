"""What speakers hand in, as pages of the desk and of the organisers show it alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import exists, or_, select

from app.agenda.models import AgendaItem
from app.extensions import Text, db
from app.i18n import gettext, language, speaking, texts
from app.invitations.checklist import Checklist, Line, talks_of
from app.invitations.models import SlideFile, SpeakerConsent
from app.invitations.rules import Consent, Task
from app.invitations.rules.handing_in import OF_TALKS
from app.people.models import Speaker
from app.people.rules import called


def talk_of(speaker: Speaker, key: str) -> AgendaItem | None:
    return next((item for item in talks_of(speaker) if item.key == key), None)


def proposed_alt(speaker: Speaker) -> Text:
    """What a portrait shows, as far as we can say it."""
    said = {}
    for code in speaker.workshop.languages:
        with speaking(code):
            person = speaker.person
            name = called(person.name, person.native_name, code)
            said[code] = gettext("Portrait of %(name)s", name=name)
    return said


def earlier_biography(speaker: Speaker) -> Text | None:
    """What the same person said of themselves at another workshop, the latest one."""
    return db.session.scalar(
        select(Speaker.biography)
        .where(
            Speaker.person_id == speaker.person_id,
            Speaker.id != speaker.id,
            Speaker.biography.is_not(None),
        )
        .order_by(Speaker.id.desc())
        .limit(1)
    )


def version_of(speaker: Speaker, key: str, number: int) -> SlideFile | None:
    """This version of the slides to an own talk."""
    item = talk_of(speaker, key)
    if item is None:
        return None
    return db.session.scalar(
        select(SlideFile).where(
            SlideFile.speaker_id == speaker.id,
            SlideFile.item_uid == item.uid,
            SlideFile.number == number,
        )
    )


def gave(speaker: Speaker) -> bool:
    """Whether there is anything that could be taken back; one query at most."""
    said = exists().where(SpeakerConsent.speaker_id == speaker.id)
    slides = exists().where(SlideFile.speaker_id == speaker.id)
    return speaker.photo_id is not None or bool(db.session.scalar(select(or_(said, slides))))


def left_behind(speaker: Speaker, listed: Checklist) -> list[Line]:
    """Of consents, photo and slides those of which there is something to take back."""
    photo, slides, consents = (listed[task] for task in _TAKEN_BACK)
    kept = {
        Task.PHOTO: speaker.photo_id is not None,
        Task.SLIDES: any(talk.has_slides for talk in slides.talks),
    }
    has_said = len(consents.said.gaps) < len(Consent)
    kept[Task.CONSENTS] = has_said or any(kept.values())
    return [line for line in (consents, photo, slides) if kept[line.task]]


_TAKEN_BACK = (Task.PHOTO, Task.SLIDES, Task.CONSENTS)


# -- Where ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to hand in: what it is called, and where."""

    name: str
    address: str


_PAGES = {
    Task.TITLE: "materials.talk",
    Task.ABSTRACT: "materials.talk",
    Task.BIOGRAPHY: "materials.biography",
    Task.PHOTO: "material_files.photo",
    Task.SLIDES: "material_files.slides",
    Task.CONSENTS: "materials.consents",
}


def ways_back(line: Line, token: str) -> list[Step]:
    """The pages on which what is there of this task can be taken back."""
    if line.task is not Task.SLIDES:
        return steps(line, token)
    found = zip(steps(line, token), line.talks, strict=True)
    return [step for step, talk in found if talk.has_slides]


def steps(line: Line, token: str) -> list[Step]:
    """The pages on which this task is done: one, or one for each talk."""
    page = _PAGES[line.task]
    if line.task not in OF_TALKS:
        return [Step(line.name, url_for(page, token=token))]
    return [
        Step(
            texts.words(talk.title or talk.subject, language()) or line.name,
            url_for(page, token=token, key=talk.key),
        )
        for talk in line.talks
    ]


def next_address(listed: Checklist, done: Collection[Task], token: str) -> Step | None:
    """What is still missing, first of what comes after what was just done."""
    order = list(Task)
    last = max((order.index(task) for task in done), default=-1)
    lines = sorted(listed.missing, key=lambda line: order.index(line.task) <= last)
    for line in lines:
        if line.task in done or not line.open:
            continue
        missing = {gap.talk.key for gap in line.said.gaps if gap.talk}
        for step, talk in zip(steps(line, token), line.talks or (None,), strict=False):
            if talk is None or talk.key in missing:
                return Step(line.name, step.address)
    return None
