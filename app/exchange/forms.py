"""Forms to begin a workshop, to copy one and to load one from a file."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.exchange.carrying import Carried
from app.exchange.shifting import Skipped
from app.i18n import gettext, lazy_gettext, refusal_sentence, typed
from app.i18n.fields import (
    ChoiceField,
    Form,
    KeyField,
    LineField,
    TextsField,
    ZoneField,
    choices,
)
from app.i18n.typed_fields import ClockField, DayField
from app.workshops.forms import slug_rule

CARRIED = {
    Carried.THEMES: lazy_gettext("Themes"),
    Carried.ITEMS: lazy_gettext("Items, with their order, lengths and times"),
    Carried.PEOPLE: lazy_gettext("People; nobody counts as invited"),
    Carried.TEXTS: lazy_gettext("Abstracts"),
    Carried.ROOMS: lazy_gettext("Rooms"),
    Carried.ORGANISATIONS: lazy_gettext("Organisations and programme"),
    Carried.INVITATIONS: lazy_gettext("How speakers are asked: e-mails, deadlines, letterhead"),
    Carried.REGISTRATION: lazy_gettext("Registration form and places"),
    Carried.REPORT: lazy_gettext("Summaries and captions of what was said"),
}
SKIPPED = {
    Skipped.EARLIER: lazy_gettext("The earlier clock, %(clock)s"),
    Skipped.LATER: lazy_gettext("The later clock, %(clock)s"),
}


def _check_year(field: DayField) -> None:
    try:
        if field.data is not None:
            typed.check_year(field.data)
    except typed.NoSuchYear as refusal:
        raise ValidationError(refusal_sentence(refusal)) from refusal


class CarriedField(SelectMultipleField):
    """Ticked parts, those that carry most first."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, choices=choices(CARRIED.items()), **more)


class CopyForm(Form):
    key = KeyField()
    title = TextsField(
        lazy_gettext("Title"), required=lazy_gettext("Please give the workshop a title.")
    )
    first_day = DayField(lazy_gettext("First day"))
    carried = CarriedField(lazy_gettext("What comes along"))
    #: Left out until a clock is met that the new day skips.
    skipped = ChoiceField(lazy_gettext("Clocks that do not exist on that day"), default="")
    slug = LineField(lazy_gettext("Address"), [Length(max=80), slug_rule])
    practice = BooleanField(lazy_gettext("Mark the copy as practice"))

    def validate_first_day(self, field: DayField) -> None:
        _check_year(field)

    def ask_of(self, gaps: list[tuple[str, str]] | None = None) -> None:
        """Offer what a skipped clock may become, with the first of these (before, after)."""
        before, after = gaps[0] if gaps else ("", "")
        said = {Skipped.EARLIER: before, Skipped.LATER: after}
        self.skipped.offer(
            [
                ("", lazy_gettext("please choose")),
                *((one, words % {"clock": said[one]}) for one, words in SKIPPED.items()),
            ]
        )


class NewForm(Form):
    key = KeyField()
    title = TextsField(
        lazy_gettext("Title"), required=lazy_gettext("Please give the workshop a title.")
    )
    day = DayField(lazy_gettext("Date"))
    starts = ClockField(lazy_gettext("Begins at"))
    time_zone = ZoneField(lazy_gettext("Time zone"))

    def validate_day(self, field: DayField) -> None:
        _check_year(field)

    def validate_starts(self, field: ClockField) -> None:
        if field.data is not None and self.day.data is None and not self.day.errors:
            raise ValidationError(gettext("Please give the date of this time too."))


class LoadForm(Form):
    file = FileField(lazy_gettext("Workshop file"))
    text = TextAreaField(lazy_gettext("Or its text"))
