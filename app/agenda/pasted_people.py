"""Who and what pasted rows name: asked about once, known people and themes recognised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from werkzeug.datastructures import MultiDict

from app import links
from app.agenda.forms_pasting import MOST_ASKED, NEW, ONE, SEVERAL, part_words
from app.agenda.queries import Draft
from app.agenda.rules.pasted import names
from app.agenda.rules.pasted.names import Mention
from app.i18n.texts import one_line
from app.people.models import Speaker
from app.people.rules import folded, name_marks


def names_of(draft: Draft) -> list[str]:
    """Every form of the names of those who are among the people of the workshop."""
    return [form for one in draft.speakers for form in _forms(one)]


def _forms(one: Speaker) -> list[str]:
    forms = (one.person.name, one.person.native_name, *one.person.other_names)
    return [form for form in forms if form]


def take_apart(fields: MultiDict[str, str]) -> None:
    """Whoever was said to be several people stands as such in the cells, and is asked about anew.

    The entry goes, so that the halves get entries of their own.
    """
    several: dict[str, list[str]] = {}
    for name, n in _entries(fields, "people", "name").items():
        pieces = names.halves(name)
        if fields.get(f"people-{n}-many") == SEVERAL and len(pieces) > 1:
            several[name] = pieces
            for field in [one for one in fields if one.startswith(f"people-{n}-")]:
                del fields[field]
    for field in list(fields) if several else []:
        if field.startswith("lines-") and field.endswith("-names"):
            people = names.as_written(fields[field])
            if any(one.name in several for one in people):
                fields[field] = names.in_one_cell(list(_each(people, several)), part_words())


def _each(people: Iterable[Mention], several: dict[str, list[str]]) -> Iterator[Mention]:
    for one in people:
        for name in several.get(one.name or "", [one.name]):
            yield Mention(name, one.part)


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
                "many": ONE,
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
    forms = {one.key: _forms(one) for one in speakers}
    exact = [key for key, said in forms.items() if folded(name) in map(folded, said)]
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
