"""A field for each kind of question, and the box of a consent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

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
from app.i18n.fields import choices
from app.people import countries
from app.registration.question_fields.asked import Asked, only_if
from app.registration.rules import answering
from app.registration.rules.questions import NOT_SAID, Choice, Consent, Question, QuestionKind

PREFER_NOT = lazy_gettext("Prefer not to say")


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
        said = "yes" if before is True else "no" if before is False else before
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

    #: The version that the form showed, where it told.
    read: int | None = None

    def process(self, formdata: Any, *more: Any, **named: Any) -> None:
        super().process(formdata, *more, **named)
        self.read = version_read(formdata or {}, self.consent.key)


def version_read(sent: Mapping[str, str], key: str) -> int | None:
    """Which words of a consent stood beside the box or button that was pressed."""
    told = sent.get(f"consent-{key}-version", "")
    return int(told) if re.fullmatch("[0-9]{1,9}", told) else None


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


def field_of(question: Question, asked: Asked) -> Any:
    kind = LongTextQuestion if question.long else _FIELDS[question.kind]
    return kind(question, asked)
