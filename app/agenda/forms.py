"""Forms of the builder: items, where they stand, and what they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, Field, FieldList, FormField
from wtforms import Form as PlainForm
from wtforms.validators import Length, ValidationError

from app.agenda.calendar_in_words import KINDS as KIND_WORDS
from app.agenda.items_in_words import title_of
from app.agenda.queries import Draft
from app.agenda.rules import typed
from app.agenda.rules.outline import Outline
from app.agenda.rules.words import Colour
from app.i18n import gettext, language, lazy_gettext, zones
from app.i18n.fields import (
    ChoiceField,
    Form,
    KeyField,
    LineField,
    RevisionField,
    TextsField,
    WordsForm,
)
from app.i18n.punctuation import listed
from app.i18n.texts import words
from app.i18n.typed_fields import ClockField, DayField, Rows, TypedField
from app.people.rules import Part

KINDS = [(kind.value, lazy_gettext(word)) for kind, word in KIND_WORDS.items()]
PARTS = [
    (Part.SPEAKER, lazy_gettext("Speaker")),
    (Part.MODERATOR, lazy_gettext("Moderator")),
    (Part.PANELLIST, lazy_gettext("Panellist")),
    (Part.INTERPRETER, lazy_gettext("Interpreter")),
    (Part.DELEGATE, lazy_gettext("Delegate")),
]
COLOURS = [
    ("", lazy_gettext("the next one of the house")),
    (Colour.LAKE, lazy_gettext("lake (blue)")),
    (Colour.MOSS, lazy_gettext("moss (green)")),
    (Colour.PLUM, lazy_gettext("plum (violet)")),
    (Colour.OCHRE, lazy_gettext("ochre (yellow brown)")),
    (Colour.BRICK, lazy_gettext("brick (red)")),
    (Colour.SLATE, lazy_gettext("slate (grey)")),
]
#: In the list of people: there was somebody, unnamed.
UNNAMED = "?"
#: In the list of spots: before all others of the day.
FIRST = "first"


# -- Fields ---------------------------------------------------------------------------------------


def _given(message: Any) -> Any:
    """Something was typed, blanks apart; what cannot be read has its own sentence already."""

    def check(_: Form, field: Field) -> None:
        if field.data is None and not field.process_errors:
            raise ValidationError(str(message))

    return check


class MinutesField(TypedField):
    #: The length there is, which +20 and -5 are told against; without it +20 is 20.
    was: int | None = None

    def read(self, text: str) -> Any:
        changed = typed.longer(self.was, text) if self.was is not None else None
        return typed.length(text) if changed is None else changed

    def say(self) -> str:
        return str(self.data)


# -- Forms ----------------------------------------------------------------------------------------


class AgendaForm(WordsForm, Form):
    """Says its choices and lists as people read them when two texts are compared."""

    def as_words(self) -> dict[str, str]:
        said = super().as_words()
        for field in self:
            label = str(field.label.text)
            if isinstance(field, ChoiceField):
                said[label] = _chosen(field)
            elif isinstance(field, TypedField):
                said[label] = field._value()
            elif isinstance(field, BooleanField):
                said[label] = gettext("yes") if field.data else gettext("no")
            elif isinstance(field, FieldList):
                said[label] = listed(_named(entry.form) for entry in field if entry.person.data)
        return said


def _chosen(field: ChoiceField) -> str:
    offered: Any = field.choices
    return next((str(choice.label) for choice in offered if choice.value == field.data), "")


def _named(form: Any) -> str:
    return f"{_chosen(form.person)} ({_chosen(form.part)})"


class PartForm(PlainForm):
    """One person and the part; a row without a person is left out."""

    person = ChoiceField(lazy_gettext("Person"))
    part = ChoiceField(lazy_gettext("Part"), PARTS)


class ItemForm(AgendaForm):
    key = KeyField()
    revision = RevisionField()
    kind = ChoiceField(lazy_gettext("Kind"), KINDS)
    title = TextsField(lazy_gettext("Title"))
    subject = TextsField(lazy_gettext("Subject"))
    day = ChoiceField(lazy_gettext("Day"))
    theme = ChoiceField(lazy_gettext("Theme"))
    room = ChoiceField(lazy_gettext("Room"))
    minutes = MinutesField(lazy_gettext("Length in minutes"))
    pinned = ClockField(lazy_gettext("Pinned to"))
    cancelled = BooleanField(lazy_gettext("This item is cancelled"))
    parts = Rows(FormField(PartForm), lazy_gettext("People"), max_entries=60)
    abstract = TextsField(lazy_gettext("Abstract"), lines=6, most=6000)
    summary = TextsField(lazy_gettext("Summary afterwards"), lines=6, most=6000)
    caption = TextsField(lazy_gettext("Caption of a picture"), most=500)


class InspectorForm(AgendaForm):
    title = TextsField(lazy_gettext("Title"))
    kind = ChoiceField(lazy_gettext("Kind"), KINDS)
    minutes = MinutesField(lazy_gettext("Length in minutes"))
    pinned = ClockField(lazy_gettext("Pinned to"))
    day = ChoiceField(lazy_gettext("Day"))
    theme = ChoiceField(lazy_gettext("Theme"))
    room = ChoiceField(lazy_gettext("Room"))
    parts = Rows(FormField(PartForm), lazy_gettext("People"), max_entries=60)


class NewItemForm(ItemForm):
    spot = ChoiceField(lazy_gettext("Where in the day"))


class MoveForm(AgendaForm):
    day = ChoiceField(lazy_gettext("Day"))
    theme = ChoiceField(lazy_gettext("Theme"))
    room = ChoiceField(lazy_gettext("Room"))
    spot = ChoiceField(lazy_gettext("Where in the day"))


class TimeForm(AgendaForm):
    revision = RevisionField()
    minutes = MinutesField(lazy_gettext("Length in minutes"))
    pinned = ClockField(lazy_gettext("Pinned to"))


class ThemeForm(AgendaForm):
    key = KeyField()
    revision = RevisionField()
    number = LineField(
        lazy_gettext("Number as printed"),
        [Length(max=12, message=lazy_gettext("At most 12 characters fit here."))],
    )
    title = TextsField(
        lazy_gettext("Title"), required=lazy_gettext("Please give the theme a title.")
    )
    focus = TextsField(lazy_gettext("Focus"), lines=3, most=2000)
    colour = ChoiceField(lazy_gettext("Colour"), COLOURS)
    guests = Rows(FormField(PartForm), lazy_gettext("Guests"), max_entries=60)


class DayForm(AgendaForm):
    revision = RevisionField()
    date = DayField(lazy_gettext("Date"), [_given(lazy_gettext("Please give the day a date."))])
    starts = ClockField(lazy_gettext("Starts at"))
    ends = ClockField(lazy_gettext("Ends at"))


class RoomForm(AgendaForm):
    key = KeyField()
    revision = RevisionField()
    name = TextsField(
        lazy_gettext("Room"), most=120, required=lazy_gettext("Please give the room a name.")
    )


# -- What the lists offer -------------------------------------------------------------------------


def offer_places(form: ItemForm | InspectorForm | MoveForm, draft: Draft | Outline) -> None:
    here = language()
    form.day.offer(
        [
            ("", gettext("not placed on a day")),
            *((day.date.isoformat(), zones.day(day.date, here)) for day in draft.days),
        ]
    )
    form.theme.offer(
        [
            ("", gettext("no theme")),
            *((theme.key, _theme_name(theme.number, words(theme.title, here)))
              for theme in draft.themes),
        ]
    )  # fmt: skip
    form.room.offer(
        [
            ("", gettext("all rooms (plenary)") if draft.rooms else gettext("no room")),
            *((room.key, words(room.name, here)) for room in draft.rooms),
        ]
    )


def _theme_name(number: str | None, title: str) -> str:
    return gettext("%(number)s. %(title)s", number=number, title=title) if number else title


def offer_spots(form: NewItemForm | MoveForm, draft: Draft, *, without: str | None = None) -> None:
    """First, last, or after an item; `without` the one that is being moved."""
    days = {day.id: zones.day_and_month(day.date, language()) for day in draft.days}
    last = gettext("at the end")
    if without is not None:
        last = gettext("where it is now")
    form.spot.offer(
        [
            ("", last),
            (FIRST, gettext("at the beginning")),
            *(
                (
                    item.key,
                    gettext(
                        "%(day)s: after “%(title)s”",
                        day=days[item.day_id] if item.day_id else gettext("not placed"),
                        title=title_of(item),
                    ),
                )
                for item in draft.items
                if item.key != without
            ),
        ]
    )


def offer_people(entries: Any, people: Iterable[tuple[str, str]], *, unnamed: bool) -> None:
    """Keys and names of speakers, in every row of a list of people."""
    offered: Sequence[tuple[str, str]] = [
        ("", gettext("nobody")),
        *([(UNNAMED, gettext("somebody not named"))] if unnamed else []),
        *people,
    ]
    for entry in entries:
        entry.form.person.offer(offered)


def chosen_people(entries: Any) -> list[tuple[str | None, Part]]:
    """Keys of speakers (None = unnamed) and their parts, rows without a person left out."""
    return [
        (None if row.person.data == UNNAMED else row.person.data, Part(row.part.data))
        for row in (entry.form for entry in entries)
        if row.person.data
    ]
