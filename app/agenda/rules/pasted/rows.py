"""Pasted text → rows of a programme. Every line that says something is a row or stands aside."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.agenda.rules import typed
from app.agenda.rules.pasted import cells, columns, names, vocabulary
from app.agenda.rules.pasted.cells import MOST_ROWS, Separator
from app.agenda.rules.pasted.names import Mention
from app.agenda.rules.pasted.vocabulary import Column
from app.agenda.rules.words import Kind
from app.errors import Refusal
from app.i18n.sheets import Line
from app.i18n.texts import one_line
from app.people.rules import Part, folded

#: The longest that an item is taken to last when only the next beginning says so.
LONGEST_GAP = 6 * 60


class Remark(StrEnum):
    """What whoever pasted a row may want to look at."""

    UNTIL_NEXT = "until-next"
    LENGTHS_DIFFER = "lengths-differ"
    ENDS_TOO_EARLY = "ends-too-early"


class Why(StrEnum):
    """Why a line became no row."""

    HEADING = "heading"
    THEME = "theme"
    DAY = "day"
    RULE = "rule"
    LEFT_OUT = "left-out"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Aside:
    number: int
    text: str
    why: Why


@dataclass(slots=True, kw_only=True)
class Row:
    """What will stand in the form; times and lengths as they are typed there, read or not."""

    number: int
    kind: Kind
    title: str = ""
    people: list[Mention] = field(default_factory=list)
    minutes: str = ""
    begins: str = ""
    theme: str = ""
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    separator: Separator
    #: What each column holds, and what stands above or in it, to be told apart by.
    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    rows: Sequence[Row]
    asides: Sequence[Aside]


def read(
    text: str,
    separator: Separator | None = None,
    chosen: Sequence[Column | None] = (),
    known: Collection[str] = (),
) -> Reading:
    """Never raises. `chosen` says what columns hold; None and what is missing is recognised.

    `known` are names of people who are there already: with those of other rows they tell whether
    a cell names one person or several.
    """
    found, lines = cells.read(text, separator)
    heading = columns.find_heading(lines)
    body = [line for line in lines if line is not heading]
    asides = [Aside(heading.number, heading.text, Why.HEADING)] if heading else []
    held = list(columns.recognise([line for line in body if not _is_rule(line)], heading))
    for n, column in enumerate(chosen[: len(held)]):
        held[n] = column or held[n]
    rows = _rows(body, held, asides)
    _take_people_apart(rows, known)
    _lengths_until_the_next(rows, asides)
    return Reading(
        separator=found,
        columns=tuple(held),
        headings=tuple(_heading_of(n, heading, body) for n in range(len(held))),
        rows=rows,
        asides=asides,
    )


def _heading_of(n: int, heading: Line | None, body: Sequence[Line]) -> str:
    if heading is not None and n < len(heading.cells) and heading.cells[n].strip():
        return one_line(heading.cells[n])[:60]
    said = (line.cells[n] for line in body if n < len(line.cells) and line.cells[n].strip())
    return one_line(next(said, ""))[:60]


def _rows(body: Sequence[Line], known: Sequence[Column], asides: list[Aside]) -> list[Row]:
    rows: list[Row] = []
    theme = ""
    for line in body:
        said = [cell for cell in line.cells if cell.strip()]
        alone = one_line(said[0]) if len(said) == 1 else ""
        if _is_rule(line):
            asides.append(Aside(line.number, line.text, Why.RULE))
        elif alone and vocabulary.is_heading_of_day(alone):
            theme = ""
            asides.append(Aside(line.number, alone, Why.DAY))
        elif alone and Column.THEME not in known and vocabulary.is_heading_of_theme(alone):
            theme = alone
            asides.append(Aside(line.number, alone, Why.THEME))
        elif len(rows) == MOST_ROWS:
            asides.append(Aside(line.number, line.text, Why.TOO_MANY))
        elif (row := _row(line, known, theme)) is not None:
            rows.append(row)
        else:
            asides.append(Aside(line.number, line.text, Why.LEFT_OUT))
    return rows


def _take_people_apart(rows: Sequence[Row], known: Collection[str]) -> None:
    """Only what names one person alone says who is known."""
    named = [one.name for row in rows for one in row.people if one.name]
    alone = [name for name in named if len(names.halves(name)) == 1]
    folds = {folded(name) for name in (*known, *alone)}
    for row in rows:
        row.people = names.apart(row.people, folds)


def _is_rule(line: Line) -> bool:
    """Under the heading of a Markdown table, or between parts of a mail."""
    text = "".join(line.cells)
    return bool(text.strip()) and re.fullmatch(r"[\s:|=_*–—-]+", text) is not None


def _row(line: Line, known: Sequence[Column], theme: str) -> Row | None:
    """None where every column that holds something is left out."""
    held: dict[Column, list[str]] = {}
    for column, cell in zip(known, line.cells, strict=False):
        if cell.strip() and column is not Column.LEFT_OUT:
            held.setdefault(column, []).append(cell)
    if not held:
        return None

    def text(column: Column) -> str:
        return " – ".join(one_line(cell) for cell in held.get(column, []))

    people = [one for cell in held.get(Column.NAMES, []) for one in names.mentions(cell)]
    people = _with_columns_beside(people, text(Column.POST), text(Column.AFFILIATION))
    for cell in held.get(Column.MODERATORS, []):
        people += [
            Mention(one.name, Part.MODERATOR, one.about, one.is_unsure)
            for one in names.mentions(cell)
        ]
    title = text(Column.TITLE)
    row = Row(
        number=line.number,
        kind=vocabulary.kind_of(title, has_people=bool(people)),
        title=title,
        people=people,
        theme=text(Column.THEME) or theme,
    )
    _read_times(row, text(Column.BEGINS), text(Column.ENDS), text(Column.MINUTES))
    return row


def _with_columns_beside(people: list[Mention], post: str, body: str) -> list[Mention]:
    """Columns of posts and bodies are about the one person of the row; of several, nobody knows
    whose they are, so they stay with the first to be looked at."""
    beside = ", ".join(part for part in (post, body) if part)
    if not beside or not people:
        return people
    first, *others = people
    about = ", ".join(part for part in (first.about, beside) if part)
    return [Mention(first.name, first.part, about, first.is_unsure or bool(others)), *others]


def _read_times(row: Row, begins: str, ends: str, minutes: str) -> None:
    row.begins, row.minutes = begins, minutes
    first = last = None
    try:
        if begins:
            first, last = typed.span(begins)
            row.begins = f"{first:%H:%M}"
        if ends:
            last = typed.clock(ends)
    except Refusal:
        first = last = None
    try:
        row.minutes = str(typed.length(minutes)) if minutes else ""
    except Refusal:
        return
    if first is None or last is None:
        return
    between = typed.minutes_between(first, last)
    if not 0 < between <= 12 * 60:
        row.remarks.append(Remark.ENDS_TOO_EARLY)
    elif not row.minutes:
        row.minutes = str(between)
    elif row.minutes != str(between):
        row.remarks.append(Remark.LENGTHS_DIFFER)


def _lengths_until_the_next(rows: Sequence[Row], asides: Sequence[Aside]) -> None:
    """Where only beginnings are given, an item lasts until the next one begins."""
    new_days = [aside.number for aside in asides if aside.why is Why.DAY]
    for row, following in zip(rows, rows[1:], strict=False):
        if row.minutes or any(row.number < day < following.number for day in new_days):
            continue
        try:
            between = typed.minutes_between(typed.clock(row.begins), typed.clock(following.begins))
        except Refusal:
            continue
        if 0 < between <= LONGEST_GAP and Remark.ENDS_TOO_EARLY not in row.remarks:
            row.minutes = str(between)
            row.remarks.append(Remark.UNTIL_NEXT)
