"""Forms of the speaker's desk. None has a token: they act by the link, not by a session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Field, FormField, SelectMultipleField, ValidationError
from wtforms.validators import DataRequired, Optional

from app.errors import Refusal
from app.i18n import gettext, language, lazy_gettext, refusal_sentence, typed, zones
from app.i18n.fields import Form, LineField, LinesField, ZoneField
from app.i18n.typed_fields import Rows
from app.invitations.rules import painting
from app.invitations.rules.painting import AlreadyPast
from app.invitations.service import is_same
from app.people.forms import WindowForm
from app.people.rules import Window, window
from app.registration import person_fields
from app.registration.person_fields import OF_OTHERS, AtMost

#: Characters of a note, and of a question.
NOTE = 2000
#: Rows for other days than the grid has, at once and at most.
ROWS, MOST_ROWS = 3, 20

_TOO_LONG = AtMost(NOTE, lazy_gettext("This text is too long; at most %(max)d characters fit."))


class DeskForm(Form):
    class Meta(Form.Meta):
        csrf = False


class AnswerForm(DeskForm):
    note = LinesField(lazy_gettext("A note to the organisers"), validators=[Optional(), _TOO_LONG])

    def as_words(self) -> list[tuple[str, str]]:
        """What was typed, each with what it is: shown where it cannot be sent again."""
        return _typed(self.note)


class ColleagueForm(AnswerForm):
    name = person_fields.name(
        lazy_gettext("Full name of your colleague"),
        lazy_gettext("Please enter the name."),
        **OF_OTHERS,
    )
    email = person_fields.email(
        lazy_gettext("E-mail address of your colleague"),
        lazy_gettext("Please enter the e-mail address."),
        **OF_OTHERS,
    )

    def __init__(self, own_address: str | None, **more: Any) -> None:
        super().__init__(**more)
        self.own_address = own_address

    def as_words(self) -> list[tuple[str, str]]:
        return _typed(self.name, self.email, self.note)

    def validate_email(self, field: LineField) -> None:
        if is_same(field.data, self.own_address):
            raise ValidationError(
                gettext("This is your own address. Please enter the one of your colleague.")
            )


class AssistantForm(DeskForm):
    name = person_fields.name(
        lazy_gettext("Name of your assistant"), lazy_gettext("Please enter the name."), **OF_OTHERS
    )
    email = person_fields.email(
        lazy_gettext("E-mail address of your assistant"),
        lazy_gettext("Please enter the e-mail address."),
        **OF_OTHERS,
    )


class QuestionForm(DeskForm):
    text = LinesField(
        lazy_gettext("Your message"),
        validators=[DataRequired(lazy_gettext("Please write something.")), _TOO_LONG],
    )


class _Cells(SelectMultipleField):
    """Names of painted cells; a name that is not offered any more is passed over."""

    def pre_validate(self, form: Any) -> None:
        pass


class TimesForm(AnswerForm):
    """Half hours of the workshop's days as painted, and rows for other days."""

    cells = _Cells(validate_choice=False)
    clock = ZoneField(lazy_gettext("Hours in these rows are on the clock of"))
    windows = Rows(FormField(WindowForm), lazy_gettext("Other days"), max_entries=MOST_ROWS)

    def more_rows(self) -> None:
        """Empty ones to write in."""
        for _ in range(ROWS - sum(1 for row in self.windows if not any(row.data.values()))):
            if len(self.windows) < MOST_ROWS:
                self.windows.append_entry()

    def as_words(self) -> list[tuple[str, str]]:
        zone = self.clock.data or "UTC"
        times = [
            zones.span(first, last, zone, language())
            for first, last in painting.windows_named(self.cells.data or ())
        ]
        rows = (_typed(row.form.date, row.form.starts, row.form.ends) for row in self.windows)
        times += [" ".join(words for _, words in row) for row in rows if row]
        said = gettext("When you could be there")
        return [*([(said, "\n".join(times))] if times else []), *_typed(self.note)]

    def windows_in(self, at: Any) -> list[Window] | None:
        """The moments of the rows; None where one of them names none, which it then says."""
        if self.clock.data is None and any(row.form.date.data for row in self.windows):
            self.clock.errors = [gettext("Please choose the time zone of these hours.")]
            return None
        found, is_fine = [], True
        for entry in self.windows:
            row = entry.form
            if row.date.data is None:
                continue
            try:
                typed.check_year(row.date.data)
                one = window((row.date.data, row.starts.data, row.ends.data), self.clock.data)
                if one[1] <= at:
                    raise AlreadyPast
                found.append(one)
            except zones.NoSuchTime as skipped:
                is_fine = False
                row.starts.errors = [
                    gettext(
                        "The clocks go forward on that day. Please choose %(before)s or "
                        "%(after)s.",
                        before=f"{skipped.before:%H:%M}",
                        after=f"{skipped.after:%H:%M}",
                    )
                ]
            except Refusal as refusal:
                is_fine = False
                row.date.errors = [refusal_sentence(refusal)]
        return found if is_fine else None


def _typed(*fields: Field) -> list[tuple[str, str]]:
    """Those in which something was sent, and as it was written."""
    said = [(field, str((field.raw_data or [""])[0]).strip()) for field in fields]
    return [
        (str(field.label.text), field.data if isinstance(field.data, str) else words)
        for field, words in said
        if words
    ]


def rows_of(windows: Iterable[tuple[Any, Any, Any]]) -> list[dict[str, Any]]:
    """As the form takes them."""
    return [dict(zip(("date", "starts", "ends"), row, strict=True)) for row in windows]
