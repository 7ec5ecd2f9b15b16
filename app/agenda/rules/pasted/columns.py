"""Which column of a pasted table holds what: by its heading, else by what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from app.agenda.rules import typed
from app.agenda.rules.pasted import names, vocabulary
from app.agenda.rules.pasted.cells import begins_with_a_time
from app.agenda.rules.pasted.vocabulary import Column
from app.errors import Refusal
from app.i18n.sheets import Line

#: How many of its cells decide what a column holds.
MOST = 0.6
#: Columns that a table may have once.
ONCE = (Column.BEGINS, Column.ENDS, Column.MINUTES, Column.THEME)


def find_heading(lines: Sequence[Line]) -> Line | None:
    """The first line where it names at least two columns, and none of its cells is a fact."""
    if not lines:
        return None
    first = lines[0]
    said = [cell for cell in first.cells if cell.strip()]
    known = [vocabulary.named(cell) for cell in said]
    if len([one for one in known if one]) < min(2, len(lines[0].cells)) or len(lines) < 2:
        return None
    if len(first.cells) == 1 and known[0] is not Column.TITLE:
        return None
    facts = any(begins_with_a_time(cell) or cell.strip().isdecimal() for cell in said)
    return None if facts else first


def recognise(lines: Sequence[Line], heading: Line | None) -> tuple[Column, ...]:
    """What each column holds."""
    width = max((len(line.cells) for line in lines), default=0)
    if heading is not None:
        width = max(width, len(heading.cells))
    found = _by_heading(heading, width)
    values = [_column(lines, n) for n in range(width)]
    _by_content(found, values)
    _texts(found, values)
    return tuple(one or Column.LEFT_OUT for one in found)


def _column(lines: Sequence[Line], n: int) -> list[str]:
    cells = [line.cells[n].strip() for line in lines if n < len(line.cells)]
    return [cell for cell in cells if cell]


def _by_heading(heading: Line | None, width: int) -> list[Column | None]:
    said = list(heading.cells) if heading else []
    found = [vocabulary.named(cell) for cell in said] + [None] * (width - len(said))
    titles = [n for n, one in enumerate(found) if one is Column.TITLE]
    for n in titles:
        if len(titles) > 1 and said[n].strip().casefold() in vocabulary.EITHER:
            found[n] = Column.THEME
    if not titles and Column.THEME in found:
        found[found.index(Column.THEME)] = Column.TITLE
    for column in ONCE:
        for n in [n for n, one in enumerate(found) if one is column][1:]:
            found[n] = Column.LEFT_OUT
    return found


def _by_content(found: list[Column | None], values: Sequence[list[str]]) -> None:
    for n, cells in enumerate(values):
        if found[n] is not None:
            continue
        if not cells or _counts_lines(cells):
            found[n] = Column.LEFT_OUT
        elif _mostly(begins_with_a_time, cells):
            free = [one for one in (Column.BEGINS, Column.ENDS) if one not in found]
            found[n] = free[0] if free else Column.LEFT_OUT
        elif _mostly(_is_length, cells):
            is_taken = Column.MINUTES in found
            found[n] = Column.LEFT_OUT if is_taken else Column.MINUTES


def _texts(found: list[Column | None], values: Sequence[list[str]]) -> None:
    """Columns of words: the first that holds no names is the title."""
    open_ones = [n for n, one in enumerate(found) if one is None]
    named = [n for n in open_ones if _mostly(_is_people, values[n])]
    if Column.TITLE not in found and open_ones:
        plain = [n for n in open_ones if n not in named]
        found[(plain or open_ones)[0]] = Column.TITLE
    for n in open_ones:
        if found[n] is not None:
            continue
        if n in named and Column.NAMES not in found:
            found[n] = Column.NAMES
        elif Column.NAMES in found and _mostly(names.says_post_or_body, values[n]):
            is_taken = Column.AFFILIATION in found
            found[n] = Column.LEFT_OUT if is_taken else Column.AFFILIATION


def _mostly(is_so: Callable[[str], bool], cells: Sequence[str]) -> bool:
    return sum(map(is_so, cells)) >= MOST * len(cells) > 0


def _counts_lines(cells: Sequence[str]) -> bool:
    """1, 2, 3: the numbers that a table gives its rows."""
    read = [cell.rstrip(".)、") for cell in cells]
    return len(read) > 2 and read == [str(n) for n in range(1, len(read) + 1)]


def _is_length(cell: str) -> bool:
    try:
        typed.length(cell)
    except Refusal:
        return False
    return True


def _is_people(cell: str) -> bool:
    return _all(
        one.name is None or names.looks_like_a_name(one.name) or bool(one.about)
        for one in names.mentions(cell)
    )


def _all(answers: Iterable[bool]) -> bool:
    known = list(answers)
    return bool(known) and all(known)
