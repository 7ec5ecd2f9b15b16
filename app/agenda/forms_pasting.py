"""Forms of pasting rows: the text, and the preview in which every cell can be changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from app.agenda.rules.pasted.names import Mention
from app.agenda.rules.pasted.rows import Reading
from app.agenda.rules.pasted.vocabulary import Column
from app.i18n import LANGUAGES, gettext, language, lazy_gettext
from app.i18n.fields import ChoiceField, KeyField, LineField, LinesField
from app.i18n.texts import one_line, words
from app.i18n.typed_fields import ClockField, Rows
from app.people.models import Speaker
from app.people.rules import folded, is_han, name_marks

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
#: People and themes that a preview may ask about.
MOST_ASKED = 300

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
            "names": names.in_one_cell(row.people, {part: str(word) for part, word in PARTS}),
            "minutes": row.minutes,
            "begins": row.begins,
            "theme": row.theme,
            "remarks": " ".join(row.remarks),
        }
        for name, cell in cells.items():
            fields[f"lines-{n}-{name}"] = cell
    return fields


def _language_of(reading: Reading, offered: Sequence[str]) -> str:
    """Chinese signs are Chinese; else the language spoken, or the first of the workshop."""
    signs = "".join(row.title for row in reading.rows)
    chinese = sum(is_han(sign) and not sign.isspace() for sign in signs)
    if "zh" in offered and 3 * chinese > len(signs):
        return "zh"
    latin = [code for code in offered if code != "zh"] or list(offered)
    return language() if language() in latin else latin[0]


def ask_about(
    fields: MultiDict[str, str], mentioned: Iterable[Mention], titles: Iterable[str], draft: Draft
) -> int:
    """Add an entry for each name and theme that the fields do not ask about yet; how many."""
    people = _entries(fields, "people", "name")
    for one in mentioned:
        if one.name is not None and one.name not in people and len(people) < MOST_ASKED:
            n = people[one.name] = max(people.values(), default=-1) + 1
            post, affiliation = _about(one.about)
            entry = {
                "key": links.new_key(), "name": one.name, "called": one.name[:200],
                "who": _known(one.name, draft.speakers), "post": post, "affiliation": affiliation,
            }  # fmt: skip
            for name, said in entry.items():
                fields[f"people-{n}-{name}"] = said
    themes = _entries(fields, "themes", "title")
    for title in titles:
        if title and title not in themes and len(themes) < MOST_ASKED:
            n = themes[title] = max(themes.values(), default=-1) + 1
            fields[f"themes-{n}-key"] = links.new_key()
            fields[f"themes-{n}-title"] = title
            fields[f"themes-{n}-which"] = _known_theme(title, draft)
    return len(people) + len(themes)


def _entries(fields: MultiDict[str, str], rows: str, name: str) -> dict[str, int]:
    found = {}
    for field in list(fields):
        parts = field.split("-")
        if len(parts) == 3 and parts[0] == rows and parts[2] == name and parts[1].isdecimal():
            found[fields[field]] = int(parts[1][:4])
    return found


def _about(about: str) -> tuple[str, str]:
    """A post and a body, where a comma stands between the two; else it is taken for a body."""
    post, comma, body = about.replace("，", ",").partition(",")
    return (post.strip(), body.strip()) if comma else ("", about)


def _known(name: str, speakers: Sequence[Speaker]) -> str:
    """The one speaker who is called so; whoever may be meant twice is asked about as new."""
    forms = {
        one.key: [one.person.name, one.person.native_name, *one.person.other_names]
        for one in speakers
    }
    exact = [key for key, said in forms.items() if folded(name) in [folded(x or "") for x in said]]
    marks = name_marks([name])
    alike = [key for key, said in forms.items() if marks & name_marks(said)]
    found = exact or alike
    return found[0] if len(found) == 1 else NEW


def _known_theme(title: str, draft: Draft) -> str:
    wanted = folded(one_line(title))
    for theme in draft.themes:
        forms = [*theme.title.values(), *([theme.number] if theme.number else [])]
        if wanted in [folded(one) for one in forms]:
            return theme.key
    return NEW


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
