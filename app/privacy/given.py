"""What a participant told: about themselves, in answers, by agreeing or not."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.extensions import db
from app.i18n import LANGUAGES, gettext, language, lazy_gettext, texts
from app.people import countries
from app.privacy.facts import Fact, Part, moment, said
from app.registration.models import Answer, ConsentNote, Registration, RegistrationForm
from app.registration.rules import Channel
from app.registration.rules.questions import NOT_SAID, Question, QuestionKind, questions

CHANNELS = {
    Channel.FORM: lazy_gettext("on the form"),
    Channel.OWN_PAGE: lazy_gettext("on your page"),
    Channel.ORGANISERS: lazy_gettext("entered by the organisers"),
}


def told(one: Registration) -> Part:
    facts = (
        Fact("name", gettext("Name"), one.name, one.name),
        said("native_name", gettext("Name in its own script"), one.native_name),
        said("address_as", gettext("Form of address"), one.address_as),
        said("email", gettext("E-mail address"), one.email),
        said("affiliation", gettext("Organisation"), one.affiliation),
        said("position", gettext("Role"), one.position),
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
        said("time_zone", gettext("Time zone"), one.time_zone),
    )
    return Part("person", gettext("What you told us"), (facts,))


def answers(one: Registration) -> Part:
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
        moment("at", gettext("On"), one, row.at),
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


def consents_given(one: Registration) -> Part:
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
                moment("at", gettext("On"), one, row.at),
            )
            for row in rows
        ),
    )
