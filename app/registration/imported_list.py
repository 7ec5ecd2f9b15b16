"""A list of people as its preview was posted: the text, how it is read, and what was corrected.

The server keeps nothing of it. All that the next page needs stands in the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from werkzeug.datastructures import MultiDict

from app.i18n import LANGUAGES
from app.i18n.sheets import Line
from app.people.rules import is_han
from app.registration.rules.imported import columns, persons, tables
from app.registration.rules.imported.persons import NOTHING, Person
from app.registration.rules.imported.tables import Table
from app.registration.rules.imported.vocabulary import ANSWERS_TO, Column, plain
from app.registration.rules.questions import Question
from app.registration.service.importing import Orders
from app.workshops.rules import Way

#: Cells that can be corrected one by one; the others are in the box. Together with the words
#: asked about and the people who can be ticked, they stay below what one form may send.
MOST_CORRECTED = 480
MOST_ASKED, MOST_TICKED = 40, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A word of the list that somebody has to say the meaning of."""

    column: str
    word: str
    can_mean: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedList:
    table: Table
    heading: Line | None
    columns: list[str]
    family_first: bool
    meanings: dict[tuple[str, str], str]
    people: list[Person]

    @property
    def body(self) -> list[Line]:
        return _below(self.table, self.heading)

    @property
    def headings(self) -> list[str]:
        cells = list(self.heading.cells) if self.heading else []
        return cells + [""] * (len(self.columns) - len(cells))

    @property
    def language(self) -> str | None:
        """The one that its headings are written in, where letters tell."""
        headed = list(filter(None, self.heading.cells)) if self.heading else []
        chinese = [cell for cell in headed if any(map(is_han, cell.replace(" ", "")))]
        return "zh" if chinese and 2 * len(chinese) >= len(headed) else None

    @property
    def digest(self) -> str:
        """Of all that decides what the preview shows; another one has not been looked at yet."""
        seen = (self.table.text, self.heading is None, self.columns, self.family_first)
        return sha256(repr(seen).encode()).hexdigest()[:16]

    @property
    def asks_for_order(self) -> bool:
        return {Column.GIVEN_NAME, Column.FAMILY_NAME} <= set(self.columns)

    def text_of(self, numbers: set[int]) -> str:
        """The rows of these numbers below the headings, as a list of their own."""
        head = [self.heading.cells] if self.heading else []
        return tables.written(
            [*head, *(line.cells for line in self.body if line.number in numbers)]
        )


def read(text: str, fields: MultiDict[str, str], questions: Sequence[Question]) -> PostedList:
    """Raises tables.TooMany."""
    table = _corrected(tables.read(text), fields)
    heading = _heading(table, fields)
    body = _below(table, heading)
    if len(body) > tables.MOST_ROWS:
        raise tables.TooMany
    found = columns.recognise(table.lines, heading, questions)
    known = {*Column, *(ANSWERS_TO + one.key for one in questions)}
    chosen = [
        told if (told := fields.get(f"columns-{n}", "")) in known else column
        for n, column in enumerate(found)
    ]
    family_first = fields.get("order") == "family"
    meanings = _meanings(fields)
    people = persons.read(
        body,
        [str(one) for one in chosen],
        questions=questions,
        meanings=meanings,
        family_first=family_first,
        headed=len(heading.cells) if heading else None,
    )
    return PostedList(
        table=table,
        heading=heading,
        columns=[str(one) for one in chosen],
        family_first=family_first,
        meanings=meanings,
        people=people,
    )


def _below(table: Table, heading: Line | None) -> list[Line]:
    return [one for one in table.lines if heading is None or one.number > heading.number]


def _heading(table: Table, fields: MultiDict[str, str]) -> Line | None:
    told = fields.get("heading", "")
    if told == "no":
        return None
    found = columns.find_heading(table.lines)
    return found or (table.lines[0] if told == "yes" and table.lines else None)


# -- Corrections ----------------------------------------------------------------------------------


def digest_of(cells: Sequence[str]) -> str:
    """Finds a row again, also when rows before it are gone."""
    return sha256("\t".join(cells).encode()).hexdigest()[:12]


_FIELD = re.compile(r"row-(\d{1,4})-c(\d{1,2})\Z")


def _corrected(table: Table, fields: MultiDict[str, str]) -> Table:
    """With what was typed into the fields of single rows; a row that was changed in the box, too,
    stays as the box has it."""
    typed: dict[str, dict[int, str]] = {}
    for name, value in fields.items():
        match = _FIELD.match(name)
        if match and (was := fields.get(f"row-{match[1]}-was")):
            typed.setdefault(was, {})[int(match[2])] = value
    if not typed:
        return table
    rows = []
    for line in table.lines:
        cells = list(line.cells)
        changes = typed.pop(digest_of(cells), {})
        for n, value in changes.items():
            cells += [""] * (n + 1 - len(cells))
            cells[n] = value
        rows.append(cells)
    return tables.table(rows, [line.number for line in table.lines])


# -- Words that were asked about ------------------------------------------------------------------


def _meanings(fields: MultiDict[str, str]) -> dict[tuple[str, str], str]:
    found = {}
    for n in range(MOST_ASKED):
        column, word = fields.get(f"meaning-{n}-column", ""), fields.get(f"meaning-{n}-word", "")
        chosen = fields.get(f"meaning-{n}-is", "")
        if word and chosen and (chosen == NOTHING or chosen in _allowed(column)):
            found[(column, plain(word))] = chosen
    return found


def _allowed(column: str) -> set[str]:
    if column == Column.WAY:
        return {Way.ONLINE.value, Way.ON_SITE.value}
    if column == Column.LANGUAGE:
        return set(LANGUAGES)
    if column == Column.COUNTRY:
        return set(persons.all_countries())
    return set()


def asked(posted: PostedList) -> list[Asked]:
    """Every word that is not clear, or was not before somebody said what it means."""
    found: dict[tuple[str, str], str] = {}
    for person in posted.people:
        for column, cell in zip(posted.columns, person.cells, strict=False):
            if column in _ASKED_ABOUT and cell:
                word = (column, plain(cell))
                if word in posted.meanings or len(persons.meant_by(*word)) != 1:
                    found.setdefault(word, cell)
    return [
        Asked(
            column=column,
            word=cell,
            can_mean=tuple(persons.meant_by(column, cell)),
            chosen=posted.meanings.get((column, word), ""),
        )
        for (column, word), cell in list(found.items())[:MOST_ASKED]
    ]


_ASKED_ABOUT = (Column.COUNTRY, Column.WAY, Column.LANGUAGE)


# -- Orders ---------------------------------------------------------------------------------------


def orders(
    fields: MultiDict[str, str],
    offered: Sequence[Way],
    languages: Sequence[str],
    *,
    may_tell: bool,
    written_in: str | None = None,
) -> Orders:
    """For the list as a whole. A way nobody has to choose is chosen; writing is the rule, unless
    a posted preview has no tick. People are written to in the language that their list is
    written in, where the workshop has it."""
    way = fields.get("way", "")
    known: Mapping[str, Way] = {one.value: one for one in offered}
    only = offered[0] if len(offered) == 1 else None
    language = fields.get("language", "")
    first = next((code for code in languages if code in LANGUAGES), "en")
    if written_in in languages and written_in in LANGUAGES:
        first = written_in
    tells = "tell" in fields or "digest" not in fields
    return Orders(
        way=known.get(way, only),
        language=language if language in LANGUAGES else first,
        tell=tells and may_tell,
        update=frozenset(fields.getlist("update")),
        anew=frozenset(fields.getlist("anew")),
    )
