"""A workshop file as checked frozen values.

Fields stand in the order in which the file is written and bear the names they have in it.
None means *not recorded*. Moments are aware; days and clocks are those on the wall there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from app.agenda.rules.words import Colour, ItemState, Kind
from app.i18n.texts import Text
from app.invitations.rules import Task
from app.invitations.rules.papers import Paper
from app.invitations.rules.texts import LetterText
from app.people.rules import Part
from app.registration.rules.questions import QuestionKind, Step
from app.workshops.rules import Relation, Way

FORMAT = "plenum-workshop/1"
#: Days after the workshop after which people's data are erased, where a file does not say.
KEEP_DAYS = 365


#: Text by language, those of the workshop first and in their order.


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRelation:
    organisation: str
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeInFile:
    key: str
    name: Text
    organisations: tuple[ProgrammeRelation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationInFile:
    key: str
    name: Text
    short: str | None
    parent: str | None
    relation: Relation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayInFile:
    date: date
    starts: time | None
    ends: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomInFile:
    key: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PartInFile:
    #: Key of the person; None = there was one, unnamed.
    person: str | None
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeInFile:
    key: str
    number: str | None
    title: Text
    focus: Text | None
    colour: Colour | None
    guests: tuple[PartInFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInFile:
    key: str
    name: str
    family: str | None
    given: str | None
    native_name: str | None
    other_names: tuple[str, ...]
    email: str | None
    affiliation: Text | None
    position: Text | None
    country: str | None
    time_zone: str | None
    language: str | None
    #: As of the workshop's day; None leaves what is there, which the person may have handed in.
    biography: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInFile:
    key: str
    kind: Kind
    day: date | None
    theme: str | None
    room: str | None
    title: Text | None
    subject: Text | None
    minutes: int | None
    pinned: time | None
    state: ItemState | None
    abstract: Text | None
    summary: Text | None
    caption: Text | None
    speakers: tuple[PartInFile, ...]
    #: Of the calendar entry; None = the one it has here, or a fresh one.
    uid: str | None
    sequence: int | None


#: Fields with a default are left out of a file where they say no more than that.
@dataclass(frozen=True, slots=True, kw_only=True)
class WhenInFile:
    """Asked of whom all of this is true of; what is missing is true of everybody."""

    way: Way | None = None
    countries: tuple[str, ...] = ()
    question: str | None = None
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceInFile:
    key: str
    label: Text
    places: int | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionInFile:
    key: str
    label: Text
    kind: QuestionKind
    required: bool
    #: A bare text is a choice whose key is made of its words.
    choices: tuple[Text | ChoiceInFile, ...] | None
    hint: Text | None = None
    why: Text | None = None
    when: WhenInFile | None = None
    step: Step = Step.FORM
    long: bool = False
    may_decline: bool = False
    keep_days: int | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentInFile:
    key: str
    label: Text
    required: bool
    details: Text | None = None
    version: int = 1
    when: WhenInFile | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationInFile:
    opens: datetime | None
    closes: datetime | None
    #: A number per way, None = unlimited; a way that is missing is not offered.
    seats: dict[Way, int | None]
    waiting_list: bool
    approval: bool
    confirm_email: bool
    questions: tuple[QuestionInFile, ...]
    consents: tuple[ConsentInFile, ...]
    offer_hours: int | None = None
    reminders: bool = True
    #: None = nothing is erased by itself.
    keep_days: int | None = KEEP_DAYS
    responsible: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationsInFile:
    """How speakers are asked: never who was asked, and what they answered or handed in."""

    answer_by: date | None
    reminds: bool
    lapses: bool
    #: With their last days; what is not in it is not asked.
    tasks: dict[Task, date | None]
    #: In the organisers' own words, by language.
    texts: dict[str, LetterText] = field(default_factory=dict)
    #: What official letters share.
    paper: Paper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopInFile:
    slug: str
    practice: bool
    title: Text
    note: Text | None
    purpose: Text | None
    languages: tuple[str, ...]
    spoken: tuple[str, ...] | None
    time_zone: str | None
    zones: tuple[str, ...]
    way: Way | None
    place: Text | None
    join_url: str | None
    contact: Text | None
    programme: ProgrammeInFile | None
    organisations: tuple[OrganisationInFile, ...]
    days: tuple[DayInFile, ...]
    rooms: tuple[RoomInFile, ...]
    themes: tuple[ThemeInFile, ...]
    people: tuple[PersonInFile, ...]
    items: tuple[ItemInFile, ...]
    registration: RegistrationInFile | None
    #: None leaves what is there: older files do not know of it.
    invitations: InvitationsInFile | None = None
