"""Excel files (XLSX): the values of their sheets, and nothing that could run or unfold.

Only the few parts that hold values are opened, one after the other and as streams, with a limit
on what they may unpack to, on rows and on columns. Formulas count as the value Excel saved last;
macros, links, pictures and comments are not opened at all.
"""

from __future__ import annotations

import io
import posixpath
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from app.registration.rules.imported.cell_values import Styles, shown

#: All that is unpacked of one file, and the parts it may have.
MOST_UNPACKED = 40_000_000
MOST_PARTS = 2_000
#: Elements that are looked at, of all parts together: a small file may hold millions of empty
#: ones, each of which takes as long as one that says something.
MOST_ELEMENTS = 1_000_000
MOST_COLUMNS = 60
#: Words that cells share, which are held together while sheets are read.
MOST_WORDS = 400_000
#: Cells of all sheets together.
MOST_CELLS = 400_000
#: Sheets beyond are only named.
MOST_SHEETS = 12


#: How a part may begin: a document type, in which entities would be made, is never there.
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*)?<[A-Za-z]", re.S
)


class NotAWorkbook(ValueError):
    """Not an XLSX file, or a damaged or encrypted one."""


class TooLarge(ValueError):
    """It would unpack to more than anybody's list of people."""


@dataclass(slots=True)
class Sheet:
    name: str
    hidden: bool
    rows: list[list[str]]
    #: Of each of them in the file; empty rows are counted there.
    numbers: list[int] = field(default_factory=list)
    #: Whether there are more rows than were read.
    cut: bool = False
    #: What is worth saying: cells were merged, formulas have no saved value, cells hold errors.
    remarks: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        return not self.rows


def sheets(content: bytes, most_rows: int) -> list[Sheet]:
    """The sheets in their order, each with at most so many rows that are not empty.

    Raises NotAWorkbook, TooLarge.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _sheets(_Parts(archive), most_rows)
    except (BadZipFile, ElementTree.ParseError, zlib.error, EOFError, KeyError,
            NotImplementedError, RuntimeError, UnicodeDecodeError, OSError) as error:  # fmt: skip
        raise NotAWorkbook(type(error).__name__) from error


class _Parts:
    """The parts of the archive, opened within the limits."""

    def __init__(self, archive: ZipFile) -> None:
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            raise TooLarge
        self._archive = archive
        self._by_name = {entry.filename.lstrip("/").casefold(): entry for entry in entries}
        self._left, self._elements_left = MOST_UNPACKED, MOST_ELEMENTS

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._by_name

    def elements(self, name: str) -> Iterator[tuple[str, ElementTree.Element]]:
        """The elements of a part as they end, by their bare names; forgotten once looked at."""
        entry = self._by_name[name.casefold()]
        # No more than this is unpacked, whatever the entry is made of: zipfile stops there.
        self._left -= entry.file_size
        if self._left < 0:
            raise TooLarge
        with self._archive.open(entry) as part:
            if not _BEGINNING.match(part.read(2048)):
                raise NotAWorkbook("entities")
        parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(
            ("start", "end")
        )
        path: list[ElementTree.Element] = []
        with self._archive.open(entry) as part:
            while chunk := part.read(65_536):
                parser.feed(chunk)
                yield from self._ended(parser, path)
        parser.close()
        yield from self._ended(parser, path)

    def _ended(
        self,
        parser: ElementTree.XMLPullParser[ElementTree.Element],
        path: list[ElementTree.Element],
    ) -> Iterator[tuple[str, ElementTree.Element]]:
        events: Iterator[Any] = parser.read_events()
        for event, element in events:
            if event == "start":
                path.append(element)
                self._elements_left -= 1
                if self._elements_left < 0:
                    raise TooLarge
                continue
            path.pop()
            name = _bare(element.tag)
            yield name, element
            # Parts of a cell or of a shared word are still needed by it; all else is let go.
            if path and name not in _INSIDE:
                path[-1].remove(element)


#: Read with the element around them.
_INSIDE = frozenset({"v", "f", "is", "t", "r"})


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str | None:
    """Whatever its namespace is called; strict and transitional files differ."""
    return next((value for key, value in element.items() if _bare(key) == name), None)


def _sheets(parts: _Parts, most_rows: int) -> list[Sheet]:
    targets = _targets(parts)
    names: list[tuple[str, bool, str]] = []
    styles = Styles()
    for tag, element in parts.elements("xl/workbook.xml"):
        if tag == "workbookPr" and (_attribute(element, "date1904") or "0") in ("1", "true"):
            styles.from_1904 = True
        elif tag == "sheet":
            relation = next((v for k, v in element.items() if k.endswith("}id")), "")
            hidden = (element.get("state") or "visible") != "visible"
            names.append((element.get("name") or "", hidden, targets.get(relation, "")))
    if "xl/styles.xml" in parts:
        styles.read(parts.elements("xl/styles.xml"))
    words = _words(parts)
    found, cells_left = [], MOST_CELLS
    for name, hidden, target in names[:MOST_SHEETS]:
        if target not in parts:
            continue  # a sheet that is a chart
        sheet = _Reader(parts, words, styles, most_rows, cells_left).sheet(name, hidden, target)
        cells_left -= sum(map(len, sheet.rows))
        found.append(sheet)
    if not found:
        raise NotAWorkbook("no sheet")
    return found


def _targets(parts: _Parts) -> dict[str, str]:
    """The parts that sheets lie in, by the names of their relations."""
    found = {}
    for tag, element in parts.elements("xl/_rels/workbook.xml.rels"):
        if tag == "Relationship" and (element.get("Type") or "").endswith("/worksheet"):
            target = posixpath.normpath(posixpath.join("/xl", element.get("Target") or ""))
            found[element.get("Id") or ""] = target.lstrip("/")
    return found


def _words(parts: _Parts) -> list[str]:
    """Texts that cells name by number."""
    if "xl/sharedStrings.xml" not in parts:
        return []
    words: list[str] = []
    for tag, element in parts.elements("xl/sharedStrings.xml"):
        if tag == "si":
            words.append(_text(element))
            if len(words) > MOST_WORDS:
                raise TooLarge
    return words


def _text(element: ElementTree.Element) -> str:
    """Of plain and rich text; readings that help with pronouncing stand aside."""
    return "".join(
        (piece.text or "") if _bare(piece.tag) == "t" else _text(piece)
        for piece in element
        if _bare(piece.tag) in ("t", "r")
    )


_NUMBER = re.compile(r"[0-9]{1,7}\Z")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Reader:
    """One sheet, row by row; rows without a value take no place, however many there are."""

    def __init__(
        self, parts: _Parts, words: Sequence[str], styles: Styles, most_rows: int, most_cells: int
    ) -> None:
        self._parts, self._words, self._styles = parts, words, styles
        self._most_rows, self._cells_left = most_rows, most_cells

    def sheet(self, name: str, hidden: bool, target: str) -> Sheet:
        sheet = Sheet(name, hidden, [])
        row: dict[int, str] = {}
        following = number = 0
        for tag, element in self._parts.elements(target):
            if tag == "c":
                place = _PLACE.match(element.get("r") or "")
                column = _column(place[1]) if place else following
                following = column + 1
                value = self._value(element, sheet)
                if value and column < MOST_COLUMNS:
                    row[column] = value
            elif tag == "row":
                said = element.get("r") or ""
                number = max(number + 1, int(said) if _NUMBER.match(said) else 0)
                if row and not self._take(sheet, row, number):
                    break
                row, following = {}, 0
            elif tag == "mergeCell":
                sheet.remarks.add("merged")
        return sheet

    def _take(self, sheet: Sheet, row: dict[int, str], number: int) -> bool:
        width = max(row) + 1
        self._cells_left -= width
        if len(sheet.rows) >= self._most_rows or self._cells_left < 0:
            sheet.cut = True
            return False
        sheet.rows.append([row.get(n, "") for n in range(width)])
        sheet.numbers.append(number)
        return True

    def _value(self, cell: ElementTree.Element, sheet: Sheet) -> str:
        kind = cell.get("t") or "n"
        raw, has_formula = "", False
        for piece in cell:
            name = _bare(piece.tag)
            if name == "v":
                raw = piece.text or ""
            elif name == "is":
                return _text(piece).strip()
            elif name == "f":
                has_formula = True
        if has_formula and not raw:
            sheet.remarks.add("formulas")
        if kind == "e":
            sheet.remarks.add("errors")
            return ""
        if kind == "s":
            known = raw.isdecimal() and int(raw) < len(self._words)
            return self._words[int(raw)].strip() if known else ""
        return shown(raw, kind, cell.get("s"), self._styles).strip()
