"""Forms of the larger verbs: where to split, what to swap with, how long a break is."""

from __future__ import annotations

from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from app.agenda.drafting import placements
from app.agenda.forms import MinutesField
from app.agenda.items_in_words import title_of
from app.agenda.models import AgendaItem
from app.agenda.queries import Draft
from app.agenda.rules.arranging import BREAKS
from app.i18n import gettext, language, lazy_gettext, ngettext, zones
from app.i18n.fields import ChoiceField, Form, KeyField

#: Instead of shortening a break.
REMOVE = "remove"


class SplitForm(Form):
    key = KeyField()
    first = MinutesField(lazy_gettext("Minutes of the first part"))

    def validate_first(self, field: MinutesField) -> None:
        _needed(field)


class SwapForm(Form):
    other = ChoiceField(lazy_gettext("Change places with"))


class BreakForm(Form):
    key = KeyField()
    minutes = RadioField(lazy_gettext("Length"), validate_choice=False)
    other = MinutesField(lazy_gettext("Another length, in minutes"))

    def validate_minutes(self, field: RadioField) -> None:
        if self.other.data is None and field.data not in [str(one) for one in BREAKS]:
            raise ValidationError(gettext("Please choose how long the break is."))


class EatForm(Form):
    #: Key of the break.
    pause = HiddenField()
    act = HiddenField()
    grown = MinutesField(lazy_gettext("Minutes to take"))

    def validate_grown(self, field: MinutesField) -> None:
        if self.act.data != REMOVE:
            _needed(field)


def _needed(field: MinutesField) -> None:
    if field.data is None and not field.process_errors:
        raise ValidationError(gettext("Please give a number of minutes."))


def offer_breaks(form: BreakForm) -> None:
    form.minutes.choices = [(str(n), ngettext("%(n)s minute", "%(n)s minutes", n)) for n in BREAKS]


def offer_others(form: SwapForm, draft: Draft, key: str) -> None:
    """Every other item, those of other days with their day."""
    days = {day.id: zones.day_and_month(day.date, language()) for day in draft.days}
    placed = placements(draft)
    zone = draft.workshop.time_zone

    def begins(item: AgendaItem) -> str:
        start = placed[item.key].start
        return f"{zones.clock(start, zone)} " if start is not None and zone is not None else ""

    form.other.offer(
        (
            item.key,
            gettext(
                "%(day)s: %(title)s",
                day=days[item.day_id] if item.day_id else gettext("not placed"),
                title=begins(item) + title_of(item),
            ),
        )
        for item in draft.items
        if item.key != key
    )
