"""One table of figures: as rows of a page, as CSV, and in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.i18n import gettext
from app.i18n.sheets import harmless, written
from app.reports.numbers import number, share
from app.reports.rules.tables import Cells, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    key: str
    title: str
    #: Over the column of labels, and over further ones.
    head: str
    columns: tuple[str, ...] = ()
    cells: Cells
    total: int
    #: Who is counted.
    about: str = ""
    #: Said where there is nothing to count.
    nothing: str = ""
    #: Shown to the team alone, whatever the numbers.
    is_inside: bool = False
    has_picture: bool = True

    @property
    def is_empty(self) -> bool:
        return not any(row.number is None or row.number for row in self.cells.rows)

    @property
    def is_drawn(self) -> bool:
        return self.has_picture and not self.is_empty and not self.cells.is_withheld

    @property
    def has_shares(self) -> bool:
        return any(self.share(row) for row in self.cells.rows)

    def share(self, row: Row) -> str:
        return share(row.number, self.total)

    @property
    def says(self) -> str:
        """The main thing in one sentence, for who does not see the picture."""
        shown = [row for row in self.cells.rows if row.number and not row.is_unknown]
        if not shown:
            return gettext("%(title)s. The table says the numbers.", title=self.title)
        most = max(shown, key=lambda row: row.number or 0)
        return gettext(
            "%(title)s. Most: %(label)s, %(n)s of %(total)s. The table says all numbers.",
            title=self.title,
            label=most.label,
            n=number(most.number or 0),
            total=number(self.total),
        )

    @property
    def csv(self) -> bytes:
        """Numbers as programs read them; of what is not shown, the words."""
        return as_csv(
            (self.head, gettext("How many"), *self.columns),
            (
                (row.label, not_shown() if row.number is None else str(row.number), *row.more)
                for row in self.cells.rows
            ),
        )


def not_shown() -> str:
    return gettext("not shown")


def as_csv(head: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """With the mark that tells Excel of UTF-8; no cell is a formula."""
    lines = [[harmless(cell) for cell in row] for row in (head, *rows)]
    return (written(lines, ",").replace("\n", "\r\n") + "\r\n").encode("utf-8-sig")
