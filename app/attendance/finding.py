"""Who stands on the page of the door: those looked for, and who has a place before all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.attendance import door
from app.attendance.queries import Guest
from app.attendance.rules import words_found_in
from app.workshops.rules import Way

#: So many lines on one page: a phone draws them at once. Where there are more people, the search
#: asks for the rest.
AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The lines there are, of whom only those asked for are shown; a script shows the others."""

    guests: Sequence[Guest]
    shown: frozenset[str]
    #: Everybody who ever registered.
    everybody: int

    @property
    def is_whole(self) -> bool:
        return len(self.guests) == self.everybody


def find(guests: Sequence[Guest], wanted: str, way: Way | None) -> Found:
    """`guests` by name; the words `wanted` find somebody however they stand, without any those
    are shown who have a place in this way."""
    listed_first = sorted(guests, key=lambda one: not door.is_listed(one, way))
    if wanted:
        fit = [one for one in listed_first if words_found_in(door.finds(one), wanted)]
    else:
        fit = [one for one in listed_first if door.is_listed(one, way)]
    keys = frozenset(one.registration.key for one in fit)
    if len(guests) <= AT_ONCE:
        return Found(guests=listed_first, shown=keys, everybody=len(guests))
    return Found(guests=fit[:AT_ONCE], shown=keys, everybody=len(guests))
