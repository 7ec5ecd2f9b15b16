"""The text of the invitation, how speakers are asked, and the letter to one of them."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField
from wtforms.validators import Length, StopValidation

from app.i18n import LANGUAGES, lazy_gettext
from app.i18n.fields import ChoiceField, Form, LineField, LinesField, WordsForm
from app.i18n.typed_fields import DayField
from app.invitations import words
from app.invitations.faults_in_words import said
from app.invitations.rules import Task, texts
from app.invitations.rules.texts import LetterText

MESSAGE = 4000

_TOO_LONG = lazy_gettext("This text is too long; at most %(max)d characters fit.")


def _sendable(_: object, field: Field) -> None:
    """Each fault by itself, with its line and its sign."""
    found = texts.faults(field.data or "", is_subject=field.name == "subject")
    field.errors = [*field.errors, *(said(fault) for fault in found[:5])]
    if found:
        raise StopValidation


class TextForm(WordsForm, Form):
    subject = LineField(lazy_gettext("Subject line"), validators=[_sendable])
    salutation = LineField(lazy_gettext("Salutation"), validators=[_sendable])
    opening = LinesField(lazy_gettext("First paragraphs"), validators=[_sendable])
    closing = LinesField(lazy_gettext("Last paragraphs"), validators=[_sendable])
    #: Fingerprint of what the form was opened with.
    seen = HiddenField()

    def text(self) -> LetterText:
        return LetterText(
            **{name: self[name].data or "" for name in LetterText().parts()},
        )


class InvitationForm(WordsForm, Form):
    language = ChoiceField(lazy_gettext("Language of the e-mail"), LANGUAGES.items())
    message = LinesField(
        lazy_gettext("Words for this person"),
        validators=[Length(max=MESSAGE, message=_TOO_LONG)],
    )
    answer_by = DayField(lazy_gettext("Last day for the answer"))
    #: Fingerprint of what the form was opened with; empty where there was nothing yet.
    seen = HiddenField()


class PlanForm(WordsForm, Form):
    answer_by = DayField(lazy_gettext("Last day for an answer"))
    reminds = BooleanField(lazy_gettext("Remind who has not answered"))
    lapses = BooleanField(lazy_gettext("Let invitations lapse after their last day"))
    seen = HiddenField()

    def tasks(self) -> dict[Task, Any]:
        """What is asked, with its day."""
        return {task: self[f"{task}_by"].data for task in Task if self[f"asks_{task}"].data}


def _fields() -> dict[str, Any]:
    """A tick and a day for each line of the checklist."""
    fields: dict[str, Any] = {}
    for task in Task:
        fields[f"asks_{task}"] = BooleanField(words.TASKS[task])
        fields[f"{task}_by"] = DayField(words.TASK_DAYS[task])
    return fields


_WITH_TASKS = type("PlanFormWithTasks", (PlanForm,), _fields())


def plan_form(**given: Any) -> PlanForm:
    form: PlanForm = _WITH_TASKS(**given)
    return form
