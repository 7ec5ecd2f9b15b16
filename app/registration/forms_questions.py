"""The form by which organisers say what a question asks, and how it looks to guests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from app.i18n import gettext, language, lazy_gettext
from app.i18n.fields import ChoiceField, Form, TextsField, choices
from app.i18n.typed_fields import Rows
from app.people import countries
from app.registration.forms_asked_of import Asking, condition_data
from app.registration.rules import editing
from app.registration.rules.questions import (
    Choice,
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


class QuestionForm(Asking):
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
        **condition_data(question.when),
    }
