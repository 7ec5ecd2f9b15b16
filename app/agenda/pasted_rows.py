"""What a preview of pasted rows holds, as the service takes it."""

from __future__ import annotations

from typing import Any

from app import links
from app.agenda.answers import place_of, spot_of
from app.agenda.forms_pasting import NEW, NOBODY, PreviewForm
from app.agenda.positions import LAST
from app.agenda.rules.pasted import names
from app.agenda.rules.words import Kind
from app.agenda.service.pasting import NewPerson, NewRow, NewTheme
from app.extensions import Text
from app.people.rules import Part


def to_add(form: PreviewForm, taken: list[Any]) -> dict[str, Any]:
    """For the verb; people and themes that no row names are left out."""
    code = form.language.data
    people = {entry.form.name.data: entry.form for entry in form.people}
    themes = {entry.form.title.data: entry.form for entry in form.themes}
    new_rows = [
        NewRow(
            key=row.key.data or links.new_key(),
            kind=Kind(row.kind.data),
            title=_text(row.title.data, code),
            minutes=row.minutes.data,
            begins=row.begins.data,
            theme=_theme_of(row, themes),
            parts=_parts_of(row, people),
        )
        for row in taken
    ]
    speakers = {key for row in new_rows for key, _ in row.parts}
    of_rows = {row.theme for row in new_rows}
    return {
        "rows": new_rows,
        "people": [
            NewPerson(
                key=one.key.data,
                name=one.called.data or one.name.data,
                post=_text(one.post.data, code),
                affiliation=_text(one.affiliation.data, code),
            )
            for one in people.values()
            if one.who.data == NEW and one.key.data in speakers
        ],
        "themes": [
            NewTheme(key=one.key.data, title={code: one.title.data})
            for one in themes.values()
            if one.which.data == NEW and one.key.data in of_rows
        ],
        "place": place_of(form),
        "spot": spot_of(form) or LAST,
        "keep_times": form.keep_times.data,
    }


def _text(said: str | None, code: str) -> Text | None:
    return {code: said} if said else None


def _theme_of(row: Any, themes: dict[str, Any]) -> str | None:
    entry = themes.get(row.theme.data or "")
    if entry is None or entry.which.data == NOBODY:
        return None
    key: str = entry.key.data if entry.which.data == NEW else entry.which.data
    return key


def _parts_of(row: Any, people: dict[str, Any]) -> list[tuple[str | None, Part]]:
    parts: list[tuple[str | None, Part]] = []
    for one in names.as_written(row.names.data or ""):
        entry = people[one.name] if one.name is not None else None
        if entry is None:
            parts.append((None, one.part))
        elif entry.who.data != NOBODY:
            key = entry.key.data if entry.who.data == NEW else entry.who.data
            parts.append((key, one.part))
    return parts
