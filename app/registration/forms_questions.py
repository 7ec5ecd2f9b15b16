"""Forms by which organisers say what the registration form asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.i18n import gettext, language, lazy_gettext, texts
from app.i18n.fields import ChoiceField, Form, LineField, TextsField, WordsForm, choices
from app.i18n.punctuation import listed
from app.i18n.typed_fields import Rows
from app.people import countries
from app.registration.rules import editing
from app.registration.rules.questions import (
    Choice,
    Condition,
    Consent,
    Question,
    QuestionKind,
    Step,
)
from app.workshops.rules import Way
from app.workshops.ways import WAYS

KINDS = {
    QuestionKind.TEXT: lazy_gettext("Text"),
    QuestionKind.CHOICE: lazy_gettext("One of several answers"),
    QuestionKind.CHOICES: lazy_gettext("Several answers"),
    QuestionKind.YES_NO: lazy_gettext("Yes or no"),
    QuestionKind.NUMBER: lazy_gettext("Number"),
    QuestionKind.DATE: lazy_gettext("Date"),
    QuestionKind.COUNTRY: lazy_gettext("Country or region"),
    QuestionKind.FILE: lazy_gettext("File"),
}
HAS_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)

_PLACES = NumberRange(
    min=0, max=100_000, message=lazy_gettext("Please enter a number from 0 to 100000.")
)


class _NumberField(IntegerField):
    """A whole number or nothing; whatever else was typed gets one sentence of our own."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Please enter a whole number.")) from error


class PlainForm(Form):
    """Part of another form, or shown only."""

    class Meta(Form.Meta):
        csrf = False


class PreviewForm(PlainForm):
    """What the conditions of questions speak of."""

    way = RadioField(lazy_gettext("How will you take part?"), validate_choice=False)
    country = SelectField(lazy_gettext("Country or region"), validate_choice=False)

    def __init__(self, ways: Iterable[Way], **more: Any) -> None:
        super().__init__(**more)
        self.way.choices = choices((way.value, WAYS[way]) for way in ways)
        names = countries.names(language()).items()
        self.country.choices = choices([("", gettext("Please choose")), *names])


class ChoiceRow(PlainForm):
    """One answer to choose; the key it has, if it has one."""

    key = HiddenField()
    label = TextsField(lazy_gettext("Answer"), most=200)
    places = _NumberField(lazy_gettext("Places"), [Optional(), _PLACES])
    is_retired = BooleanField(lazy_gettext("Offered no more"))


class _Asking(WordsForm, Form):
    """What questions and consents have in common: the words, and of whom they are asked."""

    #: What it was when this page was opened, see service.asking.mark_of.
    seen = HiddenField()
    way = RadioField(lazy_gettext("By way of taking part"), validate_choice=False)
    countries = LineField(lazy_gettext("By country or region"))
    answers = SelectMultipleField(
        lazy_gettext("By an earlier answer"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, earlier: Sequence[Question], asked: Sequence[Question]) -> None:
        """Questions whose answers the condition may name, and all that are asked."""
        self.earlier, self.asked = earlier, asked
        self.way.choices = choices(
            [
                ("", gettext("Everybody")),
                (Way.ONLINE.value, gettext("Only who takes part online")),
                (Way.ON_SITE.value, gettext("Only who takes part on site")),
            ]
        )
        self.way.data = self.way.data or ""
        self.answers.choices = choices(_answers(earlier))

    def validate_countries(self, field: LineField) -> None:
        unknown = [name for name in _pieces(field.data) if _country(name) is None]
        if unknown:
            raise ValidationError(
                gettext(
                    "“%(name)s” is not a country or region that we know. Please write its name "
                    "or its two letters.",
                    name=unknown[0],
                )
            )

    def validate_answers(self, field: Field) -> None:
        known = {value for value, _ in _answers(self.earlier)}
        said = [value for value in field.data or () if value in known]
        for value in field.data or ():
            if value not in known and (later := self._named(value)):
                raise ValidationError(
                    gettext(
                        "“%(question)s” is asked later, so its answers cannot decide about this.",
                        question=texts.words(later.label, language()),
                    )
                )
        if len({value.partition(":")[0] for value in said}) > 1:
            raise ValidationError(gettext("Please tick answers to one question only."))

    def _named(self, value: str) -> Question | None:
        key = value.partition(":")[0]
        earlier = {one.key for one in self.earlier}
        return next((one for one in self.asked if one.key == key and key not in earlier), None)

    def by_question(self) -> list[tuple[Question, list[tuple[Any, str]]]]:
        """The boxes of answers, and what each says, by the question they answer."""
        boxes = {str(box.data): box for box in self.answers}
        return [
            (one, [(boxes[value], label) for value, label in _answers_to(one) if value in boxes])
            for one in self.earlier
        ]

    def when(self) -> Condition:
        known = {value for value, _ in _answers(self.earlier)}
        said = [value for value in self.answers.data or () if value in known]
        codes = [_country(name) for name in _pieces(self.countries.data)]
        return Condition(
            way=Way(self.way.data) if self.way.data in list(Way) else None,
            countries=tuple(dict.fromkeys(code for code in codes if code)),
            question=said[0].partition(":")[0] if said else None,
            answers=tuple(value.partition(":")[2] for value in said),
        )

    def as_words(self) -> dict[str, str]:
        said = super().as_words()
        said.pop("Seen", None)
        for field in self:
            label = str(field.label.text)
            if isinstance(field, BooleanField):
                said[label] = gettext("yes") if field.data else gettext("no")
            elif isinstance(field, RadioField | ChoiceField):
                offered: Any = field.choices
                named = (str(one.label) for one in offered if one.value == (field.data or ""))
                said[label] = next(named, "")
            elif isinstance(field, SelectMultipleField):
                pairs = dict(_answers(self.earlier))
                said[label] = listed(pairs.get(value, "") for value in field.data or ())
            elif isinstance(field, Rows):
                labels = (texts.words(row.form.label.data, language()) for row in field)
                said[label] = listed(labels)
        return said


class QuestionForm(_Asking):
    label = TextsField(
        lazy_gettext("Question"), most=300, required=lazy_gettext("Please enter the question.")
    )
    hint = TextsField(lazy_gettext("Hint"), lines=2, most=600)
    why = TextsField(lazy_gettext("Why we ask"), lines=2, most=600)
    choices = Rows(FormField(ChoiceRow), lazy_gettext("Answers"), max_entries=editing.MOST_CHOICES)
    long = BooleanField(lazy_gettext("Several lines"))
    required = BooleanField(lazy_gettext("An answer is needed"))
    may_decline = BooleanField(lazy_gettext("Offer “Prefer not to say”"))
    step = ChoiceField(
        lazy_gettext("When it is asked"),
        [
            (Step.FORM.value, lazy_gettext("On the form itself")),
            (Step.AFTER.value, lazy_gettext("On a second page, once somebody is registered")),
        ],
    )
    keep_days = _NumberField(
        lazy_gettext("Days after the workshop until the answers are erased"),
        [
            Optional(),
            NumberRange(
                min=0, max=3650, message=lazy_gettext("Please enter a number from 0 to 3650.")
            ),
        ],
    )

    def ask_of(self, kind: QuestionKind) -> None:
        """Fields that questions of this kind do not have are none."""
        self.kind = kind
        if kind not in HAS_CHOICES:
            del self.choices
        if kind is not QuestionKind.TEXT:
            del self.long

    def validate_required(self, field: BooleanField) -> None:
        if field.data and self.step.data == Step.AFTER.value:
            raise ValidationError(
                gettext("What is asked on the second page cannot be needed: they are in already.")
            )

    def validate_choices(self, field: Any) -> None:
        if not [row for row in field if row.form.label.data and not row.form.is_retired.data]:
            raise ValidationError(gettext("Please enter at least one answer."))

    def question(self, before: Question | None, key: str) -> Question:
        return Question(
            key=key,
            label=self.label.data or {},
            kind=self.kind,
            required=self.required.data,
            choices=self._choices(before) if "choices" in self else (),
            hint=self.hint.data,
            why=self.why.data,
            when=self.when(),
            step=Step(self.step.data),
            long=bool("long" in self and self.long.data),
            may_decline=self.may_decline.data,
            keep_days=self.keep_days.data,
            retired=before.retired if before else False,
        )

    def _choices(self, before: Question | None) -> tuple[Choice, ...]:
        rows = [row.form for row in self.choices]
        typed = [
            (row.key.data or None, row.label.data or {}, row.places.data, row.is_retired.data)
            for row in rows
        ]
        return editing.choices_of(typed, before.choices if before else ())


class ConsentForm(_Asking):
    label = TextsField(
        lazy_gettext("What somebody agrees to"),
        lines=2,
        most=600,
        required=lazy_gettext("Please enter what somebody agrees to."),
    )
    details = TextsField(lazy_gettext("Details"), lines=4, most=3000)
    required = BooleanField(lazy_gettext("Nobody can register without it"))

    def consent(self, before: Consent | None, key: str) -> Consent:
        return Consent(
            key=key,
            label=self.label.data or {},
            details=self.details.data,
            required=self.required.data,
            when=self.when(),
            version=before.version if before else 1,
            retired=before.retired if before else False,
        )


# -- As a page has it -----------------------------------------------------------------------------


def question_data(question: Question) -> dict[str, Any]:
    return {
        "label": question.label,
        "hint": question.hint,
        "why": question.why,
        "choices": [
            {
                "key": choice.key,
                "label": choice.label,
                "places": choice.places,
                "is_retired": choice.retired,
            }
            for choice in question.choices
        ],
        "long": question.long,
        "required": question.required,
        "may_decline": question.may_decline,
        "step": question.step.value,
        "keep_days": question.keep_days,
        **_condition_data(question.when),
    }


def consent_data(consent: Consent) -> dict[str, Any]:
    return {
        "label": consent.label,
        "details": consent.details,
        "required": consent.required,
        **_condition_data(consent.when),
    }


def _condition_data(when: Condition) -> dict[str, Any]:
    names = countries.names(language())
    return {
        "way": when.way.value if when.way else "",
        "countries": listed(names.get(code, code) for code in when.countries) or None,
        "answers": [f"{when.question}:{answer}" for answer in when.answers],
    }


def _answers(earlier: Iterable[Question]) -> list[tuple[str, str]]:
    """Each answer to each of these questions: value, and words of both."""
    return [
        (
            value,
            gettext(
                "“%(question)s” with: %(answers)s",
                question=texts.words(question.label, language()),
                answers=label,
            ),
        )
        for question in earlier
        for value, label in _answers_to(question)
    ]


def _answers_to(question: Question) -> list[tuple[str, str]]:
    said = [
        (one.key, texts.words(one.label, language()))
        for one in question.choices
        if not one.retired
    ]
    if question.kind is QuestionKind.YES_NO:
        said = [("yes", gettext("Yes")), ("no", gettext("No"))]
    return [(f"{question.key}:{value}", label) for value, label in said]


def _pieces(line: str | None) -> list[str]:
    return [piece.strip() for piece in re.split(r"[,;，；、]", line or "") if piece.strip()]


def _country(name: str) -> str | None:
    """The code of a country named in a language of the interface, or by its code."""
    if name.upper() in countries.names("en"):
        return name.upper()
    wanted = name.casefold()
    for spoken in (language(), "en", "de", "zh"):
        for code, said in countries.names(spoken).items():
            if said.casefold() == wanted:
                return code
    return None
