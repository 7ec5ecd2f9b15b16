"""Forms to copy a workshop and to load one from a file."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.exchange import scalars
from app.i18n import gettext, lazy_gettext
from app.i18n.fields import Form, KeyField, LineField, TextsField
from app.workshops.forms import slug_rule


class DayField(DateField):
    """A date within the years that calendars are sure of; None where nothing was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
            if self.data is not None:
                scalars.day(self.data.isoformat())
        except ValueError as error:
            raise ValueError(
                gettext("Please give a date that exists, such as 2027-05-21.")
            ) from error


class CopyForm(Form):
    key = KeyField()
    title = TextsField(
        lazy_gettext("Title"), required=lazy_gettext("Please give the workshop a title.")
    )
    slug = LineField(
        lazy_gettext("Address"),
        [
            DataRequired(lazy_gettext("Please choose an address.")),
            Length(max=80),
            slug_rule,
        ],
    )
    first_day = DayField(lazy_gettext("First day"), [Optional()])
    practice = BooleanField(lazy_gettext("Mark the copy as practice"))


class LoadForm(Form):
    file = FileField(lazy_gettext("Workshop file"))
    text = TextAreaField(lazy_gettext("Or its text"))
