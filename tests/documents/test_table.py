"""The agenda as a table: what stands in each cell, and what is said where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.documents.rules.table import Clock, Table, Unknown
from app.i18n.sheets import harmless
from tests.agenda import documents as make
from tests.documents.agendas import report, rooms, tabled


def column(table: Table, title: str) -> list[Any]:
    (place,) = [n for n, one in enumerate(table.columns) if one.title == title]
    return [row[place] for row in table.rows]


def clocks(table: Table, title: str) -> list[str]:
    """As a sheet shows them."""
    return [shown(cell) for cell in column(table, title)]


def shown(cell: Clock | Unknown) -> str:
    if isinstance(cell, Unknown):
        return cell.said
    return f"{cell.at:%d. %H:%M}" if cell.is_dated else f"{cell.at:%H:%M}"


def test_each_zone_has_its_hours_dated_where_the_day_is_another_one() -> None:
    table = tabled(rooms())
    assert column(table, "Day")[:1] == [date(2027, 5, 21)]
    assert clocks(table, "Begins (Shanghai, UTC+8)")[:3] == ["09:00", "09:20", "09:40"]
    assert clocks(table, "Ends (Berlin, UTC+2)")[:3] == ["03:20", "03:40", "04:00"]
    assert clocks(table, "Begins (Bogotá, UTC−5)")[:2] == ["20. 20:00", "20. 20:20"]
    assert clocks(table, "Begins (Berlin, UTC+2)")[5] == "21. 18:30"


def test_what_is_not_known_is_said() -> None:
    table = tabled(report())
    for title in ("Begins", "Ends", "Length in minutes"):
        assert column(table, title) == [Unknown("not recorded")] * 3
    assert column(table, "Title") == ["", Unknown("not recorded"), ""]
    assert column(table, "Subject") == ["", "Urban nature", ""]
    assert column(table, "People")[2] == "Moderator: not recorded by name"
    assert "In this order; hours not recorded" in table.notes


def test_an_end_that_is_not_known_leaves_the_beginning() -> None:
    table = tabled(rooms())
    assert clocks(table, "Begins (Shanghai, UTC+8)")[5:] == ["00:30", "not recorded"]
    assert column(table, "Ends (Shanghai, UTC+8)")[5] == Unknown("not recorded")
    assert column(table, "Day")[6] == Unknown("not placed on a day")


def test_people_stand_with_what_they_were_and_the_part_they_have() -> None:
    assert column(tabled(report()), "People")[0] == "Zhu Shu 朱姝, Director"
    assert column(tabled(report(), "zh"), "人员")[0] == "朱姝（Zhu Shu），Director"
    assert column(tabled(rooms()), "People")[1].split("\n") == [
        "Zhu Shu (role and organisation not recorded)",
        "Moderator: Lin Yue (role and organisation not recorded)",
    ]


def test_a_sheet_in_chinese_is_chinese_throughout() -> None:
    table = tabled(rooms(), "zh")
    assert table.title == "城市与自然"
    assert [one.title for one in table.columns][:3] == ["序号", "日期", "开始（上海，UTC+8）"]
    assert column(table, "主题")[1] == "I 城市与自然"


def test_what_was_called_off_says_so() -> None:
    assert column(tabled(rooms()), "State") == ["", "", "Cancelled", "", "", "", ""]
    document = rooms()
    off = replace(document, workshop=replace(document.workshop, cancelled=True))
    table = tabled(off)
    assert set(column(table, "State")) == {"Cancelled"}
    assert any("does not take place" in note for note in table.notes)


def test_items_that_were_removed_are_in_no_table() -> None:
    before = make.document(make.item("one"), make.item("two"))
    after = make.publish(before, make.draft(make.item("two")))
    assert column(tabled(after), "Title") == ["Two"]


def test_a_draft_says_in_every_row_and_above_them_that_it_is_one() -> None:
    table = tabled(rooms(), version=None)
    said = "Draft of Monday, 1 March 2027, 20:00 (Shanghai, UTC+8), not published"
    assert set(column(table, "Version")) == {said}
    assert said in table.notes
    assert set(column(tabled(rooms()), "Version")) == {3}


def test_a_sheet_for_people_leaves_out_columns_that_say_nothing() -> None:
    shown = tabled(make.document(make.item("one"))).told_above()
    assert {"Room", "Subject", "State", "Version"} & {one.title for one in shown.columns} == set()
    assert {len(row) for row in shown.rows} == {len(shown.columns)}


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1＋1", "＠x", "  =1", "－1"],
)
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "A=1", "10:00", "城市", "'=1", "(+49) 30", "–", "“=1”"])
def test_what_would_be_none_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
