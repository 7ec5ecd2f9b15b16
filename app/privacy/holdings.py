"""Everything that is kept of one participant, as plain values: for their own eyes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.audit.models import AuditEntry
from app.extensions import db
from app.i18n import LANGUAGES, gettext, language, lazy_gettext, texts, zones
from app.invitations.queries import find_invitation, letters_to
from app.mail.message import readable
from app.mail.models import Letter
from app.mail.rules import LetterState
from app.people import countries
from app.registration import queries, words
from app.registration.models import Answer, ConsentNote, Registration, RegistrationForm
from app.registration.rules import Channel, Source
from app.registration.rules.questions import NOT_SAID, Question, QuestionKind, questions
from app.workshops import words as log_words


@dataclass(frozen=True, slots=True)
class Fact:
    #: Names it in the file for programs.
    key: str
    label: str
    #: As people read it; empty where nothing was said.
    words: str
    #: As programs read it.
    value: Any = None


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    title: str
    #: One or more entries of facts; none = we hold nothing of this kind.
    entries: tuple[tuple[Fact, ...], ...]


SOURCES = {
    Source.FORM: lazy_gettext("you registered yourself"),
    Source.GROUP: lazy_gettext("somebody registered you with a group"),
    Source.ADDED: lazy_gettext("the organisers entered you"),
    Source.HANDED_OVER: lazy_gettext("a participant handed the place over to you"),
    Source.WALK_IN: lazy_gettext("you came without registering"),
    Source.SPEAKER: lazy_gettext("you accepted to speak"),
}
CHANNELS = {
    Channel.FORM: lazy_gettext("on the form"),
    Channel.OWN_PAGE: lazy_gettext("on your page"),
    Channel.ORGANISERS: lazy_gettext("entered by the organisers"),
}
SEEN = {
    Seen.DOOR: lazy_gettext("checked in by the organisers"),
    Seen.ONLINE: lazy_gettext("went to the online meeting by your link"),
}
SENT = {
    LetterState.WAITING: lazy_gettext("waiting to be sent"),
    LetterState.SENDING: lazy_gettext("being sent"),
    LetterState.SENT: lazy_gettext("sent"),
    LetterState.NO_SUCH_ADDRESS: lazy_gettext("not delivered"),
    LetterState.GAVE_UP: lazy_gettext("not delivered"),
}


def of(registration: Registration) -> list[Part]:
    """In the order in which people look for it, in the spoken language."""
    return [
        _told(registration),
        _standing(registration),
        _answers(registration),
        _consents(registration),
        _attendance(registration),
        _letters(registration),
        *_as_speaker(registration),
        _log(registration),
    ]


def as_data(parts: Iterable[Part]) -> dict[str, Any]:
    return {
        part.key: [{fact.key: fact.value for fact in entry} for entry in part.entries]
        for part in parts
    }


def _told(one: Registration) -> Part:
    facts = (
        Fact("name", gettext("Name"), one.name, one.name),
        _said("native_name", gettext("Name in its own script"), one.native_name),
        _said("address_as", gettext("Form of address"), one.address_as),
        _said("email", gettext("E-mail address"), one.email),
        _said("affiliation", gettext("Organisation"), one.affiliation),
        _said("position", gettext("Role"), one.position),
        Fact(
            "country",
            gettext("Country or region"),
            countries.name(one.country, language()) or "",
            one.country,
        ),
        Fact(
            "language",
            gettext("Language of e-mails"),
            LANGUAGES.get(one.language, one.language),
            one.language,
        ),
        _said("time_zone", gettext("Time zone"), one.time_zone),
    )
    return Part("person", gettext("What you told us"), (facts,))


def _said(key: str, label: str, text: str | None) -> Fact:
    return Fact(key, label, text or "", text)


def _standing(one: Registration) -> Part:
    title = texts.words(one.workshop.title, language())
    facts = [
        Fact("workshop", gettext("Workshop"), title, title),
        Fact("state", gettext("State"), str(words.STATES[one.state]), one.state.value),
        Fact("way", gettext("You take part"), str(words.WAYS[one.way]), one.way.value),
        Fact("source", gettext("How you came in"), str(SOURCES[one.source]), one.source.value),
        _moment("registered_at", gettext("Registered"), one, one.at),
        _moment("state_since", gettext("In this state since"), one, one.state_at),
    ]
    if one.group is not None:
        facts.append(_said("group", gettext("Registered with a group by"), one.group.name))
    return Part("registration", gettext("Your registration"), (tuple(facts),))


def _moment(key: str, label: str, one: Registration, at: Any) -> Fact:
    if at is None:
        return Fact(key, label, "", None)
    return Fact(key, label, zones.when(at, queries.zone_of(one), language()), at.isoformat())


def _answers(one: Registration) -> Part:
    form = db.session.scalar(
        select(RegistrationForm).where(RegistrationForm.workshop_id == one.workshop_id)
    )
    asked = {question.key: question for question in questions(form.questions)} if form else {}
    rows = db.session.scalars(
        select(Answer).where(Answer.registration_id == one.id).order_by(Answer.id)
    )
    return Part(
        "answers", gettext("Your answers"), tuple(_answer(row, asked, one) for row in rows)
    )


def _answer(row: Answer, asked: Mapping[str, Question], one: Registration) -> tuple[Fact, ...]:
    question = asked.get(row.question)
    label = texts.words(question.label, language()) if question else row.question
    facts = [
        Fact("question", gettext("Question"), label, row.question),
        Fact("answer", gettext("Answer"), _in_words(row, question), row.value),
        _moment("at", gettext("On"), one, row.at),
    ]
    if row.file is not None:
        kept = {name: getattr(row.file, name) for name in ("key", "name", "media_type", "size")}
        facts[1] = Fact("file", gettext("File"), row.file.name, kept)
    return tuple(facts)


def _in_words(row: Answer, question: Question | None) -> str:
    said = row.value
    if said == NOT_SAID:
        return gettext("prefer not to say")
    if isinstance(said, bool):
        return gettext("yes") if said else gettext("no")
    if question is not None and question.kind is QuestionKind.COUNTRY and isinstance(said, str):
        return countries.name(said, language()) or said
    labels = (
        {one.key: texts.words(one.label, language()) for one in question.choices}
        if (question)
        else {}
    )
    if isinstance(said, list):
        return "; ".join(labels.get(one, str(one)) for one in said)
    return labels.get(said, str(said)) if said is not None else ""


def _consents(one: Registration) -> Part:
    rows = db.session.scalars(
        select(ConsentNote).where(ConsentNote.registration_id == one.id).order_by(ConsentNote.id)
    )
    return Part(
        "consents",
        gettext("What you agreed to"),
        tuple(
            (
                Fact("text", gettext("Text as you read it"), row.text, row.text),
                Fact(
                    "given",
                    gettext("Your decision"),
                    gettext("agreed") if row.given else gettext("not agreed, or taken back"),
                    row.given,
                ),
                Fact("version", gettext("Version of the text"), str(row.version), row.version),
                Fact(
                    "language",
                    gettext("Language"),
                    LANGUAGES.get(row.language, row.language),
                    row.language,
                ),
                Fact("channel", gettext("Where"), str(CHANNELS[row.channel]), row.channel.value),
                _moment("at", gettext("On"), one, row.at),
            )
            for row in rows
        ),
    )


def _attendance(one: Registration) -> Part:
    rows = db.session.scalars(
        select(Attendance).where(Attendance.registration_id == one.id).order_by(Attendance.id)
    )
    return Part(
        "attendance",
        gettext("When you were there"),
        tuple(
            (
                Fact("day", gettext("Day"), zones.day(row.day, language()), row.day.isoformat()),
                Fact("seen", gettext("How we know"), str(SEEN[row.seen]), row.seen.value),
                _moment("at", gettext("Noted"), one, row.at),
            )
            for row in rows
        ),
    )


def _letters(one: Registration) -> Part:
    rows = db.session.scalars(
        select(Letter)
        .where(Letter.workshop_id == one.workshop_id, Letter.recipient == f"registration:{one.id}")
        .order_by(Letter.id)
    )
    return Part(
        "letters",
        gettext("E-mails we wrote to you"),
        tuple(
            (
                _said("subject", gettext("Subject"), row.subject),
                _said("to", gettext("To"), row.to_email),
                Fact("state", gettext("State"), str(SENT[row.state]), row.state.value),
                _moment("at", gettext("Written"), one, row.written_at),
                _said("text", gettext("Text"), readable(row.text, row.links, row.language)),
            )
            for row in rows
        ),
    )


def _as_speaker(one: Registration) -> list[Part]:
    """What organisers recorded of somebody who speaks there too, and the invitation."""
    speaker = one.speaker
    if speaker is None:
        return []
    person, asked = speaker.person, find_invitation(speaker)
    names = [person.name, person.native_name, *person.other_names]
    facts = [
        _said("names", gettext("Names"), "; ".join(name for name in names if name)),
        _said("address_as", gettext("Form of address"), person.address_as),
        _said("email", gettext("E-mail address"), person.email),
        _said(
            "affiliation", gettext("Organisation"), texts.words(speaker.affiliation, language())
        ),
        _said("position", gettext("Role"), texts.words(speaker.post, language())),
    ]
    if asked is not None:
        facts += [
            _moment("invited_at", gettext("Invited"), one, asked.sent_at),
            _moment("answered_at", gettext("Answered"), one, asked.answered_at),
            _said("note", gettext("Your note"), asked.answer),
        ]
        facts += [
            _said(f"letter_{number}", gettext("E-mail"), letter.subject)
            for number, letter in enumerate(letters_to(speaker), 1)
        ]
    return [Part("speaker", gettext("As a speaker"), (tuple(facts),))]


def _log(one: Registration) -> Part:
    rows = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == f"registration:{one.id}")
        .order_by(AuditEntry.id)
    )
    return Part(
        "log",
        gettext("What was done"),
        tuple(
            (
                Fact("act", gettext("Act"), log_words.act(row), row.action),
                Fact("actor", gettext("By"), _actor(row), row.actor),
                _moment("at", gettext("On"), one, row.at),
            )
            for row in rows
        ),
    )


def _actor(row: AuditEntry) -> str:
    if row.actor == "account":
        return gettext("the organisers")
    if row.actor == "worker":
        return gettext("Plenum by itself")
    return gettext("you")
