"""The agendas of the jobs: as they are copied from a sheet, and as the builder is to show them."""

from __future__ import annotations

from dataclasses import dataclass, replace

TITLE, ZONE, BEGINS = "Rivers with room for everybody", "Berlin", "09:30"
#: Minutes of the break that is put between two items, and after which row, counted from 0.
BREAK, BEFORE_BREAK = 20, 3


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    begins: str
    ends: str
    minutes: int
    names: tuple[str, ...]

    def later(self, minutes: int) -> Row:
        return replace(self, begins=_after(self.begins, minutes), ends=_after(self.ends, minutes))


def _after(clock: str, minutes: int) -> str:
    hours, past = clock.split(":")
    whole = int(hours) * 60 + int(past) + minutes
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _in_a_row(*items: tuple[str, str, int]) -> list[Row]:
    rows: list[Row] = []
    begins = BEGINS
    for title, names, minutes in items:
        ends = _after(begins, minutes)
        rows.append(Row(title, begins, ends, minutes, tuple(filter(None, names.split("; ")))))
        begins = ends
    return rows


#: With a theme for those of the middle.
FIRST = _in_a_row(
    ("Welcome", "Anna Bergmann", 10),
    ("What the Oder teaches", "Katarzyna Nowak", 20),
    ("Sponge cities in practice", "CHEN Yu", 20),
    ("Coffee break", "", 20),
    ("A fund for floodplains", "Tomasz Zieliński; Ingrid Halvorsen", 30),
    ("Discussion", "Anna Bergmann", 30),
    ("Summary and farewell", "Anna Bergmann", 20),
)
THEMES = ("Room for water", "Who pays")
_THEME_OF = ("", THEMES[0], THEMES[0], "", THEMES[1], THEMES[1], "")
TWELVE = _in_a_row(
    ("Welcome and opening", "Anna Bergmann", 10),
    ("Greetings from the ministry", "LI Wei", 10),
    ("Why rivers need room", "Jonas Brandt", 25),
    ("Floodplains of the lower Oder", "Katarzyna Nowak", 20),
    ("Sponge city pilots in Wuhan", "CHEN Yu", 25),
    ("Coffee break", "", 15),
    ("Counting what comes back", "Maria da Silva", 20),
    ("Paying for restoration", "Tomasz Zieliński; Ingrid Halvorsen", 30),
    ("Lunch", "", 60),
    ("Working with farmers", "LIN Yue", 25),
    ("Panel: who maintains it?", "Anna Bergmann; CHEN Yu", 40),
    ("Summary and next steps", "Anna Bergmann", 10),
)


def _sheet(*lines: tuple[str, ...]) -> str:
    """Cells as Excel puts them on the clipboard."""
    return "".join("\t".join(line) + "\r\n" for line in lines)


FIRST_SHEET = _sheet(
    ("Time", "Theme", "Title", "Speaker"),
    *(
        (f"{row.begins}–{row.ends}", theme, row.title, "; ".join(row.names))
        for row, theme in zip(FIRST, _THEME_OF, strict=True)
    ),
)
SHEET = _sheet(
    ("Title", "Name", "Minutes"),
    *((row.title, "; ".join(row.names), str(row.minutes)) for row in TWELVE),
)
