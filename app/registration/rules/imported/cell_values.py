"""Values of cells as people see them: numbers without a point they do not have, dates as dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.etree import ElementTree

#: Numbers of formats that Excel brings along and that show a date or a time.
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
#: What in a format is said or hidden rather than counted: quoted text, colours, single letters.
_ASIDE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_FILLED = re.compile(r"0{2,20}\Z")


@dataclass(slots=True)
class Styles:
    """How numbers are shown, by the style of their cell."""

    from_1904: bool = False
    _formats: dict[int, str] = field(default_factory=dict)
    _of_styles: list[int] = field(default_factory=list)

    def read(self, elements: Iterable[tuple[str, ElementTree.Element]]) -> None:
        waiting: list[int] = []
        for tag, element in elements:
            if tag == "numFmt":
                self._formats[_whole(element.get("numFmtId"))] = element.get("formatCode") or ""
            elif tag == "xf":
                waiting.append(_whole(element.get("numFmtId")))
            elif tag == "cellXfs":
                self._of_styles, waiting = waiting, []
            elif tag in ("cellStyleXfs", "dxfs"):
                waiting = []

    def format_of(self, style: str | None) -> tuple[int, str]:
        n = _whole(style)
        number = self._of_styles[n] if n < len(self._of_styles) else 0
        return number, self._formats.get(number, "")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def shown(raw: str, kind: str, style: str | None, styles: Styles) -> str:
    """What stands in the cell: `kind` is the type that the file says."""
    if kind == "b":
        return "yes" if raw == "1" else "no"
    if kind != "n" or not raw:
        return raw
    try:
        number = float(raw)
    except ValueError:
        return raw
    code, made = styles.format_of(style)
    if code in _DATES or (made and _shows_a_date(made)):
        return _date(number, styles.from_1904)
    text = _plain(raw, number)
    if _FILLED.match(made) and text.isdecimal():  # a number shown with its leading zeros
        return text.zfill(len(made))
    return text


def _shows_a_date(code: str) -> bool:
    return any(letter in _ASIDE.sub("", code).lower() for letter in "ymdhs") and code != "General"


def _plain(raw: str, number: float) -> str:
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return raw


def _date(serial: float, from_1904: bool) -> str:
    """As ISO 8601 writes it. Excel believes in 29 February 1900, so its days begin at 1899-12-30
    from March of that year on."""
    if not 0 <= serial < 2_958_466:
        return str(serial)
    if from_1904:
        begins = datetime(1904, 1, 1)  # noqa: DTZ001 – a wall clock without a zone
    else:
        begins = datetime(1899, 12, 30 if serial >= 61 else 31)  # noqa: DTZ001
    moment = begins + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return f"{moment:%H:%M}"
    return f"{moment:%Y-%m-%d}" if serial == int(serial) else f"{moment:%Y-%m-%d %H:%M}"
