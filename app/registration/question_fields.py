"""Fields for what a form asks beside name and address, made of its questions and consents.

A form class becomes one that asks them by `asking`; its fields are named q-<key> and
consent-<key>. Whether a question is asked of this person is decided when the form is read: by the
way and the country on the same form, or by those it is told (`circumstances`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import FileField as BrowsersFile
from wtforms.widgets import CheckboxInput, ListWidget

from app.errors import Refusal
from app.files import rules as files
from app.i18n import gettext, language, lazy_gettext, refusal_sentence, texts
from app.i18n.fields import Form, choices
from app.i18n.punctuation import listed
from app.people import countries
from app.registration.rules import answering
from app.registration.rules.questions import (
    NOT_SAID,
    Choice,
    Condition,
    Consent,
    Question,
    QuestionKind,
    Step,
)
from app.workshops.rules import Way

#: Places left in choices that have a limited number of them, by (question, choice).
Left = Mapping[tuple[str, str], int]
F = TypeVar("F", bound=type[Form])

PREFER_NOT = lazy_gettext("Prefer not to say")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form asks: live questions of one screen, or of both, and live consents."""

    questions: tuple[Question, ...] = ()
    consents: tuple[Consent, ...] = ()
    #: All questions, since conditions may speak of one on the other screen.
    all_questions: tuple[Question, ...] = ()
    left: Left = field(default_factory=dict)
    #: Whether a choice without places may be asked for, as by who waits.
    may_wish: bool = False
    #: What the person answered and agreed to before, by key.
    answers: Mapping[str, Any] = field(default_factory=dict)
    agreed: Mapping[str, bool] = field(default_factory=dict)

    @property
    def has_files(self) -> bool:
        return any(question.kind is QuestionKind.FILE for question in self.questions)


def ask(
    questions: Iterable[Question],
    consents: Iterable[Consent] = (),
    *,
    step: Step | None = Step.FORM,
    left: Left | None = None,
    may_wish: bool = False,
    answers: Mapping[str, Any] | None = None,
    agreed: Mapping[str, bool] | None = None,
) -> Asked:
    """Of one screen, or with step=None of both; consents belong to the first."""
    everything = tuple(question for question in questions if not question.retired)
    here = [one for one in everything if step is None or one.step is step]
    keys = {one.key for one in here}
    heard = answers or {}
    return Asked(
        # What depends on an answer of the other screen is decided already.
        questions=tuple(
            one
            for one in here
            if one.when.question in keys
            or replace(one.when, way=None, countries=()).holds(
                way=None, country=None, answers=heard
            )
        ),
        consents=()
        if step is Step.AFTER
        else tuple(consent for consent in consents if not consent.retired),
        all_questions=everything,
        left=left or {},
        may_wish=may_wish,
        answers=answers or {},
        agreed=agreed or {},
    )


class Asking:
    """Mixed into a form class by `asking`."""

    asked: Asked
    #: Way and country where the form itself does not ask for them.
    circumstances: tuple[Way | None, str | None] | None = None

    _answers: dict[str, Any]
    _consents: dict[str, bool]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields of the house first, then the questions that are asked of this person."""
        super().validate(extra_validators)  # type: ignore[misc]
        self._answers, self._consents = {}, {}
        way, country = self._circumstances()
        heard = dict(self.asked.answers)
        for question in self.asked.questions:
            one = self[f"q-{question.key}"]  # type: ignore[index]
            if question in self._those(way, country, heard):
                heard[question.key] = self._answer(question, one)
            else:
                one.errors = []
        for consent in answering.asked_consents(
            self.asked.consents, self.asked.all_questions, way=way, country=country, answers=heard
        ):
            box = self[f"consent-{consent.key}"]  # type: ignore[index]
            self._consents[consent.key] = bool(box.data)
            try:
                answering.require_consent(consent, bool(box.data))
            except Refusal as refusal:
                box.errors = [refusal_sentence(refusal)]
        return not self.errors  # type: ignore[attr-defined]

    def _answer(self, question: Question, one: Any) -> Any:
        if one.errors:  # a file that cannot be taken
            return None
        before = self.asked.answers.get(question.key)
        try:
            answer = answering.clean(question, _raw(one), before=before)
            if question.kind is QuestionKind.FILE and answer is None:
                answer = _kept_file(one, before)
            answering.require(question, answer)
        except Refusal as refusal:
            one.errors = [refusal_sentence(refusal)]
            return None
        self._answers[question.key] = answer
        return answer

    def refuse_choice(self, question: str, sentence: str) -> None:
        """Say on the field that a choice was taken by somebody else meanwhile."""
        self[f"q-{question}"].errors = [sentence]  # type: ignore[index]

    def _those(
        self, way: Way | None, country: str | None, heard: Mapping[str, Any]
    ) -> list[Question]:
        return answering.asked(self.asked.all_questions, way=way, country=country, answers=heard)

    def _circumstances(self) -> tuple[Way | None, str | None]:
        if self.circumstances is not None:
            return self.circumstances
        way, country = self["way"].data, self["country"].data  # type: ignore[index]
        return Way(way) if way in list(Way) else None, country or None

    @property
    def answers(self) -> dict[str, Any]:
        """By key, of the questions that are asked of this person; None = left empty."""
        return self._answers

    @property
    def consents(self) -> dict[str, bool]:
        """By key, of the consents that this person was shown."""
        return self._consents

    @property
    def question_fields(self) -> list[Any]:
        return [self[f"q-{question.key}"] for question in self.asked.questions]  # type: ignore[index]

    @property
    def consent_fields(self) -> list[Any]:
        return [self[f"consent-{consent.key}"] for consent in self.asked.consents]  # type: ignore[index]


def asking(base: F, asked: Asked) -> F:
    """The form class with these questions and consents behind its own fields."""
    fields: dict[str, Any] = {"asked": asked}
    for question in asked.questions:
        fields[f"q-{question.key}"] = _of(question, asked)
    for consent in asked.consents:
        fields[f"consent-{consent.key}"] = ConsentField(consent, asked)
    return cast(F, type(base.__name__, (Asking, base), fields))


def _raw(one: Any) -> Any:
    return NOT_SAID if getattr(one, "declined", False) else one.data


def _kept_file(one: Any, before: Any) -> Any:
    """Whoever handed in a file before and chooses no other keeps it."""
    return None if one.takes_away or before == NOT_SAID else before


# -- Fields ---------------------------------------------------------------------------------------


class _OfAQuestion:
    """What every field of a question knows."""

    question: Question

    def __init__(self, question: Question, asked: Asked, **more: Any) -> None:
        self.question, self.asked = question, asked
        self.before = asked.answers.get(question.key)
        label = texts.words(question.label, language())
        default = more.pop("default", self.before)
        super().__init__(label, default=default, **more)  # type: ignore[call-arg]
        self.is_optional = not question.required
        #: Declining is a box of its own where no choice can say it.
        self.declined = question.may_decline and self.before == NOT_SAID
        self.only_if = only_if(question.when, asked.all_questions)

    @property
    def kind(self) -> str:
        return self.question.kind.value

    @property
    def declines_by_box(self) -> bool:
        return self.question.may_decline and self.kind in ("text", "number", "date", "file")

    @property
    def decline_name(self) -> str:
        return f"q-{self.question.key}.not-said"

    def process(self, formdata: Any, *more: Any, **named: Any) -> None:
        super().process(formdata, *more, **named)  # type: ignore[misc]
        if formdata is not None and self.declines_by_box:
            self.declined = self.decline_name in formdata
        if self.data == NOT_SAID and self.declines_by_box:
            self.data: Any = None

    def left(self, key: str) -> int | None:
        """Places left in a choice; None where there is no limit."""
        return self.asked.left.get((self.question.key, key))

    def is_gone(self, key: str) -> bool:
        """Whether this choice cannot be had by this person now."""
        held = self.before if isinstance(self.before, list) else [self.before]
        return self.left(key) == 0 and key not in held

    def _pairs(self) -> list[tuple[str, str]]:
        offered: list[Choice] = answering.offered(self.question, self.before)
        pairs = [(one.key, texts.words(one.label, language())) for one in offered]
        if self.question.may_decline:
            pairs.append((NOT_SAID, str(PREFER_NOT)))
        return pairs


class TextQuestion(_OfAQuestion, StringField):
    pass


class LongTextQuestion(_OfAQuestion, TextAreaField):
    pass


class NumberQuestion(_OfAQuestion, StringField):
    def __init__(self, question: Question, asked: Asked, **more: Any) -> None:
        before = asked.answers.get(question.key)
        said = str(before) if before is not None else None
        super().__init__(question, asked, default=said, **more)


class DateQuestion(_OfAQuestion, StringField):
    pass


class ChoiceQuestion(_OfAQuestion, RadioField):
    def __init__(self, question: Question, asked: Asked, **more: Any) -> None:
        super().__init__(question, asked, validate_choice=False, **more)
        self.type = RadioField.__name__
        self.choices = choices(self._pairs())


class YesNoQuestion(_OfAQuestion, RadioField):
    def __init__(self, question: Question, asked: Asked, **more: Any) -> None:
        before = asked.answers.get(question.key)
        said = {True: "yes", False: "no"}.get(before, before)
        super().__init__(question, asked, default=said, validate_choice=False, **more)
        self.type = RadioField.__name__
        pairs = [("yes", gettext("Yes")), ("no", gettext("No"))]
        self.choices = choices(pairs + self._pairs())


class ChoicesQuestion(_OfAQuestion, SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, question: Question, asked: Asked, **more: Any) -> None:
        before = asked.answers.get(question.key)
        said = [before] if before == NOT_SAID else before
        super().__init__(question, asked, default=said, validate_choice=False, **more)
        self.choices = choices(self._pairs())


class CountryQuestion(_OfAQuestion, SelectField):
    def __init__(self, question: Question, asked: Asked, **more: Any) -> None:
        super().__init__(question, asked, validate_choice=False, **more)
        pairs = [("", gettext("Please choose")), *self._pairs()]
        self.choices = choices([*pairs, *countries.names(language()).items()])


class FileQuestion(_OfAQuestion, BrowsersFile):
    """Its data is an Upload, checked; what cannot be taken is the field's error."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        self.takes_away = False
        handed = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        if not handed:
            return
        content = handed[0].stream.read(files.MOST_OCTETS + 1)
        try:
            self.data = files.checked(handed[0].filename or "", content)
        except Refusal as refusal:
            raise ValueError(refusal_sentence(refusal)) from refusal

    takes_away = False

    @property
    def take_away_name(self) -> str:
        return f"q-{self.question.key}.remove"

    def process(self, formdata: Any, *more: Any, **named: Any) -> None:
        super().process(formdata, *more, **named)
        self.takes_away = bool(formdata is not None and self.take_away_name in formdata)
        self.accept = files.ACCEPT


class ConsentField(BooleanField):
    """Never ticked but by the person."""

    def __init__(self, consent: Consent, asked: Asked, **more: Any) -> None:
        label = texts.words(consent.label, language())
        super().__init__(label, default=asked.agreed.get(consent.key, False), **more)
        self.consent = consent
        self.only_if = only_if(consent.when, asked.all_questions)


def only_if(when: Condition, questions: Iterable[Question]) -> list[str]:
    """The condition in sentences, for pages that ask everybody because they run no script."""
    said = []
    if when.way is Way.ONLINE:
        said.append(gettext("Only if you take part online."))
    if when.way is Way.ON_SITE:
        said.append(gettext("Only if you take part on site."))
    if when.countries:
        names = countries.names(language())
        those = listed(names.get(code, code) for code in when.countries)
        said.append(gettext("Only for this country or region: %(countries)s.", countries=those))
    other = next((one for one in questions if one.key == when.question), None)
    if other is not None:
        yes_no = {"yes": gettext("Yes"), "no": gettext("No")}
        labels = [
            texts.words(one.label, language()) for one in other.choices if one.key in when.answers
        ]
        said.append(
            gettext(
                "Only if you answered “%(question)s” with: %(answers)s.",
                question=texts.words(other.label, language()),
                answers=listed(labels or [yes_no[one] for one in when.answers if one in yes_no]),
            )
        )
    return said


_FIELDS: dict[QuestionKind, type[Any]] = {
    QuestionKind.TEXT: TextQuestion,
    QuestionKind.NUMBER: NumberQuestion,
    QuestionKind.DATE: DateQuestion,
    QuestionKind.CHOICE: ChoiceQuestion,
    QuestionKind.CHOICES: ChoicesQuestion,
    QuestionKind.YES_NO: YesNoQuestion,
    QuestionKind.COUNTRY: CountryQuestion,
    QuestionKind.FILE: FileQuestion,
}


def _of(question: Question, asked: Asked) -> Any:
    kind = LongTextQuestion if question.long else _FIELDS[question.kind]
    return kind(question, asked)
