"""Which column of a list holds what: by its heading, else by what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.i18n.sheets import Line
from app.people import countries
from app.people.rules import is_han
from app.registration.rules.imported import vocabulary
from app.registration.rules.imported.tables import MOST_ABOVE
from app.registration.rules.imported.vocabulary import ANSWERS_TO, Column, plain
from app.registration.rules.questions import Question, QuestionKind

#: How many of its cells decide what a column holds.
MOST = 0.6
_NAMES = (Column.NAME, Column.GIVEN_NAME, Column.FAMILY_NAME, Column.NATIVE_NAME)


def find_heading(lines: Sequence[Line]) -> Line | None:
    """The line that names columns: the first, or below the title of the list."""
    best, found = 0, None
    for line in lines[: MOST_ABOVE + 1]:
        if any("@" in cell for cell in line.cells):
            break
        known = {vocabulary.named(cell) for cell in line.cells if cell} - {None}
        says_who = known & {Column.EMAIL, *_NAMES}
        if says_who and len(known) > best:
            best, found = len(known), line
    return found


def recognise(
    lines: Sequence[Line], heading: Line | None, questions: Sequence[Question] = ()
) -> list[str]:
    """What each column holds, by the values of `Column` and names of answers."""
    width = max((len(line.cells) for line in lines), default=0)
    body = [line for line in lines if heading is None or line.number > heading.number]
    values = [_cells(body, n) for n in range(width)]
    said = list(heading.cells) if heading else []
    found: list[str | None] = [None] * width
    for n, words in enumerate(said):
        found[n] = _answers(words, questions) or vocabulary.named(words)
    _by_content(found, values, is_headed=heading is not None)
    _names_apart(found, values)
    for n, column in enumerate(found):
        if column is None or column in found[:n]:
            found[n] = Column.LEFT_OUT
    return [str(column) for column in found]


def _cells(lines: Sequence[Line], n: int) -> list[str]:
    return [line.cells[n] for line in lines if n < len(line.cells) and line.cells[n]]


def _answers(heading: str, questions: Sequence[Question]) -> str | None:
    """The question whose words, in any language, or whose key the heading says."""
    words = plain(heading)
    for question in questions:
        if question.retired or question.kind is QuestionKind.FILE:
            continue
        if words and words in {plain(question.key), *map(plain, question.label.values())}:
            return ANSWERS_TO + question.key
    return None


def _by_content(found: list[str | None], values: Sequence[list[str]], *, is_headed: bool) -> None:
    for n, cells in enumerate(values):
        if found[n] is None and cells and _mostly(lambda cell: "@" in cell or "＠" in cell, cells):
            found[n] = Column.EMAIL
    if is_headed:
        return  # what the headings do not say is left to whoever looks at the preview
    for n, cells in enumerate(values):
        if found[n] is not None or not cells:
            continue
        for column, is_so in _TELLING:
            if column not in found and _mostly(is_so, cells):
                found[n] = column
                break
    words = [n for n, cells in enumerate(values) if found[n] is None and _is_words(cells)]
    for n, column in zip(words, (Column.NAME,), strict=False):
        found[n] = column


_TELLING: tuple[tuple[Column, Callable[[str], object]], ...] = (
    (Column.WAY, vocabulary.way_meant),
    (Column.LANGUAGE, vocabulary.language_meant),
    (Column.COUNTRY, countries.meant),
)


def _is_words(cells: Sequence[str]) -> bool:
    return _mostly(lambda cell: any(letter.isalpha() for letter in cell), cells)


def _mostly(is_so: Callable[[str], object], cells: Sequence[str]) -> bool:
    return sum(map(bool, map(is_so, cells))) >= MOST * len(cells) > 0


def _names_apart(found: list[str | None], values: Sequence[list[str]]) -> None:
    """Two columns of names: the one in Chinese characters is the name in its own script."""
    names = [n for n, column in enumerate(found) if column == Column.NAME]
    if len(names) > 1 and Column.NATIVE_NAME not in found:
        han = [n for n in names if _mostly(is_han, values[n])]
        if han and len(han) < len(names):
            found[han[0]] = Column.NATIVE_NAME
    if not {Column.NAME, Column.GIVEN_NAME, Column.FAMILY_NAME} & set(found):
        for n, column in enumerate(found):
            if column == Column.NATIVE_NAME:
                found[n] = Column.NAME
                break
