"""The checklist of a speaker who accepted: what is asked, by when, and what is missing of it.

For the desk, for the organisers' board in a constant number of queries, and for the one letter
that reminds of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.agenda.models import AgendaItem, ItemPart
from app.agenda.rules.words import ItemState, Kind
from app.extensions import db
from app.i18n import LANGUAGES, gettext, lazy_gettext, texts
from app.i18n import language as spoken
from app.invitations.models import Invitation, SlideFile, SpeakerConsent
from app.invitations.queries import plan_of
from app.invitations.rules import Consent, InvitationState, Task
from app.invitations.rules.clocks import clock_of
from app.invitations.rules.handing_in import Asked, Gap, HandedIn, OwnTalk, stand
from app.invitations.rules.plans import Plan
from app.people.models import Speaker
from app.people.rules import Part
from app.workshops.models import Workshop

#: Kinds of items that have a title, an abstract and slides of whoever speaks.
OF_SPEAKERS = (Kind.TALK, Kind.OTHER)

#: As the checklist names its lines.
NAMES = {
    Task.TITLE: lazy_gettext("Title of your talk"),
    Task.ABSTRACT: lazy_gettext("Abstract"),
    Task.BIOGRAPHY: lazy_gettext("Biography"),
    Task.PHOTO: lazy_gettext("Photo"),
    Task.SLIDES: lazy_gettext("Slides"),
    Task.CONSENTS: lazy_gettext("What may be recorded and published"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One task, with words in the language that is spoken when they are asked for."""

    said: Asked

    @property
    def task(self) -> Task:
        return self.said.task

    @property
    def name(self) -> str:
        return str(NAMES[self.task])

    @property
    def asked(self) -> bool:
        return self.said.asked

    @property
    def by(self) -> date | None:
        return self.said.by

    @property
    def done(self) -> bool:
        return self.said.done

    @property
    def overdue(self) -> bool:
        return self.said.overdue

    @property
    def open(self) -> bool:
        return self.said.open

    @property
    def talks(self) -> tuple[OwnTalk, ...]:
        """Those it is done for, where it is done for each talk."""
        return self.said.talks

    @property
    def missing(self) -> list[str]:
        """A short sentence for each thing that is missing; empty when the task is done."""
        return [_in_words(gap) for gap in self.said.gaps]


@dataclass(frozen=True, slots=True)
class Checklist:
    lines: tuple[Line, ...]

    def __getitem__(self, task: Task) -> Line:
        return next(line for line in self.lines if line.task is task)

    @property
    def asked(self) -> list[Line]:
        """Those that are asked, in their order."""
        return [line for line in self.lines if line.asked]

    @property
    def missing(self) -> list[Line]:
        """Those that are asked and not done."""
        return [line for line in self.lines if line.asked and not line.done]

    @property
    def overdue(self) -> list[Line]:
        return [line for line in self.lines if line.overdue]

    @property
    def is_done(self) -> bool:
        return not self.missing

    @property
    def next_day(self) -> date | None:
        """The first last day of what is missing."""
        return min((line.by for line in self.missing if line.by), default=None)


def _in_words(gap: Gap) -> str:
    which = _which(gap)
    if gap.task is Task.PHOTO:
        return gettext("your photo")
    if gap.consent is not None:
        return _CONSENTS[gap.consent]()
    if gap.language is not None:
        called = LANGUAGES.get(gap.language, gap.language)
        return {
            Task.TITLE: lambda: gettext("the title in %(language)s", language=called),
            Task.ABSTRACT: lambda: gettext("the abstract in %(language)s", language=called),
            Task.BIOGRAPHY: lambda: gettext("your biography in %(language)s", language=called),
        }[gap.task]()
    if which is not None:
        return {
            Task.TITLE: lambda: gettext("the title of “%(talk)s”", talk=which),
            Task.ABSTRACT: lambda: gettext("the abstract of “%(talk)s”", talk=which),
            Task.SLIDES: lambda: gettext("the slides of “%(talk)s”", talk=which),
        }[gap.task]()
    return {
        Task.TITLE: lambda: gettext("the title of your talk"),
        Task.ABSTRACT: lambda: gettext("the abstract of your talk"),
        Task.SLIDES: lambda: gettext("the slides of your talk"),
        Task.BIOGRAPHY: lambda: gettext("your biography"),
    }[gap.task]()


_CONSENTS = {
    Consent.RECORD: lambda: gettext("whether your talk may be recorded"),
    Consent.PUBLISH_SLIDES: lambda: gettext("whether your slides may be published"),
    Consent.USE_PHOTO: lambda: gettext("whether your photo may be shown"),
}


def _which(gap: Gap) -> str | None:
    talk = gap.talk
    return texts.words(talk.title or talk.subject, spoken()) or None if talk else None


# -- Reading --------------------------------------------------------------------------------------


def of(speaker: Speaker, plan: Plan | None = None, *, at: datetime) -> Checklist:
    """The checklist of one speaker, by the plan of the workshop unless one is given."""
    plan = plan or plan_of(speaker.workshop_id)
    return of_many([speaker], {speaker.workshop_id: plan}, at)[speaker.id]


def checklists_of(workshop: Workshop, at: datetime) -> dict[int, Checklist]:
    """Of everybody who accepted, by id of the speaker; five queries for any number of people."""
    speakers = db.session.scalars(
        select(Speaker)
        .join(Invitation, Invitation.speaker_id == Speaker.id)
        .where(Invitation.workshop_id == workshop.id, Invitation.state == InvitationState.ACCEPTED)
    ).all()
    return of_many(speakers, {workshop.id: plan_of(workshop.id)}, at)


def of_many(
    speakers: Sequence[Speaker], plans: Mapping[int, Plan], at: datetime
) -> dict[int, Checklist]:
    """Of these, by id, each by the plan of their workshop; three queries, none for nobody."""
    if not speakers:
        return {}
    ids = [speaker.id for speaker in speakers]
    talks, slides, consents = _talks(ids), slides_of(ids), consents_of(ids)
    return {
        speaker.id: Checklist(
            tuple(
                Line(asked)
                for asked in stand(
                    plans[speaker.workshop_id].tasks,
                    HandedIn(
                        languages=tuple(speaker.workshop.languages),
                        please_translate=speaker.please_translate,
                        talks=tuple(
                            _talk(item, slides.get(speaker.id, {}))
                            for item in talks.get(speaker.id, ())
                        ),
                        biography=speaker.biography,
                        has_photo=speaker.photo_id is not None,
                        consents={
                            kind: one.given for kind, one in consents.get(speaker.id, {}).items()
                        },
                    ),
                    zone=clock_of(
                        speaker.person.time_zone,
                        speaker.person.country,
                        speaker.workshop.time_zone,
                    ),
                    at=at,
                )
            )
        )
        for speaker in speakers
    }


def _talk(item: AgendaItem, slides: Mapping[str, SlideFile]) -> OwnTalk:
    return OwnTalk(
        key=item.key,
        uid=item.uid,
        title=item.title,
        subject=item.subject,
        abstract=item.abstract,
        has_slides=item.uid in slides,
    )


def talks_of(speaker: Speaker) -> list[AgendaItem]:
    """The items of the draft that this speaker gives, in the order of the agenda."""
    return _talks([speaker.id]).get(speaker.id, [])


def _talks(speaker_ids: Collection[int]) -> dict[int, list[AgendaItem]]:
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    rows = db.session.execute(
        select(ItemPart.speaker_id, AgendaItem)
        .join(AgendaItem, AgendaItem.id == ItemPart.item_id)
        .where(
            ItemPart.speaker_id.in_(speaker_ids),
            ItemPart.part == Part.SPEAKER,
            AgendaItem.kind.in_(OF_SPEAKERS),
            AgendaItem.state.is_(None) | (AgendaItem.state != ItemState.CANCELLED),
        )
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    for speaker_id, item in rows:
        if speaker_id is not None and item not in found[speaker_id]:
            found[speaker_id].append(item)
    return found


def slides_of(speaker_ids: Collection[int]) -> dict[int, dict[str, SlideFile]]:
    """The newest slides, by speaker and UID of the item."""
    newest = (
        select(
            SlideFile.speaker_id, SlideFile.item_uid, func.max(SlideFile.number).label("number")
        )
        .where(SlideFile.speaker_id.in_(speaker_ids))
        .group_by(SlideFile.speaker_id, SlideFile.item_uid)
        .subquery()
    )
    rows = db.session.scalars(
        select(SlideFile).join(
            newest,
            (SlideFile.speaker_id == newest.c.speaker_id)
            & (SlideFile.item_uid == newest.c.item_uid)
            & (SlideFile.number == newest.c.number),
        )
    )
    found: dict[int, dict[str, SlideFile]] = defaultdict(dict)
    for one in rows:
        found[one.speaker_id][one.item_uid] = one
    return found


def consents_of(speaker_ids: Collection[int]) -> dict[int, dict[Consent, SpeakerConsent]]:
    """What counts now, by speaker and kind: the newest row of each."""
    newest = (
        select(func.max(SpeakerConsent.id))
        .where(SpeakerConsent.speaker_id.in_(speaker_ids))
        .group_by(SpeakerConsent.speaker_id, SpeakerConsent.kind)
    )
    rows = db.session.scalars(select(SpeakerConsent).where(SpeakerConsent.id.in_(newest)))
    found: dict[int, dict[Consent, SpeakerConsent]] = defaultdict(dict)
    for one in rows:
        found[one.speaker_id][one.kind] = one
    return found
