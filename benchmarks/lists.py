"""An organiser's list of 200 guests as Excel saves it in China, and the job of importing it."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from benchmarks.organiser import Organiser
from benchmarks.person import Job, NotDone

GUESTS = 200
_FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军")
_OFFICES = ("示例市园林局", "虚构生态研究所", "示例城市网络", "样例大学城市规划学院")
_POSITIONS = ("主任", "研究员", "工程师", "")
_WAYS = ("线上", "现场", "线上")
HEADINGS = ("姓名", "电子邮箱", "单位", "职务", "国家", "参会方式")


def rows() -> list[list[str]]:
    """The guests without a fault."""
    return [
        [
            _FAMILIES[n % 20] + _GIVEN[n // 20],
            f"guest{n + 1:03d}@list.example.org",
            _OFFICES[n % 4],
            _POSITIONS[n % 4],
            "中国" if n % 9 else "德国",
            _WAYS[n % 3],
        ]
        for n in range(GUESTS)
    ]


#: What is wrong in which row, counted from 0: the cell, and what stands in it.
FAULTS: dict[int, tuple[int, str]] = {
    8: (1, ""),
    19: (1, "guest020"),
    31: (0, ""),
    44: (1, "guest045@list"),
    52: (1, "guest053@list.example.org；guest253@list.example.org"),
    67: (0, "13800138000"),
    75: (1, "无"),
    88: (1, ""),
    99: (0, "www.list.example.org"),
    111: (1, "guest112＠@list.example.org"),
    126: (1, "guest001@list.example.org"),
    139: (0, ""),
    150: (1, "guest151 list.example.org"),
    163: (1, "guest164@list.example.org/guest165@elsewhere.example.org"),
    178: (1, "guest010@list.example.org"),
    199: (1, "同上"),
}


def file() -> bytes:
    """All rows with their faults, in GB 18030."""
    listed = rows()
    for number, (cell, words) in FAULTS.items():
        listed[number][cell] = words
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *listed])
    return text.getvalue().encode("gb18030")


def import_a_list(one: Organiser) -> None:
    """13: from the participants to their list with everybody on it whose row has no fault."""
    one.be_signed_in()
    one.open(f"/organise/{one.listed}/participants")
    right = GUESTS - len(FAULTS)
    with tempfile.TemporaryDirectory() as folder, one.working() as hands:
        path = Path(folder) / "参会名单.csv"
        path.write_bytes(file())
        hands.go(one.link_said("Add participants"))
        hands.pick(one.page.locator("#list-file"), path)
        hands.go(one.button_said("Read the list"))
        _check_faults(one)
        hands.go(one.page.locator("button[value='confirm']"))
        expect(one.page.get_by_role("status").first).to_contain_text(str(right))
    # Those left out stay in sight, to be corrected.
    expect(one.page.locator("#left")).to_be_visible()


def _check_faults(one: Organiser) -> None:
    """Every row with a fault, and no other, is shown as left out, with what is wrong."""
    wrong = {number + 2 for number in FAULTS}
    left = one.said("left out")
    table = one.page.locator("main table").last.locator("tbody tr")
    rows = [
        (int(cells[0]), cells[-1].split("\n"))
        for cells in table.evaluate_all(
            "rows => rows.map(row => [...row.cells].map(c => c.innerText.trim()))"
        )
    ]
    shown = {number for number, becomes in rows if becomes[0] == left and becomes[-1] != left}
    if shown != wrong:
        raise NotDone(f"Listed as faulty: {sorted(shown)}, and not {sorted(wrong)}")


JOBS = {"13": Job("import 200 guests", import_a_list, 6, 120)}
