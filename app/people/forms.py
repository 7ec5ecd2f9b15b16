"""Forms of a person, and of a person at a workshop."""

from __future__ import annotations

from typing import Any

from wtforms import Field, FormField, HiddenField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import TextArea

from app.i18n import LANGUAGES, gettext, lazy_gettext
from app.i18n.fields import (
    ChoiceField,
    Form,
    KeyField,
    LineField,
    RevisionField,
    TextsField,
    WordsForm,
    ZoneField,
)
from app.i18n.punctuation import listed, semicolon
from app.i18n.texts import many_lines, one_line
from app.i18n.typed_fields import ClockField, DayField, Rows
from app.mail import addresses


def mail_address(_: Form, field: LineField) -> None:
    """Validates a mail address, where one was typed."""
    if not field.data:
        return
    try:
        addresses.normal(field.data)
    except addresses.NotAnAddress as error:
        raise ValidationError(
            gettext("This cannot be an e-mail address. It should look like name@example.org.")
        ) from error


_LONG = Length(max=200, message=lazy_gettext("At most 200 characters fit here."))
#: More names than anybody has.
MOST_NAMES = 30


class NamesField(Field):
    """Names, one a line."""

    widget = TextArea()  # type: ignore[assignment]

    def process_formdata(self, valuelist: list[Any]) -> None:
        lines = many_lines(str(valuelist[0])).splitlines() if valuelist else []
        self.data = list(dict.fromkeys(name for name in map(one_line, lines) if name))

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def pre_validate(self, form: Any) -> None:
        if len(self.data or []) > MOST_NAMES or any(len(name) > 200 for name in self.data or []):
            raise ValidationError(
                gettext(
                    "At most %(most)s names fit here, of 200 characters each.", most=MOST_NAMES
                )
            )


class PersonForm(WordsForm, Form):
    revision = RevisionField()
    name = LineField(
        lazy_gettext("Full name as it should appear"),
        [DataRequired(lazy_gettext("Please enter a name.")), _LONG],
    )
    native_name = LineField(lazy_gettext("Name in its own script"), [_LONG])
    family = LineField(lazy_gettext("Family name, if known"), [_LONG])
    given = LineField(lazy_gettext("Given name, if known"), [_LONG])
    address_as = LineField(
        lazy_gettext("How to address the person"),
        [Length(max=80, message=lazy_gettext("At most 80 characters fit here."))],
    )
    other_names = NamesField(lazy_gettext("Other names"))
    email = LineField(lazy_gettext("E-mail address"), [Length(max=254), mail_address])
    language = ChoiceField(
        lazy_gettext("Language of e-mails"),
        [("", lazy_gettext("not recorded")), *LANGUAGES.items()],
    )
    country = ChoiceField(lazy_gettext("Country or region"))
    time_zone = ZoneField(lazy_gettext("Time zone"))


class WindowForm(PlainForm):
    date = DayField(lazy_gettext("Date"))
    starts = ClockField(lazy_gettext("From"))
    ends = ClockField(lazy_gettext("Until"))

    def validate_date(self, field: DayField) -> None:
        hours = self.starts.raw_data and any(self.starts.raw_data + (self.ends.raw_data or []))
        if field.data is None and not field.process_errors and hours:
            raise ValidationError(gettext("Please give the date too."))

    def validate_ends(self, field: ClockField) -> None:
        if (self.starts.data is None) == (field.data is None) or field.process_errors:
            return
        if not self.starts.process_errors:
            raise ValidationError(gettext("Please give both hours, or none for the whole day."))


class SpeakerForm(PersonForm):
    key = KeyField()
    post = TextsField(lazy_gettext("Role on that day"))
    affiliation = TextsField(lazy_gettext("Organisation on that day"))
    #: Whose wall the hours of the windows are on: it stays while the zone above is changed.
    clock = HiddenField()
    windows = Rows(
        FormField(WindowForm), lazy_gettext("When the person can be there"), max_entries=60
    )

    def as_words(self) -> dict[str, str]:
        said = super().as_words()
        if "windows" in self:
            rows = (
                listed(field._value() for field in entry.form if field._value())
                for entry in self.windows
            )
            said[str(self.windows.label.text)] = semicolon(rows)
        return said
