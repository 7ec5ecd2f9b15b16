"""What of the participants' list is looked at: everything that its address says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.people.rules import folded
from app.registration.rules.sources import Source
from app.workshops.rules import Way

#: Rows on one page.
PAGE = 100
#: Nobody looks for more words than that.
LONGEST = 200
_LAST_PAGE = 100_000


class Column(StrEnum):
    """What the list can show beside the name and the address, which it always does."""

    POST = "post"
    COUNTRY = "country"
    WAY = "way"
    STATE = "state"
    AT = "at"
    NATIVE_NAME = "native_name"
    ADDRESS_AS = "address_as"
    SOURCE = "source"
    GROUP = "group"
    LANGUAGE = "language"
    CAME = "came"


#: Before anybody chose.
USUAL = (Column.POST, Column.WAY, Column.STATE, Column.AT)
#: A question or a consent as a column, before its key.
QUESTION, CONSENT = "q-", "consent-"
#: By what the list can be put in order, besides by questions.
BY_NAME = "name"
SORTED = (
    BY_NAME,
    "email",
    *(one for one in Column if one is not Column.CAME),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who is looked for, in which order, and what of them is shown. Nonsense is left out."""

    words: str = ""
    #: As the address says it; a state that does not exist is one in which nobody is.
    state: str = ""
    way: Way | None = None
    country: str | None = None
    source: Source | None = None
    group: int | None = None
    #: The key of a consent, and whether it was given.
    consent: tuple[str, bool] | None = None
    #: Keys of a question and of a choice, or "yes" and "no".
    answer: tuple[str, str] | None = None
    came: bool | None = None
    sort: str = Column.AT
    descending: bool = False
    columns: tuple[str, ...] = USUAL
    page: int = 1

    @property
    def hides(self) -> bool:
        """Whether it leaves anybody out."""
        return self._told() != {}

    @property
    def narrowed(self) -> int:
        """By how much more than words and a state."""
        return len(self._told().keys() - {"q", "state"})

    @property
    def is_arranged(self) -> bool:
        return self.columns != USUAL or self.order is not None

    @property
    def order(self) -> str | None:
        """As the address says it; None for the order of asking."""
        said = f"-{self.sort}" if self.descending else self.sort
        return said if said != Column.AT else None

    def _told(self) -> dict[str, str]:
        said: dict[str, Any] = {
            "q": self.words,
            "state": self.state,
            "way": self.way,
            "country": self.country,
            "source": self.source,
            "group": self.group,
            "consent": self.consent and _said(*self.consent),
            "answer": self.answer and ":".join(self.answer),
            "came": None if self.came is None else _yes_no(self.came),
        }
        return {name: str(value) for name, value in said.items() if value not in (None, "")}

    def query(self, **changed: Any) -> dict[str, Any]:
        """What the address of this look says; `changed` is another look at the same."""
        other = replace(self, **changed) if changed else self
        said: dict[str, Any] = other._told()
        if other.order is not None:
            said["sort"] = other.order
        if other.columns != USUAL:
            said["col"] = list(other.columns)
        if other.page != 1:
            said["page"] = other.page
        return said

    def by(self, column: str) -> Look:
        """The same in the order of this column, the other way round where it already is."""
        again = self.sort == column and not self.descending
        return replace(self, sort=column, descending=again, page=1)


def _said(key: str, given: bool) -> str:
    return f"{key}:{_yes_no(given)}"


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def look(
    said: Mapping[str, str], columns: Iterable[str] = (), *, known: Iterable[str] = ()
) -> Look:
    """As an address says it; `known` are the questions and consents that can be columns."""
    possible = (*Column, *known)
    order = said.get("sort", "")
    by = order.removeprefix("-")
    sorts = by in SORTED or (by.startswith(QUESTION) and by in possible)
    wanted = tuple(dict.fromkeys(one for one in columns if one in possible))
    return Look(
        words=" ".join(said.get("q", "").split())[:LONGEST],
        state=said.get("state", "")[:40],
        way=_one_of(Way, said.get("way")),
        country=_country(said.get("country")),
        source=_one_of(Source, said.get("source")),
        group=_number(said.get("group"), 2**31 - 1),
        consent=_consent(said.get("consent")),
        answer=_pair(said.get("answer")),
        came={"yes": True, "no": False}.get(said.get("came", "")),
        sort=by if sorts else Column.AT,
        descending=sorts and order.startswith("-"),
        columns=wanted or USUAL,
        page=_number(said.get("page"), _LAST_PAGE) or 1,
    )


def _one_of(words: Iterable[Any], said: str | None) -> Any:
    return next((one for one in words if one == said), None)


def _country(said: str | None) -> str | None:
    return said if said and len(said) == 2 and said.isascii() and said.isupper() else None


def _number(said: str | None, most: int) -> int | None:
    if not said or not (said.isascii() and said.isdigit()) or len(said) > 10:
        return None
    return int(said) if 0 < int(said) <= most else None


def _pair(said: str | None) -> tuple[str, str] | None:
    one, colon, other = (said or "").partition(":")
    return (one[:40], other[:80]) if one and colon and other else None


def _consent(said: str | None) -> tuple[str, bool] | None:
    pair = _pair(said)
    return (pair[0], pair[1] == "yes") if pair and pair[1] in ("yes", "no") else None


def speaks_of(here: Iterable[str | None], wanted: str) -> bool:
    """Whether all words looked for stand somewhere in it, whatever their order, accents, capitals
    and width. `wanted` is folded."""
    text = folded(" ".join(one for one in here if one))
    return all(word in text for word in wanted.split())
