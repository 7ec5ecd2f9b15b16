"""Forms of pasting rows: the text, and the preview in which every cell can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FormField, HiddenField
from wtforms import Form as PlainForm
from wtforms.validators import Length

from app import links
from app.agenda.forms import KINDS, PARTS, MinutesField, MoveForm, offer_places, offer_spots
from app.agenda.queries import Draft
from app.agenda.rules.pasted import names
from app.agenda.rules.pasted.cells import MOST_ROWS, Separator
from app.agenda.rules.pasted.rows import Reading
from app.agenda.rules.pasted.vocabulary import Column
from app.i18n import LANGUAGES, gettext, language, lazy_gettext
from app.i18n.fields import ChoiceField, KeyField, LineField, LinesField
from app.i18n.texts import words
from app.i18n.typed_fields import ClockField, Rows
from app.people.rules import Part, is_han

SEPARATORS = [
    (Separator.TAB, lazy_gettext("tabs, as sheets and tables put them")),
    (Separator.SEMICOLON, lazy_gettext("semicolons")),
    (Separator.COMMA, lazy_gettext("commas")),
    (Separator.BLANKS, lazy_gettext("two or more blanks")),
    (Separator.DASH, lazy_gettext("dashes")),
    (Separator.BAR, lazy_gettext("vertical bars")),
    (Separator.NONE, lazy_gettext("nothing: one line, one item")),
]
COLUMNS = [
    (Column.TITLE, lazy_gettext("Title")),
    (Column.NAMES, lazy_gettext("People")),
    (Column.MODERATORS, lazy_gettext("Moderators")),
    (Column.POST, lazy_gettext("Role")),
    (Column.AFFILIATION, lazy_gettext("Organisation")),
    (Column.MINUTES, lazy_gettext("Length")),
    (Column.BEGINS, lazy_gettext("Begins, or from–to")),
    (Column.ENDS, lazy_gettext("Ends")),
    (Column.THEME, lazy_gettext("Theme")),
    (Column.LEFT_OUT, lazy_gettext("leave out")),
]
#: Instead of the key of a speaker or theme: somebody or something new, or nobody.
NEW, NOBODY = "+", "-"
ONE, SEVERAL = "one", "several"
MANY = [(ONE, lazy_gettext("one person")), (SEVERAL, lazy_gettext("several people"))]
#: People and themes that a preview may ask about.
MOST_ASKED = 1000

_LONG = Length(max=300, message=lazy_gettext("At most 300 characters fit here."))
_NAME = Length(max=200, message=lazy_gettext("At most 200 characters fit here."))


class RowForm(PlainForm):
    key = KeyField()
    take = BooleanField(lazy_gettext("Add this row"))
    kind = ChoiceField(lazy_gettext("Kind"), KINDS)
    title = LineField(lazy_gettext("Title"), [_LONG])
    names = LineField(lazy_gettext("People"), [Length(max=2000)])
    minutes = MinutesField(lazy_gettext("Minutes"))
    begins = ClockField(lazy_gettext("Begins"))
    theme = LineField(lazy_gettext("Theme"), [_LONG])
    remarks = HiddenField()


class PersonForm(PlainForm):
    key = KeyField()
    name = HiddenField()
    who = ChoiceField(lazy_gettext("Is"))
    #: Asked where the name may be those of several.
    many = ChoiceField(lazy_gettext("One or several"), MANY)
    called = LineField(lazy_gettext("Name as printed"), [_NAME])
    post = LineField(lazy_gettext("Role on that day"), [_LONG])
    affiliation = LineField(lazy_gettext("Organisation on that day"), [_LONG])


class PastedThemeForm(PlainForm):
    key = KeyField()
    title = HiddenField()
    which = ChoiceField(lazy_gettext("Is"))


class PasteForm(MoveForm):
    """The text and where its rows go."""

    text = LinesField(lazy_gettext("Rows of your programme"))
    file = FileField(lazy_gettext("Or a file"))


class PreviewForm(PasteForm):
    """What was read of the text; posted to be read again, or to be added."""

    separator = ChoiceField(lazy_gettext("Between the columns stand"), SEPARATORS)
    columns = Rows(ChoiceField(lazy_gettext("Column"), COLUMNS), max_entries=30)
    language = ChoiceField(lazy_gettext("Language of these texts"))
    keep_times = BooleanField(lazy_gettext("Keep these times"))
    lines = Rows(FormField(RowForm), max_entries=MOST_ROWS)
    people = Rows(FormField(PersonForm), max_entries=MOST_ASKED)
    themes = Rows(FormField(PastedThemeForm), max_entries=MOST_ASKED)


# -- What was read, as a form that was posted ----------------------------------------------------


def as_posted(reading: Reading, posted: MultiDict[str, str], draft: Draft) -> MultiDict[str, str]:
    """The fields of a preview of what was read; where the rows go stays as it was posted."""
    kept = ("csrf_token", "text", "day", "theme", "room", "spot", "keep_times", "language")
    fields = MultiDict({name: posted[name] for name in kept if name in posted})
    fields["separator"] = reading.separator
    if "language" not in posted:
        fields["language"] = _language_of(reading, draft.workshop.languages)
    for n, column in enumerate(reading.columns):
        fields[f"columns-{n}"] = column
    for n, row in enumerate(reading.rows):
        cells = {
            "key": links.new_key(),
            "take": "y",
            "kind": row.kind,
            "title": row.title,
            "names": names.in_one_cell(row.people, part_words()),
            "minutes": row.minutes,
            "begins": row.begins,
            "theme": row.theme,
            "remarks": " ".join(row.remarks),
        }
        for name, cell in cells.items():
            fields[f"lines-{n}-{name}"] = cell
    return fields


def part_words() -> dict[Part, str]:
    return {part: str(word) for part, word in PARTS}


def _language_of(reading: Reading, offered: Sequence[str]) -> str:
    """Chinese signs are Chinese; else the language spoken, or the first of the workshop."""
    signs = "".join(row.title for row in reading.rows)
    chinese = sum(is_han(sign) and not sign.isspace() for sign in signs)
    if "zh" in offered and 3 * chinese > len(signs):
        return "zh"
    latin = [code for code in offered if code != "zh"] or list(offered)
    return language() if language() in latin else latin[0]


# -- What the lists offer ------------------------------------------------------------------------


def offer_paste(form: PasteForm, draft: Draft) -> None:
    offer_places(form, draft)
    offer_spots(form, draft)


def offer_preview(form: PreviewForm, draft: Draft) -> None:
    offer_paste(form, draft)
    form.language.offer([(code, LANGUAGES.get(code, code)) for code in draft.workshop.languages])
    people = [
        (NEW, gettext("a new person")),
        (NOBODY, gettext("no person: leave out")),
        *((speaker.key, speaker.person.name) for speaker in draft.speakers),
    ]
    themes = [
        (NEW, gettext("a new theme")),
        (NOBODY, gettext("no theme")),
        *((theme.key, words(theme.title, language())) for theme in draft.themes),
    ]
    rows: Any
    for rows, name, offered in (
        (form.people, "who", people), (form.themes, "which", themes),
    ):  # fmt: skip
        for entry in rows:
            entry.form[name].offer(offered)
