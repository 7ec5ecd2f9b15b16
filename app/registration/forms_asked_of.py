"""Of whom something is asked, as organisers say it on a form: everybody, or by a condition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.i18n import gettext, language, lazy_gettext, texts
from app.i18n.fields import ChoiceField, Form, LineField, WordsForm, choices
from app.i18n.punctuation import listed
from app.i18n.typed_fields import Rows
from app.people import countries
from app.registration.rules.questions import (
    Condition,
    Question,
    QuestionKind,
)
from app.workshops.rules import Way


class Asking(WordsForm, Form):
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


def condition_data(when: Condition) -> dict[str, Any]:
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
