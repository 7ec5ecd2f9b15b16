"""Pasted text → rows: what people paste is read, nothing is lost, nothing breaks it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda.rules.pasted import cells, names, times
from app.agenda.rules.pasted.cells import MOST_ROWS, Separator
from app.agenda.rules.pasted.names import Mention
from app.agenda.rules.pasted.rows import Reading, Remark, Why, read
from app.agenda.rules.pasted.vocabulary import Column
from app.agenda.rules.words import Kind
from app.people.rules import Part


def brief(reading: Reading) -> list[tuple[str, str, str, list[str | None]]]:
    return [
        (row.begins, row.minutes, row.title, [one.name for one in row.people])
        for row in reading.rows
    ]


EXCEL = (
    "Time\tTitle\tSpeaker\tMin\n"
    "9:00\tOpening\tZhu Shu; Wen Jing\t10\n"
    '9:10\t"Soil and\nwater"\t"Anna Keller\nHe Landi"\t20\n'
    "9:30\tCoffee break\t\t15\n"
)
EXCEL_READ = [
    ("09:00", "10", "Opening", ["Zhu Shu", "Wen Jing"]),
    ("09:10", "20", "Soil and water", ["Anna Keller", "He Landi"]),
    ("09:30", "15", "Coffee break", []),
]


def test_a_sheet_with_headings_and_cells_of_several_lines() -> None:
    reading = read(EXCEL)
    assert brief(reading) == EXCEL_READ
    assert reading.columns == (Column.BEGINS, Column.TITLE, Column.NAMES, Column.MINUTES)
    assert [row.kind for row in reading.rows] == [Kind.OPENING, Kind.TALK, Kind.BREAK]
    assert [(one.number, one.why) for one in reading.asides] == [(1, Why.HEADING)]


@pytest.mark.parametrize(
    ("separator", "text"),
    [
        (Separator.SEMICOLON,
         "Uhrzeit;Titel;Referent;Dauer\n9:00 Uhr;Opening;Zhu Shu, Wen Jing;10\n"
         '9:10 Uhr;Soil and water;"Anna Keller; He Landi";20\n9:30 Uhr;Coffee break;;15'),
        (Separator.COMMA,
         'Time,Title,Speaker,Min\n9:00,Opening,"Zhu Shu; Wen Jing",10\n'
         '9:10,Soil and water,Anna Keller and He Landi,20\n9:30,Coffee break,,15'),
        (Separator.BAR,
         "| Time | Title | Who | Min |\n|---|:-:|---|---|\n"
         "| 9:00 | Opening | Zhu Shu; Wen Jing | 10 |\n"
         "| 9:10 | Soil and water | Anna Keller & He Landi | 20 |\n"
         "| 9:30 | Coffee break | | 15 |"),
        (Separator.TAB,
         "9:00 AM – 9:10 AM\tOpening\tZhu Shu / Wen Jing\n"
         "9:10 AM – 9:30 AM\tSoil and water\tAnna Keller、He Landi\n"
         "9:30 AM – 9:45 AM\tCoffee break\t"),
    ],
)  # fmt: skip
def test_the_same_programme_from_other_programs(separator: Separator, text: str) -> None:
    reading = read(text)
    assert reading.separator is separator
    wanted = EXCEL_READ
    if separator is Separator.SEMICOLON:  # a comma may stand before a post: it is asked about
        wanted = [("09:00", "10", "Opening", ["Zhu Shu, Wen Jing"]), *EXCEL_READ[1:]]
        assert reading.rows[0].people[0].is_unsure
    assert brief(reading) == wanted


def test_lines_of_a_mail_with_times_before_and_lengths_behind() -> None:
    text = "1. 09:00 Opening (10 min)\n2. 09:10 Soil – a look back (20 min)\n3. 09:30 Lunch (1 h)"
    assert brief(read(text)) == [
        ("09:00", "10", "Opening", []),
        ("09:10", "20", "Soil – a look back", []),
        ("09:30", "60", "Lunch", []),
    ]


def test_a_chinese_programme() -> None:
    text = (
        "时间\t议程\t讲者\n9:00-9:10\t开幕致辞\t朱姝、文静\n9:10—9:30\t城市生物多样性\t"
        "何兰迪（昆明市）\n9:30～9:45\t茶歇\t\n下午2点至3点\t讨论\t主持：文静"
    )
    reading = read(text)
    assert brief(reading) == [
        ("09:00", "10", "开幕致辞", ["朱姝", "文静"]),
        ("09:10", "20", "城市生物多样性", ["何兰迪"]),
        ("09:30", "15", "茶歇", []),
        ("14:00", "60", "讨论", ["文静"]),
    ]
    assert reading.rows[1].people[0].about == "昆明市"
    assert reading.rows[3].people[0].part is Part.MODERATOR


def test_beginnings_alone_say_how_long_all_but_the_last_are() -> None:
    reading = read("09:00 Opening\n09:20 Soil\n10:00 Closing")
    assert [row.minutes for row in reading.rows] == ["20", "40", ""]
    assert reading.rows[0].remarks == [Remark.UNTIL_NEXT]


def test_headings_of_themes_and_days_stand_aside_and_are_shown() -> None:
    reading = read("Day 1\n09:00 Opening\nSession 1: Soil\n09:20 Worms\nTag 2, 22. Mai\n09:00 Go")
    assert [(row.title, row.theme) for row in reading.rows] == [
        ("Opening", ""), ("Worms", "Session 1: Soil"), ("Go", ""),
    ]  # fmt: skip
    assert [one.why for one in reading.asides] == [Why.DAY, Why.THEME, Why.DAY]
    assert reading.rows[1].minutes == ""  # the next one begins on another day


def test_what_cannot_be_read_stays_as_it_was_pasted() -> None:
    reading = read("Title\tMin\tStart\nSoil\tca. 20\tafter lunch\nWater\t5\t10:00")
    assert (reading.rows[0].minutes, reading.rows[0].begins) == ("ca. 20", "after lunch")


def test_lengths_and_ends_that_disagree_are_remarked_upon() -> None:
    reading = read("Start\tEnd\tTitle\tMin\n9:00\t9:30\tSoil\t20\n9:30\t9:10\tWater\t")
    assert [row.remarks for row in reading.rows] == [
        [Remark.LENGTHS_DIFFER],
        [Remark.ENDS_TOO_EARLY],
    ]


def test_a_row_broken_by_a_paragraph_within_a_cell_is_put_together() -> None:
    reading = read("9:00\tOpening\tAnna Keller\n9:10\tA long\ntitle\tHe Landi\n9:30\tLunch\t")
    assert [row.title for row in reading.rows] == ["Opening", "A long title", "Lunch"]


def test_whoever_pasted_says_what_a_column_holds() -> None:
    chosen = [Column.LEFT_OUT, None, Column.THEME]
    reading = read("9:00\tSoil\tGreen\n9:10\tWater\tBlue", None, chosen)
    assert brief(reading) == [("", "", "Soil", []), ("", "", "Water", [])]
    assert [row.theme for row in reading.rows] == ["Green", "Blue"]


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Anna Keller", [Mention("Anna Keller")]),
        ("Anna Keller and He Landi", [Mention("Anna Keller"), Mention("He Landi")]),
        ("Anna Keller und He Landi", [Mention("Anna Keller"), Mention("He Landi")]),
        ("朱姝和文静", [Mention("朱姝"), Mention("文静")]),
        ("张和平", [Mention("张和平")]),
        ("Anna and Bob Stone", [Mention("Anna and Bob Stone", is_unsure=True)]),
        ("He, Landi", [Mention("He, Landi", is_unsure=True)]),
        ("Anna Keller, He Landi", [Mention("Anna Keller, He Landi", is_unsure=True)]),
        ("Anna Keller, Professor, University of Bonn",
         [Mention("Anna Keller", about="Professor, University of Bonn")]),
        ("Dr. Anna Keller (City of Bonn)", [Mention("Dr. Anna Keller", about="City of Bonn")]),
        ("Moderation: Anna Keller", [Mention("Anna Keller", Part.MODERATOR)]),
        ("Panel: Anna Keller; He Landi",
         [Mention("Anna Keller", Part.PANELLIST), Mention("He Landi", Part.PANELLIST)]),
        ("TBC; N.N.", [Mention(None), Mention(None)]),
        ("", []),
    ],
)  # fmt: skip
def test_people_are_taken_apart_where_the_text_says_so(cell: str, people: list[Mention]) -> None:
    assert names.mentions(cell) == people


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Anna Keller, CHEN Yu", ["Anna Keller", "CHEN Yu"]),
        ("anna keller, Zhu Shú", ["anna keller, Zhu Shú"]),  # no name begins like this
        ("Anna Keller, Zhu Shú and CHEN Yu", ["Anna Keller", "Zhu Shú", "CHEN Yu"]),
        ("Anna Keller, Lin Yue", ["Anna Keller, Lin Yue"]),  # nobody else names one of them
        ("Stone, Bob", ["Stone, Bob"]),  # a name turned round, though both words are known
    ],
)
def test_a_cell_is_several_people_where_each_is_named_alone_elsewhere(
    cell: str, found: list[str]
) -> None:
    alone = ["Anna Keller", "Chen Yu", "Stone", "Bob"]
    text = "Title\tSpeaker\n" + "\n".join(f"Soil {name}\t{name}" for name in (*alone, cell))
    reading = read(text, known=["ZHU Shu"])
    assert [one.name for one in reading.rows[-1].people] == found


def test_whoever_is_called_so_is_one_though_each_half_is_a_name_too() -> None:
    text = "Title\tSpeaker\nA\tAnna Keller\nB\tBob Stone\nC\tAnna Keller, Bob Stone"
    both = read(text).rows[-1].people
    assert [one.name for one in both] == ["Anna Keller", "Bob Stone"]
    assert len(read(text, known=["Anna Keller, Bob Stone"]).rows[-1].people) == 1


# -- Whatever is pasted ---------------------------------------------------------------------------

ANYTHING = st.text(alphabet='ab Z9:;,\t\n"|-–()（）、和1是.0m', max_size=120) | st.text(
    max_size=60
)


@given(ANYTHING, st.none() | st.sampled_from(Separator))
def test_nothing_breaks_the_reading_and_no_line_is_lost(
    text: str, separator: Separator | None
) -> None:
    reading = read(text, separator)
    lines = cells.read(text, separator)[1]
    numbers = [row.number for row in reading.rows] + [one.number for one in reading.asides]
    assert sorted(numbers) == [line.number for line in lines]


@given(ANYTHING)
def test_no_letter_is_lost_between_the_text_and_its_cells(text: str) -> None:
    _, lines = cells.read(text)
    letters = "".join(cell for line in lines for cell in line.cells)
    for sign in re.findall(r"[a-zA-Z是]", text):
        assert sign in letters


TITLES = st.lists(
    st.text(alphabet="abcdefg hij", min_size=3, max_size=20).map(str.strip).filter(
        lambda title: len(title) > 2 and "  " not in title
    ),
    min_size=2, max_size=12,
)  # fmt: skip


@given(TITLES, st.lists(st.integers(1, 240), min_size=12, max_size=12))
def test_a_table_of_titles_and_minutes_is_read_in_its_order(
    titles: list[str], minutes: list[int]
) -> None:
    rows = list(zip(titles, minutes, strict=False))
    text = "\n".join(f"{title}\t{n} min" for title, n in rows)
    reading = read(text, None, [Column.TITLE, Column.MINUTES])
    assert [(row.title, row.minutes) for row in reading.rows] == [(t, str(n)) for t, n in rows]


@given(st.text(alphabet="AaBb,;:/&和 und()（）、\n", max_size=60))
def test_people_written_into_a_cell_are_read_again_as_they_were(cell: str) -> None:
    found = names.mentions(cell)
    words = {part: part.value for part in Part}
    again = names.as_written(names.in_one_cell(found, words))
    assert [one.name for one in again] == [one.name for one in found]


def test_more_rows_than_fit_stand_aside() -> None:
    reading = read("\n".join(f"Talk on {n} things" for n in range(MOST_ROWS + 3)))
    assert len(reading.rows) == MOST_ROWS
    assert [one.why for one in reading.asides] == [Why.TOO_MANY] * 3


@pytest.mark.parametrize(
    "text", ['"' * 200_000, "a" + " " * 199_000 + "b\na  b", '"""a\t' * 40_000, "a - " * 50_000],
    ids=["quotes", "blanks", "cells", "dashes"],
)  # fmt: skip
def test_a_long_text_of_one_sign_is_read_too(text: str) -> None:
    assert read(text).separator in Separator


# -- Times that are kept --------------------------------------------------------------------------


def test_only_times_that_do_not_follow_are_pinned() -> None:
    nine = datetime(2027, 5, 21, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
    rows = [(time(9), 30), (time(9, 30), 30), (time(10, 15), None), (time(11), 10), (None, 10)]
    pinned = times.pins(rows, date(2027, 5, 21), "Asia/Shanghai", nine)
    assert pinned == [None, None, time(10, 15), time(11), None]


def test_where_nothing_is_known_before_the_first_is_pinned() -> None:
    assert times.pins([(time(9), 30)], date(2027, 5, 21), "Asia/Shanghai", None) == [time(9)]
