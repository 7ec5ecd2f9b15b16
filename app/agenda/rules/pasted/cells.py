"""A pasted text taken apart into rows of cells, as sheets, documents and people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from app.agenda.rules import typed
from app.i18n import sheets
from app.i18n.sheets import Line
from app.i18n.texts import many_lines

MOST_BYTES = 200_000
MOST_ROWS = 500
#: What stands in columns beyond is kept in the last one.
MOST_COLUMNS = 30


class Separator(StrEnum):
    """What stands between the columns."""

    TAB = "tab"
    BAR = "bar"
    SEMICOLON = "semicolon"
    COMMA = "comma"
    BLANKS = "blanks"
    DASH = "dash"
    NONE = "none"


def read(text: str, separator: Separator | None = None) -> tuple[Separator, list[Line]]:
    """The lines that are not empty, and what separates their cells unless that was given."""
    clean = many_lines(text)
    chosen = separator or _recognised(clean)
    lines = _joined(_SPLIT[chosen](clean)) if chosen is Separator.TAB else _SPLIT[chosen](clean)
    lines = [_narrow(line) for line in lines if any(cell.strip() for cell in line.cells)]
    return chosen, _with_times_apart(lines)


def _narrow(line: Line) -> Line:
    if len(line.cells) <= MOST_COLUMNS:
        return line
    kept, beyond = line.cells[: MOST_COLUMNS - 1], line.cells[MOST_COLUMNS - 1 :]
    return Line(line.number, (*kept, " ".join(cell for cell in beyond if cell.strip())))


# -- What separates ------------------------------------------------------------------------------


def _recognised(text: str) -> Separator:
    """The first that makes columns; a comma or a dash is one only where nearly all lines agree."""
    if "\t" in text:
        return Separator.TAB
    if _share(text, lambda line: line.startswith("|") and line.count("|") > 2) > 0.5:
        return Separator.BAR
    for separator, agree in (
        (Separator.SEMICOLON, 0.8),
        (Separator.BLANKS, 0.6),
        (Separator.COMMA, 0.99),
        (Separator.DASH, 0.6),
    ):
        if _agreeing(_SPLIT[separator](text)) >= agree:
            return separator
    return Separator.NONE


def _share(text: str, is_so: Callable[[str], bool]) -> float:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return sum(map(is_so, lines)) / len(lines) if lines else 0.0


def _agreeing(lines: Sequence[Line]) -> float:
    """How many of all lines have as many cells as most of those that have several."""
    counts = [len(line.cells) for line in lines if any(cell.strip() for cell in line.cells)]
    several = [count for count in counts if count > 1]
    if len(several) < 2:
        return 0.0
    return max(several.count(count) for count in set(several)) / len(counts)


# -- Cells ---------------------------------------------------------------------------------------

_MARK = re.compile(
    r"\s*(?:[-*•·▪–]\s+|\(?\d{1,3}[.)、]\s+|（\d{1,3}）\s*|[一二三四五六七八九十]{1,3}、\s*)"
)


def _unmarked(line: str) -> str:
    """Without the bullet or number that a list puts before it."""
    mark = _MARK.match(line)
    return line[mark.end() :] if mark else line


def _quoted(delimiter: str) -> Callable[[str], list[Line]]:
    return lambda text: sheets.lines(text, delimiter)


def _by_line(cells_of: Callable[[str], Sequence[str]]) -> Callable[[str], list[Line]]:
    def split(text: str) -> list[Line]:
        return [
            Line(number, tuple(cell.strip() for cell in cells_of(_unmarked(line.strip()))))
            for number, line in enumerate(text.split("\n"), start=1)
        ]

    return split


def _between_bars(line: str) -> Sequence[str]:
    return line.removeprefix("|").removesuffix("|").split("|")


_DASH = re.compile(r"\s[-–—]\s|——")
_SPLIT: dict[Separator, Callable[[str], list[Line]]] = {
    Separator.TAB: _quoted("\t"),
    Separator.BAR: _by_line(_between_bars),
    Separator.SEMICOLON: _quoted(";"),
    Separator.COMMA: _quoted(","),
    Separator.BLANKS: _by_line(lambda line: re.split(r"\s{2,}|\u3000+|\t+", line)),
    Separator.DASH: _by_line(lambda line: _DASH.split(line, maxsplit=2)),
    Separator.NONE: _by_line(lambda line: (line,)),
}


def _joined(lines: list[Line]) -> list[Line]:
    """A paragraph within a cell of a document breaks its row in two: put it together again where
    the two pieces make exactly one row, and the second is not a row that begins with a time."""
    width = max((len(line.cells) for line in lines), default=0)
    whole: list[Line] = []
    for line in lines:
        last = whole[-1] if whole else None
        if (
            last is not None
            and 1 < len(last.cells) < width
            and len(line.cells) > 1
            and len(last.cells) + len(line.cells) - 1 == width
            and not begins_with_a_time(line.cells[0])
        ):
            *before, broken = last.cells
            rest, *after = line.cells
            whole[-1] = Line(last.number, (*before, f"{broken}\n{rest}", *after))
        else:
            whole.append(line)
    return whole


# -- Times and lengths that stand in the same cell as a title ------------------------------------

_CLOCK = (
    r"(?:\d{1,2}[:：.h]\d{2}(?:\s*(?:uhr|h\b|[ap]\.?m\.?))?|\d{1,2}\s*(?:uhr|[ap]\.?m\.?)"
    r"|(?:凌晨|早上|上午|中午|下午|晚上)?\s*\d{1,2}\s*(?:[点时]\d{0,2}分?半?|[:：]\d{2}))"
)
_TIME_FIRST = re.compile(
    rf"(?P<time>{_CLOCK}(?:\s*(?:-|–|—|~|～|至|到|bis|to|until)\s*{_CLOCK})?)"
    r"(?:\s*[,:：|]\s*|\s*[-–—]\s+|\s+|(?=[^\W\d]))(?P<rest>\S.*)",
    flags=re.I | re.S,
)
_LENGTH_LAST = re.compile(
    r"(?P<rest>.*\S)\s*[(\[（【,，]\s*(?P<length>\+?\d{1,3}\s*(?:min\.?|mins?\.?|minutes|minuten|分钟?|′|'|h|std\.?))"
    r"\s*[)\]）】]?",
    flags=re.I | re.S,
)


def begins_with_a_time(cell: str) -> bool:
    """Whether it is a time, or one stands before other words; a bare number is neither."""
    return _is_a_time(cell) or _TIME_FIRST.fullmatch(cell.strip()) is not None


def _is_a_time(cell: str) -> bool:
    if len(cell) > 60 or cell.strip().isdecimal():
        return False
    try:
        typed.span(cell)
    except typed.NotAClock:
        return False
    return True


def _time_before_words(cell: str) -> re.Match[str] | None:
    return None if _is_a_time(cell) else _TIME_FIRST.fullmatch(cell.strip())


def _with_times_apart(lines: list[Line]) -> list[Line]:
    """Cells of their own for “10:00 Opening” and “Opening (20 min)”, where that is the rule."""
    times = [_time_before_words(line.cells[0]) for line in lines]
    if _is_the_rule(times):
        lines = [
            Line(line.number, (match["time"], match["rest"], *line.cells[1:]))
            if match
            else Line(line.number, _behind_no_time(line.cells))
            for line, match in zip(lines, times, strict=True)
        ]
    lengths = [_length_in(line.cells) for line in lines]
    if _is_the_rule(lengths):
        width = max(len(line.cells) for line in lines)
        lines = [
            Line(line.number, (*_without_length(line.cells), *[""] * (width - len(line.cells)),
                               found["length"] if found else ""))
            for line, found in zip(lines, lengths, strict=True)
        ]  # fmt: skip
    return lines


def _is_the_rule(found: Sequence[object | None]) -> bool:
    return 3 * sum(one is not None for one in found) >= max(len(found), 1)


def _behind_no_time(cells: tuple[str, ...]) -> tuple[str, ...]:
    """A cell that is nothing but a time stays in the column of times."""
    return cells if begins_with_a_time(cells[0]) else ("", *cells)


def _length_in(cells: Sequence[str]) -> re.Match[str] | None:
    return next((match for cell in cells if (match := _LENGTH_LAST.fullmatch(cell))), None)


def _without_length(cells: Sequence[str]) -> list[str]:
    kept, is_found = [], False
    for cell in cells:
        match = None if is_found else _LENGTH_LAST.fullmatch(cell)
        is_found = is_found or match is not None
        kept.append(match["rest"] if match else cell)
    return kept
