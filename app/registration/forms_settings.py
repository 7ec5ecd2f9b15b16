"""What organisers set of registration, as they type it."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateTimeLocalField, IntegerField, RadioField
from wtforms.validators import Optional, StopValidation, ValidationError

from app.agenda.rules import typed
from app.i18n import gettext, lazy_gettext
from app.i18n.fields import Form, RevisionField, TextsField, choices


class _NumberField(IntegerField):
    """A whole number within bounds, or none; whatever else was typed gets one sentence of ours."""

    def __init__(self, label: Any = None, *, lowest: int, highest: int, **more: Any) -> None:
        super().__init__(label, **more)
        self.lowest, self.highest = lowest, highest

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(self._sentence()) from error

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation
        if self.data is not None and not self.lowest <= self.data <= self.highest:
            raise StopValidation(self._sentence())

    def _sentence(self) -> str:
        return gettext(
            "Please enter a number from %(lowest)s to %(highest)s.",
            lowest=self.lowest,
            highest=self.highest,
        )


class _MomentField(DateTimeLocalField):
    """Wall clock in the workshop's zone."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
        super().__init__(label, validators, format=formats, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
            if self.data is not None:
                typed.check_year(self.data.date())
        except (ValueError, typed.NoSuchYear) as error:
            self.data = None
            raise ValueError(
                gettext("Please enter a date and a time, such as 2027-05-20 18:00.")
            ) from error


class SettingsForm(Form):
    revision = RevisionField()
    online = BooleanField(lazy_gettext("People can take part online"))
    online_seats = _NumberField(lazy_gettext("Number of places online"), lowest=0, highest=100_000)
    on_site = BooleanField(lazy_gettext("People can take part on site"))
    on_site_seats = _NumberField(
        lazy_gettext("Number of places on site"), lowest=0, highest=100_000
    )
    opens = _MomentField(lazy_gettext("Opens"), [Optional()])
    closes = _MomentField(lazy_gettext("Closes"), [Optional()])
    waiting_list = BooleanField(lazy_gettext("Keep a waiting list when all places are taken"))
    approval = BooleanField(lazy_gettext("Organisers decide about each registration"))
    confirm_email = BooleanField(
        lazy_gettext("A place is taken only once the address is confirmed")
    )
    promotion = RadioField(
        lazy_gettext("A place that comes free"),
        choices=choices(
            (
                ("at_once", lazy_gettext("goes to the next in line at once")),
                ("offer", lazy_gettext("is offered to the next in line, who answers in time")),
            )
        ),
        default="at_once",
    )
    offer_hours = _NumberField(lazy_gettext("Hours to answer"), lowest=2, highest=336)
    reminders = BooleanField(
        lazy_gettext("Write to participants before the workshop, and thank them after it")
    )
    keep_days = _NumberField(
        lazy_gettext("Days after the workshop, after which people’s data are erased"),
        lowest=0,
        highest=3650,
    )
    responsible = TextsField(
        lazy_gettext("Who answers for the data, with address"), lines=3, most=1000
    )

    def validate_closes(self, field: DateTimeLocalField) -> None:
        if field.data and self.opens.data and field.data <= self.opens.data:
            raise ValidationError(gettext("Registration must close after it opens."))

    def validate_offer_hours(self, field: IntegerField) -> None:
        if self.promotion.data == "offer" and field.data is None:
            raise ValidationError(gettext("Please say how many hours people have to answer."))
