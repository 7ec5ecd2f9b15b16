"""The participants' list as columns: what each is called, and what it says of somebody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n import gettext, language, lazy_gettext, texts
from app.i18n.punctuation import listed
from app.people import countries
from app.registration import queries
from app.registration.models import ConsentNote, RegistrationForm
from app.registration.queries.answers import HandedIn
from app.registration.rules import Source
from app.registration.rules.questions import (
    NOT_SAID,
    Consent,
    Question,
    QuestionKind,
    consents,
    questions,
)
from app.registration.rules.sheet import CONSENT, QUESTION, Column, Look

TITLES = {
    Column.POST: lazy_gettext("Organisation and role"),
    Column.COUNTRY: lazy_gettext("Country or region"),
    Column.WAY: lazy_gettext("How"),
    Column.STATE: lazy_gettext("State"),
    Column.AT: lazy_gettext("Asked"),
    Column.NATIVE_NAME: lazy_gettext("Name in its own script"),
    Column.ADDRESS_AS: lazy_gettext("How to address the person"),
    Column.SOURCE: lazy_gettext("How registered"),
    Column.GROUP: lazy_gettext("In the group of"),
    Column.LANGUAGE: lazy_gettext("Language of e-mails"),
    Column.CAME: lazy_gettext("Was there"),
}
SOURCES = {
    Source.FORM: lazy_gettext("by the form"),
    Source.GROUP: lazy_gettext("in a group"),
    Source.ADDED: lazy_gettext("added by organisers"),
    Source.HANDED_OVER: lazy_gettext("took over a place"),
    Source.WALK_IN: lazy_gettext("came to the door"),
    Source.SPEAKER: lazy_gettext("as a speaker"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks beside the usual, by key; retired ones keep their answers."""

    questions: Mapping[str, Question]
    consents: Mapping[str, Consent]

    @property
    def columns(self) -> list[str]:
        return [
            *(QUESTION + key for key in self.questions),
            *(CONSENT + key for key in self.consents),
        ]

    def title(self, column: str) -> str:
        """Also of a column of the usual kind."""
        if column.startswith(CONSENT):
            return texts.words(self.consents[column.removeprefix(CONSENT)].label, language())
        if column.startswith(QUESTION):
            return texts.words(self.questions[column.removeprefix(QUESTION)].label, language())
        return str(TITLES[Column(column)])


def asked(form: RegistrationForm | None) -> Asked:
    if form is None:
        return Asked({}, {})
    return Asked(
        {one.key: one for one in questions(form.questions)},
        {one.key: one for one in consents(form.consents)},
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What some people answered and agreed to, read at once."""

    asked: Asked
    answers: Mapping[int, Mapping[str, Any]]
    consents: Mapping[int, Mapping[str, ConsentNote]]
    #: Ids of who was there.
    came: Collection[int] = ()

    def words(self, id: int, column: str) -> str | None:
        """In the spoken language; None where nothing was said."""
        if column.startswith(CONSENT):
            note = self.consents.get(id, {}).get(column.removeprefix(CONSENT))
            return None if note is None else _yes_no(note.given)
        key = column.removeprefix(QUESTION)
        return answer(self.asked.questions.get(key), self.answers.get(id, {}).get(key))


def told(
    look: Look, here: Asked, ids: Collection[int], *, came: Callable[[], Collection[int]]
) -> Told:
    """No more is read than the columns show."""
    answers: Mapping[int, Mapping[str, Any]] = {}
    notes: Mapping[int, Mapping[str, ConsentNote]] = {}
    if any(column.startswith(QUESTION) for column in look.columns):
        answers = queries.answers_of_many(ids)
    if any(column.startswith(CONSENT) for column in look.columns):
        notes = queries.consents_of_many(ids)
    return Told(here, answers, notes, came() if Column.CAME in look.columns else ())


def answer(question: Question | None, value: Any) -> str | None:
    """One answer with the words of its question; of a question that is gone, as it was kept."""
    if value is None or value in ("", []):
        return None
    if value == NOT_SAID:
        return gettext("prefers not to say")
    if isinstance(value, HandedIn):
        return value.name
    if isinstance(value, bool):
        return _yes_no(value)
    if question is None:
        return listed(map(str, value)) if isinstance(value, list) else str(value)
    if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        return _choices(question, value if isinstance(value, list) else [value])
    if question.kind is QuestionKind.COUNTRY:
        return countries.name(value, language()) or str(value)
    return str(value)


def _choices(question: Question, keys: Sequence[Any]) -> str:
    labels = {one.key: texts.words(one.label, language()) for one in question.choices}
    return listed(labels.get(key, str(key)) for key in keys)


def _yes_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")
